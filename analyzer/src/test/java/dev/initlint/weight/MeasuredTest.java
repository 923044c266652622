package dev.initlint.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.DerivedData;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.TensorData;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasuredTest {

  /** A view that counts how often it is read. */
  private static final class View implements DerivedData {
    private final ArrayTensor elements;
    private final TensorData same;
    private final TensorData transpose;
    private int readings;

    View(ArrayTensor elements, TensorData same, TensorData transpose) {
      this.elements = elements;
      this.same = same;
      this.transpose = transpose;
    }

    static View transposed(ArrayTensor base) {
      return new View(base.transposed(), null, base);
    }

    @Override
    public List<String> bases() {
      return List.of("base");
    }

    @Override
    public List<String> steps() {
      return List.of("step");
    }

    @Override
    public TensorData sameOrderAs() {
      return same;
    }

    @Override
    public TensorData transposeOf() {
      return transpose;
    }

    @Override
    public ElementType type() {
      return elements.type();
    }

    @Override
    public long[] dims() {
      return elements.dims();
    }

    @Override
    public void stream(Chunks chunks) {
      readings++;
      elements.stream(chunks);
    }

    @Override
    public double[] toDoubles(int limit) {
      return elements.toDoubles(limit);
    }
  }

  @ParameterizedTest
  @CsvSource({"60,50", "40,1500", "2000,7", "48,48"})
  void transposeIsKnownFromItsBase(int rows, int columns) {
    Random random = new Random(rows);
    ArrayTensor base = ArrayTensor.draw(() -> 0.1 + random.nextGaussian(), rows, columns);
    View view = View.transposed(base);
    Measured measured = new Measured();
    WeightFacts facts = measured.of(view);
    assertThat(view.readings).isZero();
    WeightFacts read = WeightFacts.of(view.elements);
    assertThat(facts.dims()).isEqualTo(read.dims());
    assertThat(facts.count()).isEqualTo(read.count());
    assertThat(facts.mean()).isCloseTo(read.mean(), within(1e-7));
    assertThat(facts.variance()).isCloseTo(read.variance(), within(1e-6));
    assertThat(facts.skewness()).isCloseTo(read.skewness(), within(1e-5));
    assertThat(facts.excessKurtosis()).isCloseTo(read.excessKurtosis(), within(1e-5));
    assertThat(facts.min()).isEqualTo(read.min());
    assertThat(facts.max()).isEqualTo(read.max());
    MatrixFacts m = facts.matrix();
    assertThat(m.rows()).isEqualTo(columns);
    assertThat(m.columns()).isEqualTo(rows);
    assertThat(m.rowSpread().length()).isEqualTo(rows);
    assertThat(m.columnSpread().length()).isEqualTo(columns);
    assertThat(m.rowSpread().isThatOfDraws()).isTrue();
    assertThat(m.columnSpread().isThatOfDraws()).isTrue();
    assertThat(facts.rowOverlap()).isCloseTo(read.rowOverlap(), within(1e-6));
  }

  @Test
  void tieToTheBaseIsSeenWithoutReading() {
    ArrayTensor base = ArrayTensor.draw(ArrayTensor.normal(new Random(1), 1), 90, 32);
    View view = View.transposed(base);
    View stored = new View(base.transposed(), null, null);
    Measured measured = new Measured();
    WeightFacts table = measured.of(base);
    WeightFacts head = measured.of(view);
    assertThat(table.isTransposeOf(head)).isTrue();
    assertThat(table.sameContentAs(head)).isFalse();
    assertThat(Clones.of(List.of(named("table", table), named("head", head))).transposed())
        .containsExactly(new Clones.Tie("table", "head"));
    assertThat(view.readings).isZero();
    WeightFacts copy = measured.of(stored);
    assertThat(copy.sameContentAs(head)).isTrue();
    Clones clones =
        Clones.of(List.of(named("table", table), named("head", head), named("copy", copy)));
    assertThat(clones.equal()).containsExactly(List.of("head", "copy"));
    assertThat(clones.transposed()).containsExactly(new Clones.Tie("table", "head"));
  }

  @Test
  void symmetricMatrixIsEqualToItsTranspose() {
    Random random = new Random(4);
    ArrayTensor base = ArrayTensor.draw(ArrayTensor.normal(random, 1), 20, 20);
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < i; j++) {
        base.values()[i * 20 + j] = base.values()[j * 20 + i];
      }
    }
    Measured measured = new Measured();
    WeightFacts facts = measured.of(base);
    WeightFacts transpose = measured.of(View.transposed(base));
    assertThat(facts.sameContentAs(transpose)).isTrue();
    assertThat(facts.isTransposeOf(transpose)).isFalse();
  }

  @Test
  void rowsOfZerosInTheTransposeAreCounted() {
    ArrayTensor base = ArrayTensor.draw(ArrayTensor.normal(new Random(2), 1), 64, 16);
    for (int i = 0; i < 64; i++) {
      base.values()[i * 16 + 3] = 0;
    }
    WeightFacts facts = new Measured().of(View.transposed(base));
    assertThat(facts.matrix().zeroRows()).isEqualTo(1);
    assertThat(new Measured().of(base).matrix().zeroRows()).isZero();
  }

  @Test
  void otherExtentsInTheSameOrderAreNotReadAgain() {
    ArrayTensor base = ArrayTensor.draw(ArrayTensor.normal(new Random(3), 1), 8, 12);
    View column = new View(new ArrayTensor(new long[] {8, 12, 1}, base.values(), 96), base, null);
    View regrouped = new View(new ArrayTensor(new long[] {4, 24}, base.values(), 96), base, null);
    Measured measured = new Measured();
    assertThat(measured.of(column).dims()).containsExactly(8L, 12L, 1L);
    assertThat(measured.of(column).matrix()).isEqualTo(measured.of(base).matrix());
    assertThat(column.readings).isZero();
    assertThat(measured.of(regrouped).matrix().columns()).isEqualTo(24);
  }

  private static NamedFacts named(String name, WeightFacts facts) {
    return NamedFacts.of(name, facts);
  }
}
