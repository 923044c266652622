package dev.initlint.weight;

import dev.initlint.graph.DerivedData;
import dev.initlint.graph.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Derives the facts of a tensor from a {@link FactsPass} whose shift and scale suit its range. */
final class Summary {
  /** Outside, float sums of scaled elements lose digits and the pass is repeated. */
  private static final double SMALLEST_VARIANCE = 0x1p-30;

  private static final double LARGEST = 0x1p30;

  /** Elements from which it pays to sum a part of a tensor by itself. */
  private static final long PART = 1 << 18;

  /** Parts of one tensor at most, and bytes that the sums of all of them may take. */
  private static final int PARTS = 64;

  private static final long PARTS_BYTES = 32 << 20;

  private final TensorData data;
  private final Layout layout;
  private float shift;
  private float scale = 1;
  private boolean sanitise;
  private float high;
  private float low;

  private Summary(TensorData data) {
    this.data = data;
    this.layout = Layout.of(data.dims());
  }

  static WeightFacts of(TensorData data) {
    Summary s = new Summary(data);
    return s.layout.count() == 0 ? s.empty() : s.facts(s.pass());
  }

  private FactsPass pass() {
    fitToStart();
    FactsPass pass = run();
    if (!pass.isFinite()) {
      sanitise = true;
      pass = run();
    }
    boolean none = pass.low() > pass.high();
    high = none ? Float.NaN : pass.high();
    low = none ? Float.NaN : pass.low();
    if (losesDigits(pass)) {
      fit(pass);
      pass = run();
    }
    return pass;
  }

  /**
   * Sums parts of a stored tensor side by side. Where the parts begin, and in what order their sums
   * are added, depends on the extents alone, so that the result does not vary.
   */
  private FactsPass run() {
    long lines = FactsPass.lines(layout);
    int parts = parts(lines);
    if (parts == 1) {
      return part(0, lines);
    }
    return IntStream.range(0, parts)
        .parallel()
        .mapToObj(i -> part(i * lines / parts, (i + 1) * lines / parts))
        .toList()
        .stream()
        .reduce(FactsPass::and)
        .orElseThrow();
  }

  private FactsPass part(long fromLine, long toLine) {
    FactsPass pass = new FactsPass(layout, shift, scale, sanitise);
    pass.take(data.runs(), fromLine, toLine);
    return pass;
  }

  private int parts(long lines) {
    long affordable = Math.min(PARTS, PARTS_BYTES / FactsPass.bytes(layout));
    long wanted = Math.min(lines, layout.count() / PART);
    return data instanceof DerivedData ? 1 : (int) Math.max(1, Math.min(wanted, affordable));
  }

  private void fitToStart() {
    float[] start = new float[(int) Math.min(layout.count(), FactsPass.TILE)];
    data.runs().read(0, start, 0, start.length);
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (float v : start) {
      if (Float.isFinite(v)) {
        sum += v;
        squares += (double) v * v;
        n++;
      }
    }
    double mean = n == 0 ? 0 : sum / n;
    double variance = n == 0 ? 0 : Math.max(0, squares / n - mean * mean);
    shift = mean * mean > variance ? (float) mean : 0;
    scale = variance > 0 ? powerOfTwoNear(1 / Math.sqrt(variance)) : 1;
  }

  private boolean losesDigits(FactsPass pass) {
    double reach = reach(shift) * scale;
    double n = layout.count();
    double mean = sum(pass.columnSums()) / n;
    double variance = sum(pass.columnSquares()) / n - mean * mean;
    boolean suits = reach < LARGEST && variance > SMALLEST_VARIANCE && mean * mean < 64 * variance;
    return !suits && high > low;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    return sum;
  }

  /** Shift to the middle of the finite elements and scale them into [−1, 1]. */
  private void fit(FactsPass pass) {
    double n = layout.count();
    double mean = shift + sum(pass.columnSums()) / n / scale;
    shift = mean >= low && mean <= high ? (float) mean : high / 2 + low / 2;
    if (reach(shift) > Float.MAX_VALUE) {
      shift = 0;
    }
    scale = powerOfTwoNear(1 / reach(shift));
  }

  private double reach(float from) {
    return Math.max((double) high - from, (double) from - low);
  }

  private static float powerOfTwoNear(double v) {
    int exponent = Math.getExponent(v);
    return (float) Math.scalb(1.0, Math.max(-120, Math.min(120, exponent)));
  }

  private WeightFacts empty() {
    double none = Double.NaN;
    Content content = Content.of(data);
    return new WeightFacts(
        dims(data), 0, none, none, none, none, none, none, none, 0, 0, 0, false, content, null);
  }

  static List<Long> dims(TensorData data) {
    return Arrays.stream(data.dims()).boxed().toList();
  }

  private WeightFacts facts(FactsPass pass) {
    long count = layout.count();
    long n = count - pass.nans() - pass.infinities();
    double m = sum(pass.columnSums()) / n;
    double q = sum(pass.columnSquares()) / n;
    double c = pass.cubeSum() / n;
    double f = pass.fourthSum() / n;
    boolean constant = high == low;
    double v = constant ? 0 : Math.max(0, q - m * m);
    double third = c - 3 * m * q + 2 * m * m * m;
    double fourth = f - 4 * m * c + 6 * m * m * q - 3 * m * m * m * m;
    double mean = constant ? high : shift + m / scale;
    double variance = v / scale / scale;
    Pattern pattern = new Pattern(data, layout);
    WeightFacts facts =
        new WeightFacts(
            dims(data),
            count,
            n == 0 ? Double.NaN : mean,
            n == 0 ? Double.NaN : mean * mean + variance,
            n == 0 ? Double.NaN : variance,
            v > 0 ? third / Math.pow(v, 1.5) : Double.NaN,
            v > 0 ? fourth / (v * v) - 3 : Double.NaN,
            low,
            high,
            pass.zeros(),
            pass.nans(),
            pass.infinities(),
            !layout.isMatrix() && pattern.monotone(),
            Content.of(data),
            null);
    return layout.isMatrix()
        ? facts.with(
            new MatrixSummary(layout, facts, pass, shift, scale).of(data, pattern, pass.zeroRows()))
        : facts;
  }
}
