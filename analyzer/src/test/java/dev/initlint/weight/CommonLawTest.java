package dev.initlint.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.law.Fans;
import dev.initlint.law.Law;
import dev.initlint.symbol.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Weights of one model that one normal law explains better than a law for each. */
class CommonLawTest {
  private static final int SEEDS = 40;

  private interface Std {
    double of(int in, int out);
  }

  /** Projections of grouped queries, keys and values, and of the layers behind them. */
  private static final int[][] PROJECTIONS = {{64, 64}, {64, 32}, {64, 32}, {64, 64}, {64, 128}};

  private static List<CommonLaw.Candidate> drawn(long seed, Std std, int[]... extents) {
    Random random = new Random(seed);
    List<CommonLaw.Candidate> weights = new ArrayList<>();
    for (int[] e : extents) {
      double s = std.of(e[0], e[1]);
      ArrayTensor tensor = ArrayTensor.draw(() -> s * random.nextGaussian(), e[0], e[1]);
      weights.add(new CommonLaw.Candidate(WeightFacts.of(tensor), new Fans(e[0], e[1])));
    }
    return weights;
  }

  private static Map<WeightFacts, Law> laws(List<CommonLaw.Candidate> weights) {
    return CommonLaw.of(weights, Hints.NONE);
  }

  /** √(2/96) = 0.144 is the law over both fans of the narrow ones, which pass for it alone. */
  @Test
  void oneStandardDeviationIsSeenThroughLawsThatItResembles() {
    int all = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      List<CommonLaw.Candidate> weights = drawn(seed, (in, out) -> 0.15, PROJECTIONS);
      Map<WeightFacts, Law> laws = laws(weights);
      all += laws.size() == weights.size() ? 1 : 0;
      for (Law law : laws.values()) {
        double std = Math.sqrt(law.variance().evaluate(Binding.of(Map.of())));
        assertThat(std).isCloseTo(0.15, within(0.004));
      }
    }
    assertThat(all).isGreaterThanOrEqualTo(SEEDS * 9 / 10);
  }

  @Test
  void lawsOverFansStayWhatTheyAre() {
    Std[] laws = {
      (in, out) -> Math.sqrt(2.0 / (in + out)),
      (in, out) -> Math.sqrt(1.0 / in),
      (in, out) -> Math.sqrt(2.0 / out),
      (in, out) -> 0.02
    };
    int[][] mixed = {{64, 64}, {64, 64}, {64, 64}, {64, 72}, {64, 72}, {72, 64}, {64, 8}, {8, 64}};
    for (Std law : laws) {
      for (int seed = 0; seed < SEEDS; seed++) {
        assertThat(laws(drawn(seed, law, PROJECTIONS))).as("seed %d", seed).isEmpty();
        assertThat(laws(drawn(seed, law, mixed))).as("seed %d", seed).isEmpty();
      }
    }
  }

  /** As a table and a head of one law beside blocks of another. */
  @Test
  void groupsOfTwoDeviationsAreToldApart() {
    int[][] extents = {{96, 96}, {96, 96}, {96, 96}, {90, 96}, {90, 96}, {90, 96}};
    for (int seed = 0; seed < SEEDS; seed++) {
      List<CommonLaw.Candidate> weights =
          drawn(seed, (in, out) -> in == 96 ? 0.031 : 0.043, extents);
      Map<WeightFacts, Law> laws = laws(weights);
      assertThat(laws).hasSize(6);
      assertThat(laws.values().stream().distinct().count()).isGreaterThanOrEqualTo(2);
      assertThat(laws.get(weights.get(0).facts()).name()).startsWith("normal(0, 0.03");
      assertThat(laws.get(weights.get(5).facts()).name()).startsWith("normal(0, 0.04");
    }
  }

  @Test
  void oneWeightHasNoneToShareWith() {
    assertThat(laws(drawn(1, (in, out) -> 0.15, new int[] {64, 64}))).isEmpty();
    assertThat(laws(List.of())).isEmpty();
  }
}
