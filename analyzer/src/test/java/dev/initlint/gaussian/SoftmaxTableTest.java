package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of softmax statistics")
class SoftmaxTableTest {

  @Test
  void agreesWithTheExactStatistics() {
    SoftmaxTable table = new SoftmaxTable();
    Random random = new Random(4);
    for (int k = 0; k < 400; k++) {
      double n = Math.exp(random.nextDouble() * Math.log(1e6));
      double s = k % 2 == 0 ? 40 * random.nextDouble() : 3 * random.nextDouble();
      SoftmaxStatistics exact = SoftmaxStatistics.of(n, s);
      SoftmaxStatistics read = table.at(n, s);
      String at = "n=" + n + ", s=" + s;
      assertThat(read.s2()).as(at).isCloseTo(exact.s2(), within(1e-6 * exact.s2()));
      assertThat(read.s3()).as(at).isCloseTo(exact.s3(), within(2e-6 * exact.s3()));
      assertThat(read.s4()).as(at).isCloseTo(exact.s4(), within(4e-6 * exact.s4()));
      assertThat(read.jacobian()).as(at).isCloseTo(exact.jacobian(), within(1e-6));
      assertThat(read.logPartition())
          .as(at)
          .isCloseTo(exact.logPartition(), within(1e-6 * (1 + exact.logPartition())));
      assertThat(read.entropy()).as(at).isCloseTo(exact.entropy(), within(1e-5));
    }
  }

  @Test
  void readsTheLargestProbability() {
    SoftmaxTable table = new SoftmaxTable();
    for (double s : new double[] {0, 0.07, 0.9, 2.3, 5.1}) {
      double exact = SoftmaxStatistics.Family.of(s).largestProbability(37);
      assertThat(table.largestProbability(37, s)).isCloseTo(exact, within(1e-6 * exact));
    }
  }

  @Test
  void refusesWhatTheStatisticsRefuse() {
    assertThatThrownBy(() -> new SoftmaxTable().at(3, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SoftmaxTable().at(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
