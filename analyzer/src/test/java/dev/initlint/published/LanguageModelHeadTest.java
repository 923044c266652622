package dev.initlint.published;

import dev.initlint.published.Figures.Table;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loss of T5 at step zero (Hugging Face transformers, pull request 26441), 128 random tokens. */
@DisplayName("T5: the loss at step zero")
class LanguageModelHeadTest {

  @ParameterizedTest(name = "d={0}, {1} blocks: logit variance {2}, {3} nats")
  @CsvSource({"768, 12, 769, 118.1, 114.6", "512, 8, 512, 93.8, 94.1"})
  @DisplayName("T5-1: a head of deviation one, within 3 %")
  void before(long d, int depth, double variance, double measured, double analytic) {
    Figures f = new T5(d, depth, 1, true).withHead(1);
    new Table()
        .relative("logit variance", logitVariance(f), variance, .03)
        .relative("cross-entropy", f.loss(), measured, .03)
        .relative("cross-entropy of table 1.3", f.loss(), analytic, .01)
        .hold();
  }

  @ParameterizedTest(name = "d={0}, {1} blocks: variance 1, {2} nats")
  @CsvSource({"768, 12, 10.89", "512, 8, 10.94"})
  @DisplayName("T5-2: a head of deviation d^-½, within 1 %")
  void after(long d, int depth, double measured) {
    Figures f = new T5(d, depth, 1, true).withHead(1 / Math.sqrt(d));
    new Table()
        .relative("logit variance", logitVariance(f), 1, .03)
        .relative("cross-entropy", f.loss(), measured, .01)
        .relative("ln V + 1/2", f.loss(), Math.log(T5.V) + .5, .001)
        .hold();
  }

  @Test
  @DisplayName("T5-3: deviation 0.05 is close to 768^-½: 11.39 nats, within 1 %")
  void fixedDeviation() {
    Figures f = new T5(768, 12, 1, true).withHead(.05);
    new Table()
        .relative("s_out", Math.sqrt(logitVariance(f)), 1.388, .03)
        .relative("cross-entropy", f.loss(), 11.39, .01)
        .hold();
  }

  @Test
  @DisplayName("T5-4, T5-6: deviations of head, queries and keys at d=512")
  void deviations() {
    Figures f = new T5(512, 8, 1, true).withHead(1 / Math.sqrt(512));
    double ratio = f.weightGradient("encoder.0.q.weight") / f.weightGradient("encoder.0.k.weight");
    new Table()
        .relative("head", f.weightStd("lm_head.weight"), .0442, .002)
        .relative("queries", f.weightStd("encoder.0.q.weight"), .00552, .002)
        .relative("keys", f.weightStd("encoder.0.k.weight"), .0442, .002)
        .relative("gradient of W_q over W_k", ratio, 8, .05)
        .relative("measured", ratio, 7.6, .1)
        .hold();
  }

  @ParameterizedTest(name = "d={0}, {1} blocks: {2} nats, deviation {3}")
  @CsvSource({"512, 8, 10.376, .057", "768, 12, 10.387, .069"})
  @DisplayName("T5-5: initializer_factor 0.05, which multiplies the gains of norms too")
  void initializerFactor(long d, int depth, double loss, double std) {
    Figures f = new T5(d, depth, .05, true).withHead(.05);
    new Table()
        .relative("cross-entropy", f.loss(), loss, .002)
        .relative("s_out", Math.sqrt(logitVariance(f)), std, .03)
        .hold();
  }

  @Test
  @DisplayName("T5-8: a tied head after d^-½, 10.855 nats, within 1 %")
  void tiedAndRescaled() {
    Figures f = new T5(512, 6, 1, false).tied(1 / Math.sqrt(512));
    new Table().relative("cross-entropy", f.loss(), 10.855, .01).hold();
  }

  @Test
  @DisplayName("T5-9: a tied head without rescale, 8 blocks, 190.4 nats, within 3 %")
  void tiedWithoutRescale() {
    Figures f = new T5(512, 8, 1, true).tied(1);
    new Table().relative("cross-entropy", f.loss(), 190.4, .03).hold();
  }

  private static double logitVariance(Figures f) {
    return f.trace().outputs().get(0).secondMoment();
  }
}
