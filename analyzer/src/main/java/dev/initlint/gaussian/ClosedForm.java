package dev.initlint.gaussian;

/**
 * Exact expectations of a function of Gaussian variables. Every method is tested against
 * quadrature.
 */
interface ClosedForm {

  /** Whether the formulas hold for this law of the argument. */
  boolean appliesTo(double mean, double variance);

  /** E f(u). */
  double mean(double mean, double variance);

  /** E f(u)². */
  double secondMoment(double mean, double variance);

  /** E f'(u)². */
  double slopeSecondMoment(double mean, double variance);

  /** E f(u)f(w) of two Gaussians with correlation rho. */
  double dual(double m1, double v1, double m2, double v2, double rho);

  /** E f'(u)f'(w) of two Gaussians with correlation rho. */
  double slopeDual(double m1, double v1, double m2, double v2, double rho);

  /**
   * All that {@link GaussianQuadrature} says of one argument, without its series; null where
   * quadrature is asked.
   */
  default GaussianQuadrature figures(double mean, double variance) {
    return null;
  }

  /** The same for factor·f. */
  default ClosedForm scaled(double factor) {
    return new Rescaled(this, factor, 1);
  }

  /** The same for f(factor·x). */
  default ClosedForm stretched(double factor) {
    return new Rescaled(this, 1, factor);
  }

  /** Of outside·f(inside·x). */
  record Rescaled(ClosedForm base, double outside, double inside) implements ClosedForm {
    private double argument(double variance) {
      return inside * inside * variance;
    }

    @Override
    public boolean appliesTo(double mean, double variance) {
      return base.appliesTo(inside * mean, argument(variance));
    }

    @Override
    public double mean(double mean, double variance) {
      return outside * base.mean(inside * mean, argument(variance));
    }

    @Override
    public double secondMoment(double mean, double variance) {
      return outside * outside * base.secondMoment(inside * mean, argument(variance));
    }

    @Override
    public double slopeSecondMoment(double mean, double variance) {
      double gain = outside * inside;
      return gain * gain * base.slopeSecondMoment(inside * mean, argument(variance));
    }

    @Override
    public double dual(double m1, double v1, double m2, double v2, double rho) {
      return outside
          * outside
          * base.dual(inside * m1, argument(v1), inside * m2, argument(v2), rho);
    }

    @Override
    public double slopeDual(double m1, double v1, double m2, double v2, double rho) {
      double gain = outside * inside;
      return gain
          * gain
          * base.slopeDual(inside * m1, argument(v1), inside * m2, argument(v2), rho);
    }

    @Override
    public GaussianQuadrature figures(double mean, double variance) {
      GaussianQuadrature f = base.figures(inside * mean, argument(variance));
      double gain = outside * inside;
      return f == null
          ? null
          : new GaussianQuadrature(
              outside * f.mean(),
              outside * outside * f.variance(),
              gain * f.slopeMean(),
              gain * gain * f.slopeVariance(),
              outside * gain * f.valueSlope(),
              gain * gain * f.secondMomentSlope(),
              outside * Math.signum(inside) * f.argumentProduct(),
              null,
              null);
    }
  }

  /**
   * The two-sided line below·min(x,0)+above·max(x,0) of a centred argument: ReLU, leaky ReLU,
   * absolute value, identity. Arc-cosine kernel of degrees 1 and 0 (Cho and Saul 2009, eq. 5–7).
   */
  record BentLine(double below, double above) implements ClosedForm {
    @Override
    public boolean appliesTo(double mean, double variance) {
      return mean == 0;
    }

    @Override
    public double mean(double mean, double variance) {
      return (above - below) * Math.sqrt(variance / (2 * Math.PI));
    }

    @Override
    public double secondMoment(double mean, double variance) {
      return variance * 0.5 * (below * below + above * above);
    }

    @Override
    public double slopeSecondMoment(double mean, double variance) {
      return 0.5 * (below * below + above * above);
    }

    @Override
    public GaussianQuadrature figures(double mean, double variance) {
      double first = mean(mean, variance);
      double deviation = Math.sqrt(variance);
      double half = 0.5 * (above + below);
      return new GaussianQuadrature(
          first,
          secondMoment(mean, variance) - first * first,
          half,
          0.25 * (above - below) * (above - below),
          first * (above + below),
          slopeSecondMoment(mean, variance),
          deviation * half,
          null,
          null);
    }

    @Override
    public ClosedForm scaled(double factor) {
      return new BentLine(factor * below, factor * above);
    }

    @Override
    public double dual(double m1, double v1, double m2, double v2, double rho) {
      if (below == above) {
        return below * below * rho * Math.sqrt(v1) * Math.sqrt(v2);
      }
      double angle = angle(rho);
      double sine = Math.sqrt((1 - rho) * (1 + rho));
      double same = (sine + rho * (Math.PI - angle)) / (2 * Math.PI);
      double opposite = (sine - rho * angle) / (2 * Math.PI);
      return Math.sqrt(v1)
          * Math.sqrt(v2)
          * ((below * below + above * above) * same - 2 * below * above * opposite);
    }

    @Override
    public double slopeDual(double m1, double v1, double m2, double v2, double rho) {
      if (below == above) {
        return below * below;
      }
      double angle = angle(rho);
      return ((below * below + above * above) * (Math.PI - angle) + 2 * below * above * angle)
          / (2 * Math.PI);
    }

    /** arccos(rho), without loss of figures near ±1. */
    static double angle(double rho) {
      return 2 * Math.atan2(Math.sqrt(1 - rho), Math.sqrt(1 + rho));
    }
  }

  /**
   * The two-sided parabola below·min(x,0)²+above·max(x,0)² of a centred argument: squared ReLU, x²,
   * x·|x|. Arc-cosine kernel of degree 2, and of degree 1 for the slope, which is a bent line (Cho
   * and Saul 2009, eq. 5–7).
   */
  record BentSquare(double below, double above) implements ClosedForm {
    /** The product of two bent lines. */
    static BentSquare of(BentLine f, BentLine g) {
      return new BentSquare(f.below() * g.below(), f.above() * g.above());
    }

    private BentLine slope() {
      return new BentLine(2 * below, 2 * above);
    }

    @Override
    public boolean appliesTo(double mean, double variance) {
      return mean == 0;
    }

    @Override
    public double mean(double mean, double variance) {
      return 0.5 * variance * (below + above);
    }

    @Override
    public double secondMoment(double mean, double variance) {
      return 1.5 * variance * variance * (below * below + above * above);
    }

    @Override
    public double slopeSecondMoment(double mean, double variance) {
      return variance * slope().slopeSecondMoment(mean, variance);
    }

    @Override
    public GaussianQuadrature figures(double mean, double variance) {
      double first = mean(mean, variance);
      double slope = slope().mean(mean, variance);
      double slopes = slopeSecondMoment(mean, variance);
      return new GaussianQuadrature(
          first,
          secondMoment(mean, variance) - first * first,
          slope,
          slopes - slope * slope,
          2 * variance * slope * (above + below),
          3 * variance * (below * below + above * above),
          Math.sqrt(variance) * slope,
          null,
          null);
    }

    @Override
    public ClosedForm scaled(double factor) {
      return new BentSquare(factor * below, factor * above);
    }

    @Override
    public double dual(double m1, double v1, double m2, double v2, double rho) {
      double angle = BentLine.angle(rho);
      double sine = 3 * rho * Math.sqrt((1 - rho) * (1 + rho));
      double even = 1 + 2 * rho * rho;
      double same = (sine + even * (Math.PI - angle)) / (2 * Math.PI);
      double opposite = (even * angle - sine) / (2 * Math.PI);
      return v1 * v2 * ((below * below + above * above) * same + 2 * below * above * opposite);
    }

    @Override
    public double slopeDual(double m1, double v1, double m2, double v2, double rho) {
      return slope().dual(m1, v1, m2, v2, rho);
    }
  }

  /** The exponential: lognormal moments. */
  record Exponential() implements ClosedForm {
    @Override
    public boolean appliesTo(double mean, double variance) {
      return true;
    }

    @Override
    public double mean(double mean, double variance) {
      return Math.exp(mean + 0.5 * variance);
    }

    @Override
    public double secondMoment(double mean, double variance) {
      return Math.exp(2 * (mean + variance));
    }

    @Override
    public double slopeSecondMoment(double mean, double variance) {
      return secondMoment(mean, variance);
    }

    @Override
    public GaussianQuadrature figures(double mean, double variance) {
      double first = mean(mean, variance);
      double second = secondMoment(mean, variance);
      double spread = first * first * Math.expm1(variance);
      return new GaussianQuadrature(
          first,
          spread,
          first,
          spread,
          second,
          2 * second,
          Math.sqrt(variance) * first,
          null,
          null);
    }

    @Override
    public double dual(double m1, double v1, double m2, double v2, double rho) {
      return Math.exp(m1 + m2 + 0.5 * (v1 + v2) + rho * Math.sqrt(v1) * Math.sqrt(v2));
    }

    @Override
    public double slopeDual(double m1, double v1, double m2, double v2, double rho) {
      return dual(m1, v1, m2, v2, rho);
    }
  }

  /**
   * sin(x + phase), from E cos(u ± w) of Gaussians.
   *
   * @param phase 0 for the sine, π/2 for the cosine
   */
  record Wave(double phase) implements ClosedForm {
    @Override
    public boolean appliesTo(double mean, double variance) {
      return true;
    }

    @Override
    public double mean(double mean, double variance) {
      return Math.sin(mean + phase) * Math.exp(-0.5 * variance);
    }

    @Override
    public double secondMoment(double mean, double variance) {
      return halfVersed(2 * (mean + phase), 2 * variance);
    }

    @Override
    public double slopeSecondMoment(double mean, double variance) {
      return 1 - secondMoment(mean, variance);
    }

    /** ½·(1 − cos(angle)·e^(−decay)) without cancellation for small arguments. */
    private static double halfVersed(double angle, double decay) {
      double s = Math.sin(0.5 * angle);
      return s * s * Math.exp(-decay) - 0.5 * Math.expm1(-decay);
    }

    @Override
    public double dual(double m1, double v1, double m2, double v2, double rho) {
      double cross = 2 * rho * Math.sqrt(v1) * Math.sqrt(v2);
      double spread = Math.max(0, v1 + v2 - cross);
      double joint = Math.max(0, v1 + v2 + cross);
      return halfVersed(m1 + m2 + 2 * phase, 0.5 * joint) - halfVersed(m1 - m2, 0.5 * spread);
    }

    @Override
    public double slopeDual(double m1, double v1, double m2, double v2, double rho) {
      double shift = 0.5 * Math.PI;
      return new Wave(phase + shift).dual(m1, v1, m2, v2, rho);
    }
  }

  /** The error function of a centred argument: the arcsine kernel (Williams 1997, eq. 11). */
  record ErrorKernel() implements ClosedForm {
    @Override
    public boolean appliesTo(double mean, double variance) {
      return mean == 0;
    }

    @Override
    public double mean(double mean, double variance) {
      return 0;
    }

    @Override
    public double secondMoment(double mean, double variance) {
      // asin(2v/(1+2v)) as an arctangent, which keeps its figures when v is huge.
      return 2 / Math.PI * Math.atan2(2 * variance, Math.sqrt(1 + 4 * variance));
    }

    @Override
    public double slopeSecondMoment(double mean, double variance) {
      return 4 / Math.PI / Math.sqrt(1 + 4 * variance);
    }

    @Override
    public double dual(double m1, double v1, double m2, double v2, double rho) {
      double cross = 2 * rho * Math.sqrt(v1) * Math.sqrt(v2);
      double rest = Math.sqrt(determinant(v1, v2, rho));
      return 2 / Math.PI * Math.atan2(cross, rest);
    }

    @Override
    public double slopeDual(double m1, double v1, double m2, double v2, double rho) {
      return 4 / Math.PI / Math.sqrt(determinant(v1, v2, rho));
    }

    /** (1+2v1)(1+2v2) − 4ρ²v1v2. */
    private static double determinant(double v1, double v2, double rho) {
      return 1 + 2 * v1 + 2 * v2 + 4 * v1 * v2 * (1 - rho) * (1 + rho);
    }
  }
}
