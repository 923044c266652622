package dev.initlint.gaussian;

/**
 * The expectations over one logit x ~ N(0, s²) that every softmax statistic is made of, on a
 * lattice of u = ln t: L = E e^(−te^x) and Aₖ = tᵏ·E e^(kx−te^x)/(k−1)!.
 *
 * <p>With them, from 1/Zᵏ = ∫tᵏ⁻¹e^(−tZ)dt/(k−1)!, E Σpᵏ = n∫Aₖ·Lⁿ⁻¹du and E ln Z =
 * ∫(e^(−e^u) − Lⁿ)du = ∫(L − Lⁿ)du, since E ln e^x = 0 (moments.md a.4). All integrands are analytic
 * in a strip of half-width π/2, on which the trapezoidal rule converges geometrically.
 */
final class LogitIntegrals {
  private static final double STEP = 0.25;
  private static final double REACH = 9;
  private static final double LEFT = 40;
  private static final double RIGHT = 4;
  private static final double LATTICE_FROM = 0.5;
  private static final double FACES = 16;
  private static final double NEGLIGIBLE_LOG = -80;

  private final double logitStd;
  private final double start;
  private final double step;
  private final double[] logL;
  private final double[] survival;
  private final double[] a1;
  private final double[] a2;
  private final double[] a3;
  private final double[] a4;

  private LogitIntegrals(double logitStd, double start, double step, int n) {
    this.logitStd = logitStd;
    this.start = start;
    this.step = step;
    logL = new double[n];
    survival = new double[n];
    a1 = new double[n];
    a2 = new double[n];
    a3 = new double[n];
    a4 = new double[n];
  }

  static LogitIntegrals of(double s) {
    // Everything is smooth on the scale s as well, so a wide law allows a wide step.
    int stride = Math.max(1, (int) (s / (FACES * STEP)));
    int from = (int) Math.ceil((REACH * s + LEFT) / STEP);
    int to = (int) Math.ceil((REACH * s + RIGHT) / STEP);
    int n = (from + to) / stride + 1;
    LogitIntegrals made = new LogitIntegrals(s, -from * STEP, stride * STEP, n);
    if (s < LATTICE_FROM) {
      made.fillDirectly();
    } else {
      made.fillByConvolution(-from, stride);
    }
    return made;
  }

  double logitStd() {
    return logitStd;
  }

  /** For narrow laws: the trapezoidal rule over the standardised logit. */
  private void fillDirectly() {
    double h = 0.5;
    int reach = logitStd == 0 ? 0 : (int) (REACH / h);
    double[] factor = new double[2 * reach + 1];
    double[] density = new double[2 * reach + 1];
    for (int j = -reach; j <= reach; j++) {
      factor[j + reach] = Math.exp(logitStd * j * h);
      density[j + reach] = reach == 0 ? 1 : h * ErrorFunction.normalDensity(j * h);
    }
    for (int i = 0; i < logL.length; i++) {
      double t = Math.exp(start + i * step);
      double below = 0;
      double above = 0;
      for (int j = 0; j < factor.length; j++) {
        double w = t * factor[j];
        double left = density[j] * Math.exp(-w);
        below -= density[j] * Math.expm1(-w);
        above += left;
        add(i, w, left);
      }
      settle(i, below, above);
    }
  }

  private void settle(int i, double below, double above) {
    survival[i] = above;
    logL[i] = below < 0.5 ? Math.log1p(-below) : Math.log(above);
  }

  private void add(int i, double w, double weight) {
    double first = w * weight;
    double second = w * first;
    double third = w * second;
    a1[i] += first;
    a2[i] += second;
    a3[i] += third / 2;
    a4[i] += w * third / 6;
  }

  /** For wider laws: a lattice in y = u + x, whose kernels depend on y alone. */
  private void fillByConvolution(int first, int stride) {
    int kernelFrom = (int) (-LEFT / STEP);
    int kernelTo = (int) (RIGHT / STEP);
    int reach = (int) (REACH * logitStd / STEP);
    double[] density = new double[reach + 2];
    double[] beyond = new double[reach + 2];
    for (int d = reach; d >= 0; d--) {
      density[d] = STEP / logitStd * ErrorFunction.normalDensity(d * STEP / logitStd);
      beyond[d] = beyond[d + 1] + density[d];
    }
    for (int i = 0; i < logL.length; i++) {
      int u = first + i * stride;
      double below = 0;
      for (int y = Math.max(kernelFrom, u - reach); y <= Math.min(kernelTo, u + reach); y++) {
        double w = KERNEL_W[y - kernelFrom];
        double mass = density[Math.abs(y - u)];
        below += mass * KERNEL_BELOW[y - kernelFrom];
        add(i, w, mass * KERNEL_DECAY[y - kernelFrom]);
      }
      below += upperMass(kernelTo + 1 - u, density, beyond);
      settle(i, below, below < 0.5 ? 1 - below : survival(u, kernelFrom, density, beyond));
    }
  }

  /** Lattice mass of the offsets from d upwards. */
  private static double upperMass(int d, double[] density, double[] beyond) {
    int reach = density.length - 2;
    if (d > reach) {
      return 0;
    }
    return d >= 0 ? beyond[d] : 2 * beyond[0] - density[0] - beyond[Math.min(reach + 1, 1 - d)];
  }

  /** L itself, where it is small. */
  private double survival(int u, int kernelFrom, double[] density, double[] beyond) {
    int reach = density.length - 2;
    double sum = upperMass(u - kernelFrom + 1, density, beyond);
    for (int k = 0; k < KERNEL_DECAY.length; k++) {
      int d = Math.abs(k + kernelFrom - u);
      if (d <= reach) {
        sum += density[d] * KERNEL_DECAY[k];
      }
    }
    return sum;
  }

  private static final double[] KERNEL_W = kernel(0);
  private static final double[] KERNEL_DECAY = kernel(1);
  private static final double[] KERNEL_BELOW = kernel(2);

  private static double[] kernel(int which) {
    int from = (int) (-LEFT / STEP);
    int to = (int) (RIGHT / STEP);
    double[] k = new double[to - from + 1];
    for (int j = 0; j < k.length; j++) {
      double w = Math.exp((from + j) * STEP);
      k[j] = which == 0 ? w : which == 1 ? Math.exp(-w) : -Math.expm1(-w);
    }
    return k;
  }

  SoftmaxStatistics statistics(double n) {
    double logZ = 0;
    double one = 0;
    double two = 0;
    double three = 0;
    double four = 0;
    double pairs = 0;
    for (int i = 0; i < logL.length; i++) {
      double log = (n - 1) * logL[i];
      double power = log < NEGLIGIBLE_LOG ? 0 : Math.exp(log);
      logZ += survival[i] * (1 - power);
      if (power > 0) {
        one += a1[i] * power;
        two += a2[i] * power;
        three += a3[i] * power;
        four += a4[i] * power;
        pairs += n > 1 ? a2[i] * (a2[i] / survival[i]) * power : 0;
      }
    }
    double s2 = n * step * two;
    double s4 = n * step * four;
    double squared = s4 + n * (n - 1) * step * pairs / 6;
    double logPartition = step * logZ;
    return new SoftmaxStatistics(
        n,
        logitStd,
        logPartition,
        s2,
        n * step * three,
        s4,
        squared,
        logPartition - logitStd * logitStd * (1 - s2),
        n * step * one);
  }
}
