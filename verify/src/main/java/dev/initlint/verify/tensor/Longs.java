package dev.initlint.verify.tensor;

/** Integers and booleans, on the heap; they carry shapes, indices and masks, never the signal. */
public record Longs(long[] elements) implements Store {
  @Override
  public int size() {
    return elements.length;
  }

  @Override
  public double get(int i) {
    return elements[i];
  }

  @Override
  public void set(int i, double value) {
    elements[i] = (long) value;
  }

  @Override
  public void copy(int from, Store to, int at, int n) {
    System.arraycopy(elements, from, ((Longs) to).elements, at, n);
  }
}
