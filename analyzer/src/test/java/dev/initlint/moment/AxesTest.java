package dev.initlint.moment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.symbol.Expr;
import java.util.List;
import org.junit.jupiter.api.Test;

class AxesTest {
  private static final Factor BATCH = new Factor(Role.SAMPLE, 2, Expr.symbol("batch"));
  private static final Factor N = new Factor(Role.POSITION, 5, Expr.symbol("n"));
  private static final Factor D = new Factor(Role.FEATURE, 12, Expr.symbol("d"));
  private static final Axes AXES = new Axes(List.of(List.of(BATCH), List.of(N), List.of(D)));

  private static Axes reshaped(long... target) {
    return AXES.reshaped(target, n -> Expr.symbol("d_k")).orElse(null);
  }

  @Test
  void headsAreCutOutOfFeaturesAndPutBack() {
    Axes heads = reshaped(2, 5, 3, 4);
    assertThat(heads.isOnly(2, Role.FEATURE)).isTrue();
    assertThat(heads.size(3)).isEqualTo(4);
    assertThat(heads.symbol(3)).isEqualTo(Expr.symbol("d_k"));
    assertThat(heads.symbol(Role.FEATURE)).isEqualTo(Expr.symbol("d"));
    Axes back = heads.reshaped(new long[] {2, 5, 12}, n -> Expr.ONE).orElseThrow();
    assertThat(back.size(2)).isEqualTo(12);
    assertThat(back.symbol(2)).isEqualTo(Expr.symbol("d"));
  }

  @Test
  void joinedAxesKeepTheirRoles() {
    Axes rows = reshaped(10, 12);
    assertThat(rows.has(0, Role.SAMPLE)).isTrue();
    assertThat(rows.has(0, Role.POSITION)).isTrue();
    assertThat(rows.isOnly(0, Role.POSITION)).isFalse();
    assertThat(rows.size(Role.POSITION)).isEqualTo(5);
  }

  @Test
  void axesOfOneComeAndGo() {
    Axes wide = reshaped(2, 1, 5, 12);
    assertThat(wide.dims().get(1)).isEmpty();
    assertThat(wide.isOnly(1, Role.FEATURE)).isFalse();
    assertThat(wide.transposed(new long[] {0, 2, 1, 3}).size(1)).isEqualTo(5);
  }

  @Test
  void unevenCutsAreRefused() {
    assertThat(reshaped(4, 30)).isNull();
    assertThat(reshaped(2, 5, 5)).isNull();
    assertThat(reshaped(2, 5, 24)).isNull();
  }
}
