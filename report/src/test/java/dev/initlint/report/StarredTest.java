package dev.initlint.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StarredTest {
  @Test
  void numbersThatDifferAreStars() {
    assertThat(Starred.of(List.of("b.0.q.1", "b.1.q.1", "b.11.q.1"))).isEqualTo("b.*.q.1");
    assertThat(Starred.of(List.of("head.weight", "head.weight"))).isEqualTo("head.weight");
  }

  @Test
  void namesThatDifferInMoreAreCounted() {
    assertThat(Starred.of(List.of("b.0.q", "b.1.q", "b.1.k"))).isEqualTo("b.*.q and 1 more");
    assertThat(Starred.of(Arrays.asList(null, "x", null))).isEqualTo("x");
    assertThat(Starred.of(List.of())).isNull();
  }
}
