package dev.initlint.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrinterTest {
  private static final Expr D = Expr.symbol("d");
  private static final Expr Q = Expr.symbol("q");

  @Test
  void productsAndQuotientsReadAsInTheLiterature() {
    assertThat(Printer.print(D.times(Expr.symbol("var(W)")).times(Q))).isEqualTo("d·var(W)·q");
    assertThat(Printer.print(Q.over(D))).isEqualTo("q/d");
    assertThat(Printer.print(Expr.ONE.over(D))).isEqualTo("1/d");
    assertThat(Printer.print(Q.over(D.times(Expr.symbol("n"))))).isEqualTo("q/(d·n)");
    assertThat(Printer.print(Q.over(Q.plus(Expr.of(1e-5))))).isEqualTo("q/(q + 1e-05)");
  }

  @Test
  void sumsAreBracketedWhereTheyMust() {
    Expr sum = Q.plus(D);
    assertThat(Printer.print(sum.times(D))).isEqualTo("(q + d)·d");
    assertThat(Printer.print(sum.squared())).isEqualTo("(q + d)²");
    assertThat(Printer.print(Q.minus(D))).isEqualTo("q − d");
  }

  @Test
  void rootsAndPowers() {
    assertThat(Printer.print(D.sqrt())).isEqualTo("√d");
    assertThat(Printer.print(Expr.power(D, -0.5))).isEqualTo("1/√d");
    assertThat(Printer.print(D.times(Q).sqrt())).isEqualTo("√(d·q)");
    assertThat(Printer.print(Expr.power(D, 3))).isEqualTo("d³");
    assertThat(Printer.print(Expr.power(D, 1.5))).isEqualTo("d^1.5");
  }

  @Test
  void callsListTheirArguments() {
    assertThat(Printer.print(Expr.call("E[gelu²]", v -> 0, Q))).isEqualTo("E[gelu²](q)");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "0.5, 0.5",
    "0.333333333, 0.3333",
    "1234.5678, 1235",
    "0.00012, 1.2e-04",
    "12345678, 1.235e+07",
    "-2, -2",
    "0.1, 0.1"
  })
  void numbersAreShort(double value, String text) {
    assertThat(Printer.number(value)).isEqualTo(text);
  }
}
