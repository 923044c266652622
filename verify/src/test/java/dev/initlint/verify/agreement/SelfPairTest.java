package dev.initlint.verify.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.moment.Belief;
import dev.initlint.moment.Block;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Gram;
import dev.initlint.moment.NotKnown;
import dev.initlint.moment.Signal;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An operator's rule for a pair of tensors, asked about one tensor and itself, says what its rule
 * for one tensor says.
 */
class SelfPairTest {
  private static final double EXACT = 1e-6;

  /** Where positions, or heads, are told apart more finely than pairs of tensors tell them. */
  private static final double MERGED = 0.02;

  static List<Case> cases() {
    return AgreementTest.cases();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void thePairWithItselfIsItsOwn(Case subject) {
    Propagation p =
        Propagation.of(subject.net().graph(), new Assumptions(Map.of("batch", 4L), Map.of()));
    Evaluation e = p.evaluation();
    Gram g = Gram.of(e);
    List<String> apart = new ArrayList<>();
    boolean merged =
        p.beliefs().values().stream()
            .anyMatch(b -> b instanceof Belief.Known k && isMerged(k.signal(), g));
    p.beliefs()
        .forEach(
            (name, b) -> {
              if (b instanceof Belief.Known k && k.signal().relation() != null) {
                differences(name, k.signal(), g, merged ? MERGED : EXACT, apart);
              }
            });
    assertThat(apart).isEmpty();
  }

  private static boolean isMerged(Signal s, Gram g) {
    try {
      return s.stat().in(g.evaluation()).layout().classes() > g.coarse(s.stat()).layout().classes();
    } catch (NotKnown withoutFigures) {
      return false;
    }
  }

  private static void differences(
      String name, Signal s, Gram g, double tolerance, List<String> apart) {
    Block pair;
    try {
      pair = g.followed(s, s);
    } catch (Gram.NotFollowed noRule) {
      return;
    }
    Block own = Block.of(g.coarse(s.stat()));
    double allowed = tolerance * own.secondMoment();
    compare(name + " second moment", own.secondMoment(), pair.secondMoment(), allowed, apart);
    compare(name + " overlap", own.tokenOverlap(), pair.tokenOverlap(), allowed, apart);
    double a = own.across().meanSame(own.layout());
    compare(name + " across", a, pair.across().meanSame(pair.layout()), allowed, apart);
    double f = own.featureWithin().meanSame(own.layout());
    compare(name + " features", f, pair.featureWithin().meanSame(pair.layout()), allowed, apart);
  }

  private static void compare(
      String what, double own, double pair, double allowed, List<String> apart) {
    if (!(Math.abs(own - pair) <= allowed)) {
      apart.add(String.format(Locale.ROOT, "%s: %.6g, as a pair %.6g", what, own, pair));
    }
  }
}
