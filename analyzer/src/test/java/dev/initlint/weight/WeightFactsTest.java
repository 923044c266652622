package dev.initlint.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightFactsTest {

  @ParameterizedTest
  @CsvSource({
    "1,1,7",
    "3,5,4",
    "1,511,64",
    "17,1,5",
    "64,64,1000",
    "40,513,100",
    "9,1500,4096",
    "700,3,33",
    "300,129,1",
    "129,512,512",
    "2,5000,777",
    "700,1000,4096",
    "1,600001,4096",
    "90000,9,4096"
  })
  void agreesWithSumsInDoubles(int rows, int columns, int chunk) {
    Random random = new Random(rows * 31L + columns);
    for (double[] law : new double[][] {{0, 1}, {5, 0.1}, {-3e-9, 1e-9}, {1e6, 2e7}, {100, 1}}) {
      ArrayTensor drawn =
          ArrayTensor.draw(() -> law[0] + law[1] * random.nextGaussian(), rows, columns);
      ArrayTensor tensor = new ArrayTensor(drawn.dims(), drawn.values(), chunk);
      Naive expected = Naive.of(tensor.values());
      WeightFacts facts = WeightFacts.of(tensor);
      double std = Math.sqrt(expected.variance);
      assertThat(facts.count()).isEqualTo((long) rows * columns);
      assertThat(facts.mean()).isCloseTo(expected.mean, within(1e-6 * std + 1e-15));
      assertThat(facts.variance()).isCloseTo(expected.variance, relative(expected.variance, 1e-6));
      assertThat(facts.secondMoment())
          .isCloseTo(expected.secondMoment, relative(expected.secondMoment, 1e-6));
      assertThat(facts.min()).isEqualTo(expected.min);
      assertThat(facts.max()).isEqualTo(expected.max);
      if (rows * columns > 1) {
        assertThat(facts.excessKurtosis()).isCloseTo(expected.kurtosis, within(2e-5));
        assertThat(facts.skewness()).isCloseTo(expected.skewness, within(1e-5));
      }
    }
  }

  @Test
  void countsZerosAndWhatIsNotFinite() {
    float[] values = new float[5000];
    Random random = new Random(3);
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.1f + random.nextFloat();
    }
    values[0] = Float.NaN;
    values[777] = Float.NaN;
    values[1000] = Float.POSITIVE_INFINITY;
    values[2000] = Float.NEGATIVE_INFINITY;
    values[3000] = 0f;
    values[4999] = -0f;
    WeightFacts facts = WeightFacts.of(ArrayTensor.of(values, 50, 100));
    assertThat(facts.nans()).isEqualTo(2);
    assertThat(facts.infinities()).isEqualTo(2);
    assertThat(facts.zeros()).isEqualTo(2);
    assertThat(facts.finite()).isEqualTo(4996);
    float[] finite = finite(values);
    Naive expected = Naive.of(finite);
    assertThat(facts.mean()).isCloseTo(expected.mean, within(1e-6));
    assertThat(facts.variance()).isCloseTo(expected.variance, within(1e-6));
    assertThat(facts.max()).isEqualTo(expected.max);
    assertThat(facts.min()).isEqualTo(expected.min);
  }

  @Test
  void partsOfALargeTensorGiveTheSameEveryTime() {
    Random random = new Random(12);
    ArrayTensor tensor = ArrayTensor.draw(ArrayTensor.normal(random, 1), 1200, 700);
    WeightFacts facts = WeightFacts.of(tensor);
    WeightFacts again = WeightFacts.of(new ArrayTensor(tensor.dims(), tensor.values(), 37));
    assertThat(again.mean()).isEqualTo(facts.mean());
    assertThat(again.excessKurtosis()).isEqualTo(facts.excessKurtosis());
    assertThat(again.matrix()).isEqualTo(facts.matrix());
  }

  @ParameterizedTest
  @CsvSource({"1,2", "-2,-1", "0,1", "-1,0", "-1,1"})
  void extremesAreExactWhateverTheSigns(float low, float high) {
    Random random = new Random(9);
    float[] values = new float[3000];
    for (int i = 0; i < values.length; i++) {
      values[i] = low + (high - low) * (0.1f + 0.8f * random.nextFloat());
    }
    values[1234] = low;
    values[2345] = high;
    WeightFacts facts = WeightFacts.of(ArrayTensor.of(values, 50, 60));
    assertThat(facts.min()).isEqualTo(low);
    assertThat(facts.max()).isEqualTo(high);
    assertThat(facts.zeros()).isEqualTo(low == 0 || high == 0 ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({"1,true", "-1,true", "0,false"})
  void vectorsThatRunInOneDirectionAreMonotone(int direction, boolean monotone) {
    float[] values = new float[2000];
    for (int i = 0; i < values.length; i++) {
      values[i] = direction == 0 ? i % 1500 : direction * (i / 3);
    }
    assertThat(WeightFacts.of(ArrayTensor.of(values, 2000)).monotone()).isEqualTo(monotone);
  }

  @Test
  void nothingFiniteGivesNoMoments() {
    float[] values = new float[300];
    Arrays.fill(values, Float.NaN);
    WeightFacts facts = WeightFacts.of(ArrayTensor.of(values, 3, 100));
    assertThat(facts.nans()).isEqualTo(300);
    assertThat(facts.mean()).isNaN();
    assertThat(facts.variance()).isNaN();
    assertThat(facts.max()).isNaN();
    assertThat(facts.allEqual()).isFalse();
  }

  @Test
  void emptyTensorHasNoMoments() {
    WeightFacts facts = WeightFacts.of(ArrayTensor.of(new float[0], 0, 4));
    assertThat(facts.count()).isZero();
    assertThat(facts.mean()).isNaN();
    assertThat(facts.allEqual()).isFalse();
  }

  @Test
  void extremesOfTheFloatRangeDoNotOverflow() {
    float[] values = new float[2048];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
    }
    WeightFacts facts = WeightFacts.of(ArrayTensor.of(values, 32, 64));
    double square = (double) Float.MAX_VALUE * Float.MAX_VALUE;
    assertThat(facts.secondMoment() / square).isCloseTo(1, within(1e-6));
    assertThat(facts.excessKurtosis()).isCloseTo(-2, within(1e-6));
    assertThat(facts.mean() / Float.MAX_VALUE).isCloseTo(0, within(1e-6));
  }

  @Test
  void oneOutlierAmongSmallEntriesIsSeen() {
    Random random = new Random(8);
    ArrayTensor tensor = ArrayTensor.draw(ArrayTensor.normal(random, 1e-3), 64, 64);
    tensor.values()[4000] = 3e20f;
    WeightFacts facts = WeightFacts.of(tensor);
    assertThat(facts.secondMoment()).isCloseTo(9e40 / 4096, relative(9e40 / 4096, 1e-5));
    assertThat(facts.excessKurtosis()).isCloseTo(4093, within(3.0));
  }

  @Test
  void zerosAtTheStartDoNotHideSmallEntriesBehind() {
    Random random = new Random(8);
    ArrayTensor tensor = ArrayTensor.draw(ArrayTensor.normal(random, 1e-12), 64, 1024);
    Arrays.fill(tensor.values(), 0, 1024, 0f);
    WeightFacts facts = WeightFacts.of(tensor);
    Naive expected = Naive.of(tensor.values());
    assertThat(facts.variance()).isCloseTo(expected.variance, relative(expected.variance, 1e-6));
    assertThat(facts.excessKurtosis()).isCloseTo(expected.kurtosis, within(1e-4));
    assertThat(facts.matrix().zeroRows()).isEqualTo(1);
  }

  @Test
  void constantHasExactMoments() {
    float[] values = new float[192 * 192];
    Arrays.fill(values, 0.0052f);
    WeightFacts facts = WeightFacts.of(ArrayTensor.of(values, 192, 192));
    assertThat(facts.allEqual()).isTrue();
    assertThat(facts.mean()).isEqualTo(0.0052f);
    assertThat(facts.variance()).isZero();
    assertThat(facts.excessKurtosis()).isNaN();
    assertThat(facts.matrix().rowsEqual()).isTrue();
    assertThat(facts.matrix().columnsEqual()).isTrue();
  }

  @Test
  void rowsAndColumnsAreMeasured() {
    Random random = new Random(5);
    int rows = 60;
    int columns = 60;
    ArrayTensor tensor = ArrayTensor.draw(() -> 1 + random.nextGaussian(), rows, columns);
    MatrixFacts m = WeightFacts.of(tensor).matrix();
    double[] rowMoments = new double[rows];
    double[] columnMoments = new double[columns];
    double[] meanRow = new double[columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double v = tensor.values()[i * columns + j];
        meanRow[j] += v / rows;
        rowMoments[i] += v * v / columns;
        columnMoments[j] += v * v / rows;
      }
    }
    assertThat(m.meanRowSquared())
        .isCloseTo(Arrays.stream(meanRow).map(v -> v * v).sum() / columns, within(1e-6));
    assertThat(m.rowSpread().sampled()).isEqualTo(60);
    assertThat(m.rowSpread().max())
        .isCloseTo(Arrays.stream(rowMoments).max().getAsDouble(), within(1e-6));
    assertThat(m.columnSpread().min())
        .isCloseTo(Arrays.stream(columnMoments).min().getAsDouble(), within(1e-6));
    assertThat(m.rowSpread().ratio()).isBetween(0.75, 1.25);
    assertThat(m.columnSpread().ratio()).isBetween(0.7, 1.3);
  }

  @Test
  void spreadOfScaledRowsIsFarAboveThatOfDraws() {
    Random random = new Random(6);
    ArrayTensor tensor = ArrayTensor.draw(ArrayTensor.normal(random, 1), 600, 256);
    for (int i = 0; i < tensor.values().length; i++) {
      tensor.values()[i] *= (float) Math.exp(0.5 * Math.sin(i / 256));
    }
    MatrixFacts m = WeightFacts.of(tensor).matrix();
    assertThat(m.rowSpread().sampled()).isEqualTo(60);
    assertThat(m.rowSpread().ratio()).isGreaterThan(5);
    assertThat(m.columnSpread().ratio()).isBetween(0.7, 1.3);
  }

  @Test
  void overlapOfRowsIsThatOfAllPairs() {
    Random random = new Random(7);
    ArrayTensor tensor = ArrayTensor.draw(() -> 0.3 + random.nextGaussian(), 40, 24);
    double sum = 0;
    for (int s = 0; s < 40; s++) {
      for (int t = 0; t < 40; t++) {
        for (int j = 0; s != t && j < 24; j++) {
          sum += (double) tensor.values()[s * 24 + j] * tensor.values()[t * 24 + j] / 24;
        }
      }
    }
    assertThat(WeightFacts.of(tensor).rowOverlap()).isCloseTo(sum / (40 * 39), within(1e-6));
    WeightFacts vector = WeightFacts.of(ArrayTensor.of(new float[] {1, 2}, 2));
    assertThatThrownBy(vector::rowOverlap).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void leadingExtentsOfOneAreNoRows() {
    Random random = new Random(7);
    WeightFacts facts =
        WeightFacts.of(ArrayTensor.draw(ArrayTensor.normal(random, 1), 1, 20, 30, 1));
    assertThat(facts.matrix().rows()).isEqualTo(20);
    assertThat(facts.matrix().columns()).isEqualTo(30);
    assertThat(WeightFacts.of(ArrayTensor.draw(() -> 1, 1, 20, 1)).matrix()).isNull();
    assertThat(WeightFacts.of(ArrayTensor.draw(() -> 1)).matrix()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"7,7", "20,30", "700,40", "3,1100", "512,512"})
  void hashKnowsContentAndTranspose(int rows, int columns) {
    Random random = new Random(rows);
    ArrayTensor tensor = ArrayTensor.draw(ArrayTensor.normal(random, 1), rows, columns);
    WeightFacts facts = WeightFacts.of(tensor);
    WeightFacts same = WeightFacts.of(new ArrayTensor(tensor.dims(), tensor.values(), 37));
    WeightFacts transposed = WeightFacts.of(tensor.transposed());
    assertThat(facts.sameContentAs(same)).isTrue();
    assertThat(facts.isTransposeOf(transposed)).isTrue();
    assertThat(facts.sameContentAs(transposed)).isFalse();
    assertThat(facts.isTransposeOf(same)).isFalse();
    int i = random.nextInt(tensor.values().length);
    tensor.values()[i] = Math.nextUp(tensor.values()[i]);
    WeightFacts changed = WeightFacts.of(tensor);
    assertThat(changed.sameContentAs(facts)).isFalse();
    assertThat(changed.isTransposeOf(transposed)).isFalse();
  }

  @Test
  void equalRowsAndEqualColumnsAreFound() {
    Random random = new Random(2);
    float[] row = new float[600];
    for (int j = 0; j < row.length; j++) {
      row[j] = (float) random.nextGaussian();
    }
    float[] values = new float[600 * 50];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[i % 600];
    }
    ArrayTensor equalRows = ArrayTensor.of(values, 50, 600);
    MatrixFacts m = WeightFacts.of(equalRows).matrix();
    assertThat(m.rowsEqual()).isTrue();
    assertThat(m.columnsEqual()).isFalse();
    MatrixFacts t = WeightFacts.of(equalRows.transposed()).matrix();
    assertThat(t.rowsEqual()).isFalse();
    assertThat(t.columnsEqual()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"5,5", "64,64", "10,30", "30,10"})
  void identityIsFound(int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < Math.min(rows, columns); i++) {
      values[i * columns + i] = 1;
    }
    assertThat(WeightFacts.of(ArrayTensor.of(values, rows, columns)).matrix().identity()).isTrue();
    values[0] = 0;
    values[1] = 1;
    assertThat(WeightFacts.of(ArrayTensor.of(values, rows, columns)).matrix().identity()).isFalse();
  }

  private static float[] finite(float[] values) {
    float[] out = new float[values.length];
    int n = 0;
    for (float v : values) {
      if (Float.isFinite(v)) {
        out[n++] = v;
      }
    }
    return Arrays.copyOf(out, n);
  }

  private static org.assertj.core.data.Offset<Double> relative(double value, double share) {
    return within(Math.abs(value) * share);
  }

  /** Two passes in doubles. */
  private record Naive(
      double mean,
      double secondMoment,
      double variance,
      double skewness,
      double kurtosis,
      double min,
      double max) {
    static Naive of(float[] values) {
      double sum = 0;
      double square = 0;
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      for (float v : values) {
        sum += v;
        square += (double) v * v;
        min = Math.min(min, v);
        max = Math.max(max, v);
      }
      double mean = sum / values.length;
      double second = 0;
      double third = 0;
      double fourth = 0;
      for (float v : values) {
        double d = v - mean;
        second += d * d / values.length;
        third += d * d * d / values.length;
        fourth += d * d * d * d / values.length;
      }
      return new Naive(
          mean,
          square / values.length,
          second,
          third / Math.pow(second, 1.5),
          fourth / (second * second) - 3,
          min,
          max);
    }
  }
}
