package dev.initlint.verify.tensor;

import java.util.Arrays;

/**
 * Elements that are not there: a rehearsal counts buffers without having them. Few elements are
 * kept all the same, because shapes may be computed from them; reads of many give 0.
 */
final class Ghost extends Reals {
  private static final int FEW = 256;

  private final double[] kept;

  Ghost(int size) {
    super(null, size);
    this.kept = size <= FEW ? new double[size] : null;
  }

  @Override
  public double get(int i) {
    return kept == null ? 0 : kept[i];
  }

  @Override
  public void set(int i, double value) {
    if (kept != null) {
      kept[i] = value;
    }
  }

  @Override
  public void load(int from, double[] to, int at, int n) {
    if (kept != null) {
      System.arraycopy(kept, from, to, at, n);
    } else {
      Arrays.fill(to, at, at + n, 0);
    }
  }

  @Override
  public void store(int at, double[] from, int start, int n) {
    if (kept != null) {
      System.arraycopy(from, start, kept, at, n);
    }
  }

  @Override
  public void copy(int from, Store to, int at, int n) {
    Ghost target = (Ghost) to;
    if (kept != null && target.kept != null) {
      System.arraycopy(kept, from, target.kept, at, n);
    }
  }
}
