package dev.initlint.gaussian;

import static org.assertj.core.api.Assertions.assertThat;

import org.hipparchus.analysis.integration.gauss.LegendreRuleFactory;
import org.hipparchus.util.Pair;
import org.junit.jupiter.api.Test;

/** The nodes that are written down are those that Hipparchus works out. */
class GaussLegendreTest {
  @Test
  void nodesAndWeights() {
    Pair<double[], double[]> rule = new LegendreRuleFactory().getRule(GaussLegendre.POINTS);
    for (int j = 0; j < GaussLegendre.POINTS; j++) {
      assertThat(GaussLegendre.node(j)).isEqualTo(rule.getFirst()[j]);
      assertThat(GaussLegendre.weight(j)).isEqualTo(rule.getSecond()[j]);
    }
  }
}
