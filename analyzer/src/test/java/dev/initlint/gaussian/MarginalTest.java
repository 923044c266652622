package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class MarginalTest {
  private static final int DRAWS = 400_000;

  private static double mean(ToDoubleFunction<Random> f) {
    Random random = new Random(7);
    double sum = 0;
    for (int i = 0; i < DRAWS; i++) {
      sum += f.applyAsDouble(random);
    }
    return sum / DRAWS;
  }

  private static double relu(double x) {
    return Math.max(0, x);
  }

  private static Marginal image(ScalarFunction f) {
    return Marginal.GAUSSIAN.image(f, 0, 1);
  }

  private static GaussianTransform of(ScalarFunction f) {
    return GaussianTransform.of(f, 0, 1);
  }

  /** act(act(u) + ½w): second moment and mean square slope. */
  private static void sumOf(ScalarFunction f) {
    GaussianTransform t = of(f);
    Marginal law = Marginal.sum(image(f), t.variance(), Marginal.GAUSSIAN, 0.25);
    GaussianTransform y = GaussianTransform.of(f, t.mean(), t.variance() + 0.25, law);
    ToDoubleFunction<Random> x = r -> f.value(r.nextGaussian()) + 0.5 * r.nextGaussian();
    double q = mean(r -> Math.pow(f.value(x.applyAsDouble(r)), 2));
    double slope = mean(r -> Math.pow(f.slope(x.applyAsDouble(r)), 2));
    assertThat(y.secondMoment()).as(f.name()).isCloseTo(q, within(0.01 * q));
    assertThat(y.slopeSecondMoment()).as(f.name()).isCloseTo(slope, within(0.01 * slope));
  }

  @Test
  void sumOfAnActivationAndAGaussian() {
    sumOf(Activation.RELU);
    sumOf(Activation.GELU);
    sumOf(Activation.SILU);
    sumOf(Activation.TANH);
    sumOf(Activation.ABS);
    sumOf(Activation.leakyRelu(0.2));
  }

  @Test
  void sumOfTwoActivations() {
    GaussianTransform t = of(Activation.RELU);
    Marginal law = Marginal.sum(image(Activation.RELU), 1, image(Activation.RELU), 1);
    ScalarFunction shifted = Activation.RELU;
    double mean = 2 * t.mean() - 1;
    GaussianTransform y = GaussianTransform.of(shifted, mean, 2 * t.variance(), law);
    double q = mean(r -> Math.pow(relu(relu(r.nextGaussian()) + relu(r.nextGaussian()) - 1), 2));
    assertThat(y.secondMoment()).isCloseTo(q, within(0.01 * q));
    double positive = mean(r -> relu(r.nextGaussian()) + relu(r.nextGaussian()) - 1 > 0 ? 1 : 0);
    assertThat(y.slopeSecondMoment()).isCloseTo(positive, within(0.01 * positive));
  }

  @Test
  void cumulantsOfASumAdd() {
    Marginal relu = image(Activation.RELU);
    Marginal sum = Marginal.sum(relu, 3, relu, 1);
    double third = relu.skewness() * (Math.pow(3, 1.5) + 1) / 8;
    double fourth = (relu.kurtosis() - 3) * (9 + 1) / 16 + 3;
    assertThat(sum.skewness()).isCloseTo(third, within(0.01 * third));
    assertThat(sum.kurtosis()).isCloseTo(fourth, within(0.01 * fourth));
  }

  @Test
  void momentsOfOneAreExact() {
    Marginal relu = image(Activation.RELU);
    double v = 0.5 - 0.5 / Math.PI;
    double m = Math.sqrt(0.5 / Math.PI);
    double third = (2 * m - 1.5 * m + 2 * m * m * m) / Math.pow(v, 1.5);
    assertThat(relu.skewness()).isCloseTo(third, within(0.002 * third));
    assertThat(relu.below(-m / Math.sqrt(v))).isCloseTo(0.5, within(0.01));
  }

  @Test
  void productOfTwo() {
    Marginal law = Marginal.product(Marginal.GAUSSIAN, 0.5, 1, image(Activation.RELU), 0.3, 0.25);
    double m = of(Activation.RELU).mean();
    double d = Math.sqrt(of(Activation.RELU).variance());
    ToDoubleFunction<Random> x =
        r -> (0.5 + r.nextGaussian()) * (0.3 + 0.5 * (relu(r.nextGaussian()) - m) / d);
    double mean = 0.15;
    double v = (0.25 + 1) * (0.09 + 0.25) - mean * mean;
    GaussianTransform y = GaussianTransform.of(Activation.GELU, mean, v, law);
    double q = mean(r -> Math.pow(Activation.GELU.value(x.applyAsDouble(r)), 2));
    assertThat(y.secondMoment()).isCloseTo(q, within(0.015 * q));
  }

  @Test
  void mixtureOfTwo() {
    Marginal[] laws = {Marginal.GAUSSIAN, image(Activation.RELU)};
    double m = of(Activation.RELU).mean();
    double v = of(Activation.RELU).variance();
    Marginal law =
        Marginal.mixture(new double[] {1, 3}, new double[] {-1, m}, new double[] {4, v}, laws);
    double mean = -0.25 + 0.75 * m;
    double square = 0.25 * 5 + 0.75 * 0.5;
    GaussianTransform y = GaussianTransform.of(Activation.SILU, mean, square - mean * mean, law);
    double q =
        mean(
            r ->
                Math.pow(
                    Activation.SILU.value(
                        r.nextInt(4) == 0 ? -1 + 2 * r.nextGaussian() : relu(r.nextGaussian())),
                    2));
    assertThat(y.secondMoment()).isCloseTo(q, within(0.01 * q));
  }

  @Test
  void pairsOfSums() {
    GaussianTransform t = of(Activation.RELU);
    double v = t.variance() + 0.25;
    Marginal law = Marginal.sum(image(Activation.RELU), t.variance(), Marginal.GAUSSIAN, 0.25);
    GaussianTransform y = GaussianTransform.of(Activation.RELU, t.mean(), v, law);
    double rho = 0.6;
    double c = GaussianTransform.dual(t, t, rho) - t.mean() * t.mean() + 0.25 * rho;
    ToDoubleFunction<Random> product =
        r -> {
          double u = r.nextGaussian();
          double w = r.nextGaussian();
          double side = Math.sqrt(1 - rho * rho);
          double a = relu(u) + 0.5 * w;
          double b =
              relu(rho * u + side * r.nextGaussian()) + 0.5 * (rho * w + side * r.nextGaussian());
          return relu(a) * relu(b);
        };
    double expected = mean(product);
    assertThat(GaussianTransform.dual(y, y, c / v)).isCloseTo(expected, within(0.015 * expected));
  }

  @Test
  void correlationsOfTheGaussiansBehind() {
    Marginal relu = image(Activation.RELU);
    GaussianTransform t = of(Activation.RELU);
    for (double rho : new double[] {-0.7, -0.2, 0, 0.3, 0.8, 0.99}) {
      double r = (GaussianTransform.dual(t, t, rho) - t.mean() * t.mean()) / t.variance();
      assertThat(relu.gaussianCorrelation(r)).isCloseTo(rho, within(0.003));
    }
  }

  @Test
  void largestOfCorrelatedOnes() {
    double rho = 0.4;
    MaxOfGaussians m = MaxOfGaussians.of(9);
    double mean = m.mean(0, 1, rho);
    double v = m.secondMoment(0, 1, rho) - mean * mean;
    ToDoubleFunction<Random> max =
        r -> {
          double shared = Math.sqrt(rho) * r.nextGaussian();
          double most = -99;
          for (int i = 0; i < 9; i++) {
            most = Math.max(most, Math.sqrt(1 - rho) * r.nextGaussian());
          }
          return shared + most;
        };
    GaussianTransform y =
        GaussianTransform.of(
            Activation.RELU, mean - 1.5, v, Marginal.GAUSSIAN.largest(9, rho).law());
    double q = mean(r -> Math.pow(relu(max.applyAsDouble(r) - 1.5), 2));
    assertThat(y.secondMoment()).isCloseTo(q, within(0.015 * q));
  }

  @Test
  void largestOfSums() {
    GaussianTransform t = of(Activation.RELU);
    Marginal law = Marginal.sum(image(Activation.RELU), t.variance(), Marginal.GAUSSIAN, 0.25);
    double rho = 0.4;
    double c = (GaussianTransform.dual(t, t, rho) - t.mean() * t.mean() + 0.25 * rho);
    double v = t.variance() + 0.25;
    Marginal.Largest largest = law.largest(4, c / v);
    ToDoubleFunction<Random> max =
        r -> {
          double u = Math.sqrt(rho) * r.nextGaussian();
          double w = Math.sqrt(rho) * r.nextGaussian();
          double side = Math.sqrt(1 - rho);
          double most = -99;
          for (int i = 0; i < 4; i++) {
            double x = relu(u + side * r.nextGaussian());
            most = Math.max(most, x + 0.5 * (w + side * r.nextGaussian()));
          }
          return most;
        };
    double mean = mean(max);
    double q = mean(r -> Math.pow(max.applyAsDouble(r), 2));
    double expected = t.mean() + Math.sqrt(v) * largest.mean();
    double variance = v * (largest.secondMoment() - largest.mean() * largest.mean());
    assertThat(expected).isCloseTo(mean, within(0.01 * mean));
    assertThat(variance + expected * expected).isCloseTo(q, within(0.015 * q));
  }

  /** Two windows of rectified maps: the largest are more alike than the entries. */
  @Test
  void largestOfTwoWindows() {
    GaussianTransform t = of(Activation.RELU);
    double rho = 0.6;
    double c = GaussianTransform.dual(t, t, rho) - t.mean() * t.mean();
    Marginal.Largest largest = image(Activation.RELU).largest(9, c / t.variance());
    ToDoubleFunction<Random> pair =
        r -> {
          double common = Math.sqrt(rho) * r.nextGaussian();
          double[] most = new double[2];
          for (int i = 0; i < 18; i++) {
            double x = relu(common + Math.sqrt(1 - rho) * r.nextGaussian());
            most[i % 2] = Math.max(most[i % 2], x);
          }
          return most[0] * most[1];
        };
    double mean = t.mean() + Math.sqrt(t.variance()) * largest.mean();
    double both = mean * mean + t.variance() * largest.covariance(c / t.variance());
    double sampled = mean(pair);
    assertThat(both).isCloseTo(sampled, within(0.02 * sampled));
  }

  @Test
  void gaussiansStayGaussian() {
    assertThat(Marginal.sum(Marginal.GAUSSIAN, 1, Marginal.GAUSSIAN, 2).isGaussian()).isTrue();
    assertThat(Marginal.GAUSSIAN.negative().isGaussian()).isTrue();
    assertThat(image(Activation.IDENTITY).isGaussian()).isTrue();
  }
}
