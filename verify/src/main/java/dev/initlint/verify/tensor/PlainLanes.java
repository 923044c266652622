package dev.initlint.verify.tensor;

/** {@link Lanes} as plain loops. */
final class PlainLanes implements Lanes {
  static final Lanes INSTANCE = new PlainLanes();

  private static final ThreadLocal<double[]> WIDE =
      ThreadLocal.withInitial(() -> new double[Reals.BLOCK]);

  private PlainLanes() {}

  @Override
  public float sum(float[] x, int at, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = at;
    for (int end = at + n - 3; i < end; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    for (int end = at + n; i < end; i++) {
      a += x[i];
    }
    return (float) ((a + b) + (c + d));
  }

  @Override
  public float dot(float[] x, float[] y, int at, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = at;
    for (int end = at + n - 3; i < end; i += 4) {
      a += (double) x[i] * y[i];
      b += (double) x[i + 1] * y[i + 1];
      c += (double) x[i + 2] * y[i + 2];
      d += (double) x[i + 3] * y[i + 3];
    }
    for (int end = at + n; i < end; i++) {
      a += (double) x[i] * y[i];
    }
    return (float) ((a + b) + (c + d));
  }

  @Override
  public float exp(float[] x, float[] y, int at, int n, float scale, float shift) {
    double[] wide = WIDE.get();
    double sum = 0;
    for (int from = at; from < at + n; from += wide.length) {
      int m = Math.min(wide.length, at + n - from);
      for (int i = 0; i < m; i++) {
        wide[i] = scale * x[from + i] + shift;
      }
      Curves.exp(wide, wide, m);
      for (int i = 0; i < m; i++) {
        y[from + i] = (float) wide[i];
      }
      sum += Sums.sum(wide, 0, m);
    }
    return (float) sum;
  }

  @Override
  public String name() {
    return "plain loops";
  }
}
