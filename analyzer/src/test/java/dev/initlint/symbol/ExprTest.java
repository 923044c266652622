package dev.initlint.symbol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExprTest {
  private static final Expr X = Expr.symbol("x");
  private static final Expr Y = Expr.symbol("y");

  @Test
  void neutralElementsVanishAndConstantsFold() {
    assertThat(X.plus(Expr.ZERO)).isEqualTo(X);
    assertThat(X.times(Expr.ONE)).isEqualTo(X);
    assertThat(X.times(Expr.ZERO)).isEqualTo(Expr.ZERO);
    assertThat(Expr.of(2).times(Expr.of(3)).plus(Expr.of(1))).isEqualTo(Expr.of(7));
    assertThat(X.over(X)).isEqualTo(Expr.ONE);
    assertThat(X.squared().sqrt()).isEqualTo(X);
    assertThat(Expr.power(X, 0)).isEqualTo(Expr.ONE);
  }

  @Test
  void powersOfOneBaseMerge() {
    assertThat(X.times(Y).times(X)).isEqualTo(X.squared().times(Y));
    assertThat(X.times(Y).over(X)).isEqualTo(Y);
  }

  @Test
  void simplificationKeepsTheValue() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      double x = 0.1 + random.nextDouble();
      double y = 0.1 + random.nextDouble();
      double c = random.nextGaussian();
      Binding at = Binding.of(Map.of("x", x, "y", y));
      Expr e = X.plus(Expr.of(c)).times(Y.over(X)).minus(X.squared().times(Y).sqrt());
      double expected = (x + c) * y / x - Math.sqrt(x * x * y);
      assertThat(e.evaluate(at)).isCloseTo(expected, within(1e-12));
    }
  }

  @Test
  void symbolsAreReplacedInsideCalls() {
    Expr call = Expr.call("f", v -> v[0] + 1, X);
    Expr replaced = call.replace(Map.of("x", Y.squared()));
    assertThat(replaced.evaluate(Binding.of(Map.of("y", 3.0)))).isEqualTo(10);
  }

  @Test
  void symbolWithoutValueTakesItsDefinitionAndFollowsIt() {
    Map<String, Expr> definitions = Map.of("var(W)", Expr.power(Expr.symbol("d"), -1));
    Binding b = Binding.of(Map.of("d", 4.0), definitions);
    Expr gain = Expr.symbol("d").times(Expr.symbol("var(W)"));
    assertThat(Expr.symbol("var(W)").evaluate(b)).isEqualTo(0.25);
    assertThat(gain.evaluate(b.with("d", 8))).isEqualTo(1);
    assertThat(gain.evaluate(b.with("var(W)", 1))).isEqualTo(4);
  }

  @Test
  void unboundSymbolIsNamed() {
    assertThatThrownBy(() -> X.plus(Y).evaluate(Binding.of(Map.of("x", 1.0))))
        .isInstanceOf(UnboundSymbolException.class)
        .hasMessageContaining("y");
  }
}
