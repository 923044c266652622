package dev.initlint.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DimBindingTest {

  private static Value input(String name, Dim... dims) {
    return new Value(name, ElementType.FLOAT, List.of(dims));
  }

  @Test
  void statedExtentsNeedNoRemark() {
    DimBinding.Bound b = DimBinding.defaults().bind(List.of(input("x", Dim.of(3), Dim.of(0))));
    assertThat(b.shapes().get("x")).containsExactly(3, 0);
    assertThat(b.remarks()).isEmpty();
    assertThat(b.sizes()).isEmpty();
  }

  @Test
  void defaultsAreRemarkedOnOncePerName() {
    DimBinding.Bound b =
        DimBinding.defaults()
            .bind(
                List.of(
                    input("ids", Dim.of("batch"), Dim.of("sequence")),
                    input("mask", Dim.of("batch"), Dim.of("sequence"))));
    assertThat(b.shapes().get("ids")).containsExactly(4, 64);
    assertThat(b.shapes().get("mask")).containsExactly(4, 64);
    assertThat(b.sizes()).containsEntry("batch", 4L).containsEntry("sequence", 64L);
    assertThat(b.remarks())
        .containsExactly(
            "The size of batch (ids[0]) is not in the file; 4 was assumed"
                + " (--dim 'batch=…' sets it).",
            "The size of sequence (ids[1]) is not in the file; 64 was assumed"
                + " (--dim 'sequence=…' sets it).");
  }

  @Test
  void batchNamesAndFirstAxes() {
    DimBinding.Bound b =
        DimBinding.defaults()
            .bind(
                List.of(
                    input("a", Dim.of("time"), Dim.of("N"), new Dim.Unstated()),
                    input("b", new Dim.Unstated(), Dim.of("decoder_batch_size"))));
    assertThat(b.shapes().get("a")).containsExactly(4, 4, 64);
    assertThat(b.shapes().get("b")).containsExactly(4, 4);
    assertThat(b.sizes()).containsEntry("a[2]", 64L).containsEntry("b[0]", 4L);
  }

  @Test
  void givenSizesWin() {
    DimBinding.Bound b =
        DimBinding.of(Map.of("sequence", 16L, "x[2]", 7L, "typo", 1L))
            .bind(List.of(input("x", Dim.of(2), Dim.of("sequence"), new Dim.Unstated())));
    assertThat(b.shapes().get("x")).containsExactly(2, 16, 7);
    assertThat(b.remarks())
        .containsExactly(
            "--dim typo was given, but no input has an extent of that name;"
                + " there is sequence, x[2].");
  }

  @Test
  void aNameThatNoExtentHasIsReadBackFromItsSentence() {
    DimBinding given = DimBinding.of(Map.of("typo", 1L, "sequence", 8L));
    List<Value> inputs = List.of(input("x", Dim.of("batch"), Dim.of("sequence")));
    List<String> told = given.unused(inputs);
    assertThat(told).hasSize(1);
    assertThat(UnusedDim.of(told.get(0)))
        .isEqualTo(new UnusedDim("typo", Set.of("batch", "sequence")));
    assertThat(given.bind(inputs).remarks()).containsAll(told).hasSize(2);
    assertThat(given.unused(List.of(input("x", Dim.of(2)))))
        .contains(
            "--dim typo was given, but no input has an extent of that name;"
                + " every extent is a number.");
    assertThat(UnusedDim.of("The size of batch is not in the file.")).isNull();
  }

  @Test
  void sumsAddTheirTerms() {
    DimBinding.Bound b =
        DimBinding.of(Map.of("past", 10L))
            .bind(List.of(input("x", Dim.of("batch"), Dim.of("past + sequence + 1"))));
    assertThat(b.shapes().get("x")).containsExactly(4, 75);
    assertThat(b.sizes()).containsEntry("past + sequence + 1", 75L);
  }

  @Test
  void negativeSizesAreRefused() {
    assertThatThrownBy(() -> DimBinding.of(Map.of("batch", -1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--dim batch=-1 is negative");
  }
}
