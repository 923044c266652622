package dev.initlint.moment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private static final List<Layout> ALL =
      List.of(
          Layout.single(),
          Layout.exchangeable(7),
          Layout.sequence(10, new int[] {0, 1, 4}),
          Layout.resolved(12),
          Layout.resolved(1000),
          Layout.grid(3, 5),
          Layout.grid(1, 6));

  @Test
  void classesCountEveryPositionAndEveryPairOnce() {
    for (Layout l : ALL) {
      double positions = 0;
      double pairs = 0;
      for (int k = 0; k < l.classes(); k++) {
        positions += l.count(k);
      }
      for (int i = 0; i < l.pairClasses(); i++) {
        pairs += l.pairs(i);
      }
      assertThat(positions).isEqualTo(l.positions());
      assertThat(pairs).isEqualTo(l.positions() * (l.positions() - 1));
    }
  }

  @Test
  void pairClassesLeadBackToTheirPositionClasses() {
    Layout l = Layout.sequence(10, new int[] {0, 1, 4});
    for (int i = 0; i < l.pairClasses(); i++) {
      assertThat(l.pair(l.second(i), l.first(i))).isEqualTo(i);
    }
    assertThat(l.classOf(0)).isZero();
    assertThat(l.classOf(3)).isEqualTo(1);
    assertThat(l.classOf(9)).isEqualTo(2);
    assertThat(l.centre(1)).isEqualTo(2);
  }

  @Test
  void lagsOfAGridAndTheirClassesAreInverse() {
    Layout l = Layout.grid(4, 3);
    for (int i = 0; i < l.pairClasses(); i++) {
      int[] lag = l.lag(i);
      assertThat(l.lagClass(lag[0], lag[1])).isEqualTo(i);
      assertThat(l.lagClass(-lag[0], -lag[1])).isEqualTo(i);
    }
    assertThat(l.lagClass(0, 0)).isEqualTo(-1);
    assertThat(l.lagClass(4, 0)).isEqualTo(-2);
  }

  @Test
  void refiningTellsApartWhatEitherDoes() {
    Layout a = Layout.sequence(10, new int[] {0, 4});
    Layout b = Layout.sequence(10, new int[] {0, 7});
    assertThat(a.refine(b).starts()).containsExactly(0, 4, 7);
    assertThat(a.refine(Layout.exchangeable(10))).isSameAs(a);
    assertThat(Layout.exchangeable(10).refine(a)).isSameAs(a);
    assertThat(Layout.grid(2, 5).refine(a).isGrid()).isFalse();
    assertThat(Layout.grid(2, 5).refine(Layout.exchangeable(10)).isGrid()).isTrue();
  }

  @Test
  void longSequencesHaveFewClasses() {
    assertThat(Layout.resolved(96).classes()).isEqualTo(96);
    assertThat(Layout.resolved(100_000).classes()).isLessThan(150);
  }
}
