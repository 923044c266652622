package dev.initlint.weight;

import dev.initlint.graph.TensorData;
import java.util.Arrays;
import java.util.List;

/** Derives the facts of a tensor from a {@link FactsPass} whose shift and scale suit its range. */
final class Summary {
  /** Outside, float sums of scaled elements lose digits and the pass is repeated. */
  private static final double SMALLEST_VARIANCE = 0x1p-30;

  private static final double LARGEST = 0x1p30;

  private final TensorData data;
  private final Layout layout;
  private float shift;
  private float scale = 1;
  private boolean sanitise;

  private Summary(TensorData data) {
    this.data = data;
    this.layout = Layout.of(data.dims());
  }

  static WeightFacts of(TensorData data) {
    Summary s = new Summary(data);
    return s.layout.count() == 0 ? s.empty() : s.facts(s.pass());
  }

  private FactsPass pass() {
    FactsPass pass = run(true);
    if (!Float.isFinite(pass.highest()) || !Float.isFinite(pass.lowest())) {
      sanitise = true;
      pass = run(false);
    }
    if (losesDigits(pass)) {
      fit(pass);
      pass = run(false);
    }
    return pass;
  }

  /** Streams all elements; fits shift and scale to the first chunk if asked to. */
  private FactsPass run(boolean fitToStart) {
    FactsPass[] pass = new FactsPass[1];
    data.stream(
        (values, length) -> {
          if (pass[0] == null) {
            if (fitToStart) {
              fit(values, Math.min(length, FactsPass.TILE));
            }
            pass[0] = new FactsPass(layout, shift, scale, sanitise);
          }
          pass[0].accept(values, length);
        });
    pass[0].finish();
    return pass[0];
  }

  private void fit(float[] values, int length) {
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int i = 0; i < length; i++) {
      if (Float.isFinite(values[i])) {
        sum += values[i];
        squares += (double) values[i] * values[i];
        n++;
      }
    }
    double mean = n == 0 ? 0 : sum / n;
    double variance = n == 0 ? 0 : Math.max(0, squares / n - mean * mean);
    shift = mean * mean > variance ? (float) mean : 0;
    scale = variance > 0 ? powerOfTwoNear(1 / Math.sqrt(variance)) : 1;
  }

  private boolean losesDigits(FactsPass pass) {
    double reach = reach(pass, shift) * scale;
    double n = layout.count();
    double mean = Arrays.stream(pass.columnSums()).sum() / n;
    double variance = Arrays.stream(pass.columnSquares()).sum() / n - mean * mean;
    boolean suits = reach < LARGEST && variance > SMALLEST_VARIANCE && mean * mean < 64 * variance;
    return !suits && pass.highest() > pass.lowest();
  }

  /** Shift to the middle of the finite elements and scale them into [−1, 1]. */
  private void fit(FactsPass pass) {
    float high = pass.highest();
    float low = pass.lowest();
    double n = layout.count();
    double mean = shift + Arrays.stream(pass.columnSums()).sum() / n / scale;
    shift = mean >= low && mean <= high ? (float) mean : high / 2 + low / 2;
    if (reach(pass, shift) > Float.MAX_VALUE) {
      shift = 0;
    }
    scale = powerOfTwoNear(1 / reach(pass, shift));
  }

  private static double reach(FactsPass pass, float from) {
    return Math.max((double) pass.highest() - from, (double) from - pass.lowest());
  }

  private static float powerOfTwoNear(double v) {
    int exponent = Math.getExponent(v);
    return (float) Math.scalb(1.0, Math.max(-120, Math.min(120, exponent)));
  }

  private WeightFacts empty() {
    double none = Double.NaN;
    ContentHash hash = new ContentHash(0, 0);
    return new WeightFacts(
        dims(), 0, none, none, none, none, none, none, none, 0, 0, 0, false, hash, null);
  }

  private List<Long> dims() {
    return Arrays.stream(data.dims()).boxed().toList();
  }

  private WeightFacts facts(FactsPass pass) {
    long count = layout.count();
    long n = count - pass.nans() - pass.infinities();
    double m = Arrays.stream(pass.columnSums()).sum() / n;
    double q = Arrays.stream(pass.columnSquares()).sum() / n;
    double c = pass.cubeSum() / n;
    double f = pass.fourthSum() / n;
    boolean constant = pass.highest() == pass.lowest();
    double v = constant ? 0 : Math.max(0, q - m * m);
    double third = c - 3 * m * q + 2 * m * m * m;
    double fourth = f - 4 * m * c + 6 * m * m * q - 3 * m * m * m * m;
    double mean = constant ? pass.highest() : shift + m / scale;
    double variance = v / scale / scale;
    int[] hashes = pass.columnHashes();
    int[] zeros = pass.columnZeros();
    WeightFacts facts =
        new WeightFacts(
            dims(),
            count,
            n == 0 ? Double.NaN : mean,
            n == 0 ? Double.NaN : mean * mean + variance,
            n == 0 ? Double.NaN : variance,
            v > 0 ? third / Math.pow(v, 1.5) : Double.NaN,
            v > 0 ? fourth / (v * v) - 3 : Double.NaN,
            n == 0 ? Double.NaN : pass.lowest(),
            n == 0 ? Double.NaN : pass.highest(),
            Arrays.stream(zeros).asLongStream().sum(),
            pass.nans(),
            pass.infinities(),
            pass.monotone(),
            ContentHash.of(hashes),
            null);
    return layout.isMatrix()
        ? facts.with(new MatrixSummary(layout, facts, pass, shift, scale).of(data, hashes, zeros))
        : facts;
  }
}
