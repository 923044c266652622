package dev.initlint.verify.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixProductTest {

  @ParameterizedTest
  @CsvSource({
    "3,4,5,false,false,FLOAT", "3,4,5,true,false,DOUBLE", "7,2,9,false,true,FLOAT",
    "5,6,1,true,true,DOUBLE", "300,200,100,false,true,FLOAT", "200,301,90,true,false,DOUBLE"
  })
  void nativeAndJavaProductsAgreeWithTheDefinition(
      int rows, int columns, int inner, boolean ta, boolean tb, Arena.Precision precision) {
    Arena arena = new Arena(precision, Long.MAX_VALUE);
    SplittableRandom random = new SplittableRandom(3);
    Tensor a = random(arena, random, ta ? inner : rows, ta ? rows : inner);
    Tensor b = random(arena, random, tb ? columns : inner, tb ? inner : columns);
    Tensor before = random(arena, random, rows, columns);
    Matrix left = Matrix.of(a.reals(), 0, a.dim(1));
    Matrix right = Matrix.of(b.reals(), 0, b.dim(1));
    double tolerance = precision == Arena.Precision.FLOAT ? 1e-4 : 1e-10;
    try (Workers workers = new Workers(3)) {
      for (MatrixProduct product :
          new MatrixProduct[] {MatrixProduct.best(workers), MatrixProduct.inJava(workers)}) {
        Tensor c = arena.of(before.doubles(), rows, columns);
        product.multiply(
            rows,
            columns,
            inner,
            0.5,
            ta ? left.t() : left,
            tb ? right.t() : right,
            2,
            Matrix.of(c.reals(), 0, columns));
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            double sum = 2 * before.store().get(i * columns + j);
            for (int k = 0; k < inner; k++) {
              double x = a.store().get(ta ? k * rows + i : i * inner + k);
              double y = b.store().get(tb ? j * inner + k : k * columns + j);
              sum += 0.5 * x * y;
            }
            assertThat(c.store().get(i * columns + j)).isCloseTo(sum, within(tolerance * 10));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3,4", "400,150", "150,400"})
  void whatIsAddedIsWrittenOnceHoweverTheProductIsCut(int rows, int columns) {
    int inner = 200;
    Arena arena = new Arena(Arena.Precision.FLOAT, Long.MAX_VALUE);
    Tensor a = random(arena, new SplittableRandom(4), rows, inner);
    Tensor b = random(arena, new SplittableRandom(5), inner, columns);
    Tensor c = arena.reals(rows, columns);
    Tensor product = arena.zeros(rows, columns);
    Matrix left = Matrix.of(a.reals(), 0, inner);
    Matrix right = Matrix.of(b.reals(), 0, columns);
    int[] written = new int[rows * columns];
    try (Workers workers = new Workers(3)) {
      MatrixProduct of = MatrixProduct.best(workers);
      of.multiply(rows, columns, inner, 1, left, right, 0, Matrix.of(product.reals(), 0, columns));
      of.multiply(
          rows,
          columns,
          inner,
          1,
          left,
          right,
          2,
          Matrix.of(c.reals(), 0, columns),
          (fromRow, toRow, fromColumn, toColumn) -> {
            for (int i = fromRow; i < toRow; i++) {
              for (int j = fromColumn; j < toColumn; j++) {
                c.reals().set(i * columns + j, i - j);
                written[i * columns + j]++;
              }
            }
          });
    }
    assertThat(written).containsOnly(1);
    for (int i = 0; i < written.length; i++) {
      double expected = 2 * (i / columns - i % columns) + product.store().get(i);
      assertThat(c.store().get(i)).isCloseTo(expected, within(1e-3));
    }
  }

  @Test
  void nativeProductsLoadHere() {
    try (Workers workers = new Workers(1)) {
      MatrixProduct product = MatrixProduct.best(workers);
      assertThat(product.name()).isEqualTo("OpenBLAS");
      assertThat(product.remark()).isNull();
    }
  }

  private static Tensor random(Arena arena, SplittableRandom random, int... dims) {
    double[] v = new double[Extents.size(dims)];
    for (int i = 0; i < v.length; i++) {
      v[i] = random.nextGaussian();
    }
    return arena.of(v, dims);
  }
}
