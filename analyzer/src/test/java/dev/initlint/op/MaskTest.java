package dev.initlint.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.ElementType;
import dev.initlint.moment.Layout;
import dev.initlint.shape.Array;
import org.junit.jupiter.api.Test;

class MaskTest {
  private static Array added(int queries, int keys, double hidden, int offset) {
    double[] v = new double[queries * keys];
    for (int t = 0; t < queries; t++) {
      for (int s = 0; s < keys; s++) {
        v[t * keys + s] = s <= t + offset ? 0 : hidden;
      }
    }
    return Array.of(ElementType.FLOAT, new long[] {1, 1, queries, keys}, v);
  }

  @Test
  void additiveTrianglesAreCausalHoweverTheyHide() {
    for (double hidden : new double[] {-1e4, -1e9, -3.4e38, Double.NEGATIVE_INFINITY}) {
      assertThat(Mask.of(added(6, 6, hidden, 0))).isEqualTo(new Mask.Causal(0));
    }
    assertThat(Mask.of(added(3, 7, -1e9, 4))).isEqualTo(new Mask.Causal(4));
  }

  @Test
  void zerosHideNothing() {
    assertThat(Mask.of(added(6, 6, 0, 0))).isEqualTo(Mask.NONE);
    assertThat(Mask.NONE.orders()).isFalse();
  }

  @Test
  void biasThatPrefersSomeKeysWeighsThem() {
    Mask mask = Mask.of(added(6, 6, -2, 0));
    assertThat(mask).isInstanceOf(Mask.Weighted.class);
    Layout l = Layout.resolved(6);
    double[][] seen = mask.visible(l, l);
    double kept = 1;
    double less = 5 * Math.exp(-2);
    double squares = 1 + 5 * Math.exp(-4);
    assertThat(seen[0][0]).isCloseTo(kept * (kept + less) / squares, within(1e-12));
    assertThat(java.util.Arrays.stream(seen[0]).sum())
        .isCloseTo((kept + less) * (kept + less) / squares, within(1e-12));
  }

  @Test
  void weightsStayUnderAMaskThatHides() {
    Mask mask = Mask.of(added(6, 6, -2, 0)).and(new Mask.Causal(0));
    Layout l = Layout.resolved(6);
    assertThat(mask.visible(l, l)[2]).endsWith(0, 0, 0);
  }

  @Test
  void masksOfSamplesThatDifferAreFollowedOneByOne() {
    boolean[] v = {true, false, true, true, true, true, false, true};
    Mask mask = Mask.of(v, new long[] {2, 2, 2});
    assertThat(mask.each()).hasSize(2);
    Layout l = Layout.resolved(2);
    assertThat(mask.visible(l, l)[0]).containsExactly(1, 0.5);
    assertThat(mask.visible(l, l)[1]).containsExactly(0.5, 1);
  }

  @Test
  void queryWithoutAnyKeySeesAll() {
    boolean[] v = {false, false, true, false};
    Mask mask = Mask.of(v, new long[] {2, 2});
    Layout l = Layout.resolved(2);
    assertThat(mask.visible(l, l)[0]).containsExactly(1, 1);
    assertThat(mask.visible(l, l)[1]).containsExactly(1, 0);
  }

  @Test
  void queriesSeeTheKeysUpToTheirOwn() {
    Layout l = Layout.resolved(6);
    double[][] seen = new Mask.Causal(0).visible(l, l);
    for (int t = 0; t < 6; t++) {
      for (int s = 0; s < 6; s++) {
        assertThat(seen[t][s]).isEqualTo(s <= t ? 1 : 0);
      }
    }
  }

  @Test
  void classesOfSeveralPositionsSeeTheirMeanNumberOfKeys() {
    Layout l = Layout.resolved(400);
    double[][] seen = new Mask.Causal(0).visible(l, l);
    double sum = 0;
    for (int i = 0; i < l.classes(); i++) {
      for (int j = 0; j < l.classes(); j++) {
        sum += l.count(i) * seen[i][j];
      }
    }
    assertThat(sum).isCloseTo(400 * 401 / 2.0, within(400.0));
  }

  @Test
  void windowOfKeysIsListed() {
    boolean[] v = new boolean[16];
    for (int t = 0; t < 4; t++) {
      for (int s = 0; s < 4; s++) {
        v[t * 4 + s] = Math.abs(t - s) <= 1;
      }
    }
    Mask window = Mask.of(v, new long[] {4, 4});
    assertThat(window).isInstanceOf(Mask.Listed.class);
    assertThat(window.visible(Layout.resolved(4), Layout.resolved(4))[0])
        .containsExactly(1, 1, 0, 0);
  }
}
