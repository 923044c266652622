package dev.initlint.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Dim;
import dev.initlint.symbol.Binding;
import dev.initlint.symbol.Expr;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SymbolicExtentsTest {
  private static final Expr BATCH = Expr.symbol("batch");
  private static final Expr SEQUENCE = Expr.symbol("sequence");

  private static GraphCase tokens() {
    return new GraphCase().input("x", Dim.of("batch"), Dim.of("sequence"), Dim.of(128));
  }

  private static SymbolicExtents extents(GraphCase g) {
    return SymbolicExtents.of(g.build(), DimBinding.defaults());
  }

  @Test
  void namesSurviveReshapes() {
    SymbolicExtents s =
        extents(
            tokens()
                .weight("split", Array.vector(0, 0, 4, -1))
                .weight("rows", Array.vector(-1, 128))
                .node("Reshape", "x split", "heads")
                .node("Transpose", "heads", "t", "perm", new long[] {0, 2, 1, 3})
                .node("Reshape", "x rows", "flat"));
    assertThat(s.of("t")).containsExactly(BATCH, Expr.of(4), SEQUENCE, Expr.of(32));
    assertThat(s.of("flat")).containsExactly(Expr.product(BATCH, SEQUENCE), Expr.of(128));
  }

  @Test
  void sumsAndMultiples() {
    SymbolicExtents s =
        extents(
            tokens()
                .input("past", Dim.of("batch"), Dim.of("past"), Dim.of(128))
                .weight("w", NodeCase.count(1, 1, 128))
                .weight("pads", Array.vector(0, 1, 0, 0, 1, 0))
                .node("Concat", "past x x", "keys", "axis", 1L)
                .node("Pad", "x pads", "padded"));
    Expr keys = s.of("keys").get(1);
    assertThat(keys.evaluate(Binding.of(Map.of("past", 10.0, "sequence", 3.0)))).isEqualTo(16);
    Expr padded = s.of("padded").get(1);
    assertThat(padded.evaluate(Binding.of(Map.of("sequence", 100.0)))).isEqualTo(102);
  }

  @Test
  void statedSumsOfNames() {
    SymbolicExtents s = extents(tokens().input("mask", Dim.of("batch"), Dim.of("past + sequence")));
    assertThat(s.of("mask").get(1).evaluate(Binding.of(Map.of("past", 5.0, "sequence", 7.0))))
        .isEqualTo(12);
  }

  @Test
  void extentsThatOnlyExistAtTheStatedSizesAreNumbers() {
    SymbolicExtents s =
        extents(tokens().weight("baked", Array.vector(4, 64, 128)).node("Reshape", "x baked", "y"));
    assertThat(s.of("y")).containsExactly(Expr.of(4), Expr.of(64), Expr.of(128));
  }

  @Test
  void neitherSumNorProductHasNoExpression() {
    SymbolicExtents s =
        extents(
            tokens()
                .weight("flat", Array.vector(-1))
                .node("Concat", "x x2", "keys", "axis", 1L)
                .input("x2", Dim.of("batch"), Dim.of("past"), Dim.of(128))
                .node("Reshape", "keys flat", "y"));
    assertThat(s.of("y")).isEqualTo(Collections.singletonList(null));
  }

  @Test
  void unknownValuesHaveNone() {
    SymbolicExtents s = extents(tokens().node("Frobnicate", "x", "y"));
    assertThat(s.of("y")).isNull();
    assertThat(s.table().dims("x")).containsExactly(4, 64, 128);
    assertThat(s.of("x")).isEqualTo(List.of(BATCH, SEQUENCE, Expr.of(128)));
  }
}
