package dev.initlint.gaussian;

/**
 * The expectations over one logit x ~ N(0, s²) that every softmax statistic is made of, on a
 * lattice of u = ln t: L = E e^(−te^x) and Aₖ = tᵏ·E e^(kx−te^x)/(k−1)!.
 *
 * <p>With them, from 1/Zᵏ = ∫tᵏ⁻¹e^(−tZ)dt/(k−1)!, E Σpᵏ = n∫Aₖ·Lⁿ⁻¹du and E ln Z = ∫(e^(−e^u) −
 * Lⁿ)du = ∫(L − Lⁿ)du, since E ln e^x = 0 (docs/theory/attention.md#softmax-of-gaussian-logits).
 * All integrands are analytic in a strip of half-width π/2, on which the trapezoidal rule converges
 * geometrically.
 */
final class LogitIntegrals {
  static final double STEP = 0.25;
  private static final double SPAN = 9;

  /** The powers tᵏe^(kx) shift the law by ks, so its far tail counts. */
  private static final double REACH = 13;

  private static final double LEFT = 40;
  private static final double RIGHT = 4;
  private static final double LATTICE_FROM = 0.5;
  private static final double STEPS_PER_STD = 16;
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
    return of(s, 0, Math.max(1, (int) (s / (STEPS_PER_STD * STEP))));
  }

  /** On the finest lattice, moved by an offset. */
  static LogitIntegrals fine(double s, double offset) {
    return of(s, offset, 1);
  }

  private static LogitIntegrals of(double s, double offset, int stride) {
    int from = (int) Math.ceil((SPAN * s + LEFT) / STEP);
    int to = (int) Math.ceil((SPAN * s + RIGHT) / STEP);
    int n = (from + to) / stride + 1;
    LogitIntegrals made = new LogitIntegrals(s, -from * STEP + offset, stride * STEP, n);
    if (s < LATTICE_FROM) {
      made.fillDirectly();
    } else {
      made.fillByConvolution(-from, stride, Kernel.of(offset));
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
  private void fillByConvolution(int first, int stride, Kernel kernel) {
    int reach = (int) (REACH * logitStd / STEP);
    double[] density = new double[reach + 2];
    double[] beyond = new double[reach + 2];
    double[] bell = new double[2 * reach + 1]; // the density on both sides
    for (int d = reach; d >= 0; d--) {
      density[d] = STEP / logitStd * ErrorFunction.normalDensity(d * STEP / logitStd);
      beyond[d] = beyond[d + 1] + density[d];
      bell[reach + d] = density[d];
      bell[reach - d] = density[d];
    }
    for (int i = 0; i < logL.length; i++) {
      int u = first + i * stride;
      double below =
          weigh(i, kernel, bell, u - reach) + upperMass(Kernel.TO + 1 - u, density, beyond);
      settle(i, below, below < 0.5 ? 1 - below : survival(u, kernel, bell, density, beyond));
    }
  }

  /**
   * All of a point of the lattice, in few instructions a step, since most runs are too short to
   * have this compiled.
   *
   * @param from where on the lattice the bell begins
   * @return the mass below
   */
  private double weigh(int i, Kernel kernel, double[] bell, int from) {
    double[] lost = kernel.below;
    double[] k1 = kernel.first;
    double[] k2 = kernel.second;
    double[] k3 = kernel.third;
    double[] k4 = kernel.fourth;
    double below = 0;
    double one = 0;
    double two = 0;
    double three = 0;
    double four = 0;
    int to = Math.min(Kernel.TO, from + bell.length - 1) - Kernel.FROM;
    int b = Math.max(Kernel.FROM - from, 0);
    for (int y = Math.max(0, from - Kernel.FROM); y <= to; y++) {
      double mass = bell[b++];
      below += mass * lost[y];
      one += mass * k1[y];
      two += mass * k2[y];
      three += mass * k3[y];
      four += mass * k4[y];
    }
    a1[i] = one;
    a2[i] = two;
    a3[i] = three;
    a4[i] = four;
    return below;
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
  private static double survival(
      int u, Kernel kernel, double[] bell, double[] density, double[] beyond) {
    double[] decay = kernel.decay;
    int from = u - bell.length / 2;
    int to = Math.min(Kernel.TO, from + bell.length - 1) - Kernel.FROM;
    int b = Math.max(Kernel.FROM - from, 0);
    double sum = upperMass(u - Kernel.FROM + 1, density, beyond);
    for (int y = Math.max(0, from - Kernel.FROM); y <= to; y++) {
      sum += bell[b++] * decay[y];
    }
    return sum;
  }

  /** The functions of w = e^y that the convolution weighs, on the lattice of y: wᵏe^(−w)/(k−1)!. */
  private record Kernel(
      double[] below,
      double[] decay,
      double[] first,
      double[] second,
      double[] third,
      double[] fourth) {
    static final int FROM = (int) (-LEFT / STEP);
    static final int TO = (int) (RIGHT / STEP);
    private static final Kernel CENTRED = at(0);

    static Kernel of(double offset) {
      return offset == 0 ? CENTRED : at(offset);
    }

    private static Kernel at(double offset) {
      int n = TO - FROM + 1;
      double[][] made = new double[6][n];
      for (int j = 0; j < n; j++) {
        double w = Math.exp((FROM + j) * STEP + offset);
        double decay = Math.exp(-w);
        made[0][j] = -Math.expm1(-w);
        made[1][j] = decay;
        made[2][j] = w * decay;
        made[3][j] = w * w * decay;
        made[4][j] = w * w * w * decay / 2;
        made[5][j] = w * w * w * w * decay / 6;
      }
      return new Kernel(made[0], made[1], made[2], made[3], made[4], made[5]);
    }
  }

  /**
   * Reads 1 − L and A₁ at points of this lattice; beyond its ends they have their limits.
   *
   * @param first index of the first point, possibly outside
   * @param stride lattice steps from point to point
   */
  void sample(int first, int stride, double[] missing, double[] density) {
    for (int k = 0; k < missing.length; k++) {
      int i = first + k * stride;
      boolean inside = i >= 0 && i < logL.length;
      missing[k] = inside ? -Math.expm1(logL[i]) : i < 0 ? 0 : 1;
      density[k] = inside ? a1[i] : 0;
    }
  }

  /** Index of the lattice point at u = offset. */
  int origin() {
    return (int) Math.ceil((SPAN * logitStd + LEFT) / STEP);
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
