package dev.initlint.shape;

import static dev.initlint.shape.NodeCase.count;
import static dev.initlint.shape.NodeCase.reals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.ElementType;
import org.junit.jupiter.api.Test;

class MatrixTest {

  @Test
  void matMulAsNumPyHasIt() {
    assertThat(NodeCase.of("MatMul").input(4, 64, 128).input(128, 384).dims())
        .containsExactly(4, 64, 384);
    assertThat(NodeCase.of("MatMul").input(4, 1, 64, 32).input(8, 32, 64).dims())
        .containsExactly(4, 8, 64, 64);
    assertThat(NodeCase.of("MatMul").input(3).input(3).dims()).isEmpty();
    assertThat(NodeCase.of("MatMul").input(3).input(5, 3, 2).dims()).containsExactly(5, 2);
    assertThat(NodeCase.of("MatMul").input(5, 2, 3).input(3).dims()).containsExactly(5, 2);
    assertThat(NodeCase.of("MatMul").input(2, 3).input(4, 2).reason())
        .contains("sums over axes of different extent");
    assertThat(NodeCase.of("MatMul").input().input(2, 2).reason()).contains("scalar");
  }

  @Test
  void constantProducts() {
    assertThat(NodeCase.of("MatMul").constant(count(2, 2)).constant(count(2, 2)).values())
        .containsExactly(2, 3, 6, 11);
    assertThat(NodeCase.of("MatMul").constant(count(2, 2)).constant(reals(1, 1)).values())
        .containsExactly(1, 5);
    assertThat(NodeCase.of("MatMul").constant(reals(1, 1)).constant(count(2, 2)).values())
        .containsExactly(2, 4);
    assertThat(NodeCase.of("MatMul").constant(count(2, 1, 2)).constant(count(2, 1)).values())
        .containsExactly(1, 3);
  }

  @Test
  void gemmTransposes() {
    assertThat(NodeCase.of("Gemm").with("transB", 1).input(64, 192).input(10, 192).dims())
        .containsExactly(64, 10);
    assertThat(NodeCase.of("Gemm").with("transA", 1).input(192, 64).input(192, 10).dims())
        .containsExactly(64, 10);
    assertThat(NodeCase.of("Gemm").input(64, 192).input(10, 192).reason()).contains("different");
    assertThat(NodeCase.of("Gemm").input(4, 64, 192).input(192, 10).reason())
        .isEqualTo("Gemm needs rank 2 and got [4, 64, 192]");
  }

  @Test
  void einsum() {
    assertThat(einsum("bhqd,bhkd->bhqk").input(4, 8, 64, 32).input(4, 8, 60, 32).dims())
        .containsExactly(4, 8, 64, 60);
    assertThat(einsum("...ij,...jk->...ik").input(5, 1, 2, 3).input(7, 3, 4).dims())
        .containsExactly(5, 7, 2, 4);
    assertThat(einsum("ij,jk").input(2, 3).input(3, 4).dims()).containsExactly(2, 4);
    assertThat(einsum("ba").input(2, 3).dims()).containsExactly(3, 2);
    assertThat(einsum("i,i->").input(3).input(3).dims()).isEmpty();
    assertThat(einsum("ij,jk->ik").input(2, 3).input(4, 5).reason())
        .isEqualTo("Einsum's letter j stands for 3 and 4");
    assertThat(einsum("ijk->i").input(2, 3).reason()).contains("does not fit");
    assertThat(einsum("ij->z").input(2, 3).reason()).contains("is in no term");
    assertThat(einsum("i,j->ij").input(2).reason()).contains("2 terms and 1 inputs");
  }

  private static NodeCase einsum(String equation) {
    return NodeCase.of("Einsum").with("equation", equation);
  }

  @Test
  void contribProducts() {
    assertThat(
            NodeCase.microsoft("FusedMatMul")
                .with("transB", 1)
                .with("alpha", 0.5)
                .input(4, 8, 64, 32)
                .input(4, 8, 64, 32)
                .dims())
        .containsExactly(4, 8, 64, 64);
    assertThat(
            NodeCase.microsoft("FusedMatMul")
                .with("transBatchA", 1)
                .input(64, 4, 32)
                .input(4, 32, 5)
                .dims())
        .containsExactly(4, 64, 5);
    assertThat(
            NodeCase.microsoft("MatMulNBits")
                .with("K", 128)
                .with("N", 384)
                .with("bits", 4)
                .input(4, 64, 128)
                .input(ElementType.UINT8, 384, 4, 16)
                .input(1536)
                .dims())
        .containsExactly(4, 64, 384);
    assertThat(NodeCase.microsoft("MatMulNBits").with("K", 64).with("N", 2).input(128).reason())
        .contains("sums over 64");
    assertThat(NodeCase.microsoft("FusedGemm").input(2, 3).input(3, 4).dims())
        .containsExactly(2, 4);
  }
}
