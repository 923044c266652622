package dev.initlint.verify.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.verify.Measured;
import dev.initlint.verify.VerifySettings;
import dev.initlint.verify.measure.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Second moments of single draws of the weights scatter as the spread of their figure says. */
class BandTest {
  private static final int DRAWS = 160;
  private static final long BATCH = 4;

  /** Five standard errors of a deviation of so many draws are 28 % of it. */
  private static final double ALLOWED = 0.3;

  /** Deviations below which the draws of the input count as well. */
  private static final double SEEN = 0.02;

  static List<Case> cases() {
    return List.of(
        Case.of(
            "biases of few channels",
            n -> {
              String h =
                  n.op("Conv", n.reals("x", 8, 10, 10), kernel(n, 6, 8), n.normal(0, 0.7, 6));
              n.to(n.op("Relu", h));
            }),
        Case.of(
            "a bias on channels that have a mean",
            n -> {
              String h = n.op("Relu", n.op("Conv", n.reals("x", 8, 10, 10), kernel(n, 24, 8)));
              n.to(n.op("Conv", h, kernel(n, 24, 24), n.normal(0, 0.4, 24)));
            }),
        Case.of(
            "a bias of a dense layer",
            n -> n.to(n.op("Add", n.linear(n.reals("x", 12), 12, 12), n.normal(0, 0.8, 12)))),
        Case.of(
            "a stack of few channels",
            n -> {
              String h = n.reals("x", 8, 8, 8);
              for (int i = 0; i < 4; i++) {
                h = n.op("Relu", n.op("Conv", h, kernel(n, i == 0 ? 16 : 16, i == 0 ? 8 : 16)));
              }
              n.to(h);
            }),
        Case.of(
            "a stack with biases",
            n -> {
              String h = n.reals("x", 8, 8, 8);
              for (int i = 0; i < 3; i++) {
                h = n.op("Conv", h, kernel(n, 24, i == 0 ? 8 : 24), n.normal(0, 0.3, 24));
                h = n.op("Relu", h);
              }
              n.to(h);
            }));
  }

  private static String kernel(Net n, long out, long in) {
    return n.normal(0, Math.sqrt(2.0 / (9 * in)), out, in, 3, 3);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void drawsScatterByTheSpread(Case subject) {
    VerifySettings settings =
        VerifySettings.defaults()
            .withDraws(1)
            .withSeeds(DRAWS, 1)
            .withDims(Map.of("batch", BATCH))
            .withThreads(1);
    Measured measured = Verification.run(subject.net().graph(), settings);
    Propagation p =
        Propagation.of(subject.net().graph(), new Assumptions(Map.of("batch", BATCH), Map.of()));
    List<String> apart = new ArrayList<>();
    for (Measured.ValueFigures v : measured.values()) {
      double[] draws = v.secondMoment().draws();
      double band = Math.sqrt(p.signal(v.name()).stat().in(p.evaluation()).spread());
      double deviation = v.secondMoment().standardError() * Math.sqrt(draws.length);
      double scatter = deviation / v.secondMoment().mean();
      if (scatter > SEEN && Math.abs(band / scatter - 1) > ALLOWED) {
        apart.add(String.format(Locale.ROOT, "%s: band %.3f, scatter %.3f", v.op(), band, scatter));
      }
    }
    assertThat(apart).isEmpty();
  }
}
