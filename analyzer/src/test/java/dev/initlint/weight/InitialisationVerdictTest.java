package dev.initlint.weight;

import static dev.initlint.weight.InitialisationVerdict.State.AT_INITIALISATION;
import static dev.initlint.weight.InitialisationVerdict.State.MIXED;
import static dev.initlint.weight.InitialisationVerdict.State.TRAINED;
import static dev.initlint.weight.InitialisationVerdict.State.UNDECIDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.weight.Vote.Ballot;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitialisationVerdictTest {
  private final Random random = new Random(17);

  @Test
  void drawsOfEveryFamilyAreAtInitialisation() {
    List<NamedFacts> model = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      model.add(matrix(ArrayTensor.normal(random, 0.02), 96, 64 + i));
      model.add(matrix(ArrayTensor.uniform(random, 0.1), 64, 128));
      model.add(matrix(ArrayTensor.truncated(random, 0.02), 128, 64));
      model.add(matrix(truncatedAtThree(), 128, 640));
      model.add(matrix(() -> 0, 128, 64));
      model.add(matrix(() -> 0.0052, 64, 64));
      model.add(facts(LawRecognitionTest.orthogonal(random, 48, 64, 1)));
      model.add(vector(() -> 0, 64));
      model.add(vector(() -> 1, 64));
      model.add(vector(() -> 1e-4, 64));
      model.add(vector(ArrayTensor.uniform(random, 0.1), 128));
    }
    InitialisationVerdict verdict = InitialisationVerdict.of(model);
    assertThat(verdict.state()).isEqualTo(AT_INITIALISATION);
    assertThat(verdict.votes()).noneMatch(v -> v.ballot() == Ballot.CHANGED);
    assertThat(verdict.atInitialisation()).isTrue();
  }

  @Test
  void oneDrawInAThousandIsTakenForTrainedAtMost() {
    int changed = 0;
    for (int i = 0; i < 1000; i++) {
      DoubleSupplier law =
          switch (i % 3) {
            case 0 -> ArrayTensor.normal(random, 1);
            case 1 -> ArrayTensor.uniform(random, 1);
            default -> ArrayTensor.truncated(random, 1);
          };
      Vote vote = Vote.of(matrix(law, 8 + i % 40, 64 + i % 77));
      changed += vote.ballot() == Ballot.CHANGED ? 1 : 0;
    }
    assertThat(changed).isLessThanOrEqualTo(1);
  }

  /** A mean given for a deviation is a slip of the initialiser; training drifts less far. */
  @Test
  void aMeanOfAWholeDeviationIsASlipAndASmallOneTraining() {
    DoubleSupplier slip = () -> 0.02 + 0.02 * random.nextGaussian();
    DoubleSupplier drift = () -> 0.004 + 0.02 * random.nextGaussian();
    assertThat(Vote.of(matrix(slip, 64, 64)).ballot()).isEqualTo(Ballot.INITIAL);
    assertThat(Vote.of(matrix(drift, 64, 64)).ballot()).isEqualTo(Ballot.CHANGED);
  }

  @ParameterizedTest
  @ValueSource(doubles = {5, 20, 100})
  void heavyTailsAreTrained(double kurtosis) {
    // A normal whose scale is 1 or s: excess kurtosis 3·(p·s⁴/(p·s²)² − 1) for rare s.
    double share = 3 / (kurtosis + 3);
    DoubleSupplier law = () -> random.nextGaussian() * (random.nextDouble() < share ? 1 : 0.01);
    Vote vote = Vote.of(matrix(law, 64, 64));
    assertThat(vote.ballot()).isEqualTo(Ballot.CHANGED);
    assertThat(vote.reason()).contains("excess kurtosis");
  }

  @Test
  void unevenRowsAndColumnsAreTrained() {
    ArrayTensor rows = ArrayTensor.draw(ArrayTensor.normal(random, 1), 128, 256);
    for (int i = 0; i < rows.values().length; i++) {
      rows.values()[i] *= (float) (1 + 0.1 * Math.cos(i / 256 * 7.0));
    }
    assertThat(Vote.of(facts(rows)).ballot()).isEqualTo(Ballot.CHANGED);
    ArrayTensor columns = rows.transposed();
    assertThat(Vote.of(facts(columns)).ballot()).isEqualTo(Ballot.CHANGED);
  }

  @Test
  void dominantDirectionIsTrained() {
    int n = 192;
    ArrayTensor tensor = ArrayTensor.draw(ArrayTensor.normal(random, 1), n, n);
    double[] u = random.doubles(n, -1, 1).toArray();
    double[] v = random.doubles(n, -1, 1).toArray();
    for (int i = 0; i < n * n; i++) {
      tensor.values()[i] += (float) (1.5 * u[i / n] * v[i % n]);
    }
    assertThat(Vote.of(facts(tensor)).ballot()).isEqualTo(Ballot.CHANGED);
  }

  @Test
  void shiftedEmbeddingIsTrained() {
    Vote vote = Vote.of(matrix(() -> 0.05 + random.nextGaussian(), 500, 64));
    assertThat(vote.ballot()).isEqualTo(Ballot.CHANGED);
    assertThat(vote.reason()).contains("mean");
  }

  @Test
  void driftedVectorsOverruleMatricesCloseToTheirDraw() {
    List<NamedFacts> model = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      model.add(matrix(ArrayTensor.normal(random, 0.02), 64, 64));
      model.add(vector(() -> 1 + 0.03 * random.nextGaussian(), 64));
      model.add(vector(() -> 0.02 * Math.pow(random.nextGaussian(), 3), 64));
    }
    InitialisationVerdict verdict = InitialisationVerdict.of(model);
    assertThat(verdict.state()).isEqualTo(TRAINED);
    assertThat(verdict.atInitialisation()).isFalse();
    assertThat(verdict.reason()).startsWith("weights are trained: 8 of 8 large matrices");
  }

  @Test
  void trainedBodyWithNewHeadIsMixed() {
    List<NamedFacts> model = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      model.add(matrix(() -> Math.pow(random.nextGaussian(), 3), 64, 64));
      model.add(matrix(ArrayTensor.uniform(random, 0.1), 64, 64));
    }
    assertThat(InitialisationVerdict.of(model).state()).isEqualTo(MIXED);
    assertThat(InitialisationVerdict.of(model).atInitialisation()).isFalse();
  }

  @Test
  void computedTablesAbstain() {
    List<NamedFacts> tables = new ArrayList<>();
    tables.add(facts(angles(64, 32, 0)));
    tables.add(facts(angles(64, 32, Math.PI / 2)));
    tables.add(facts(sinusoidal(10, 128)));
    tables.add(matrix(() -> random.nextBoolean() ? 1 : 0, 64, 64));
    tables.add(matrix(() -> random.nextBoolean() ? Float.NEGATIVE_INFINITY : 0, 64, 64));
    float[] frequencies = new float[32];
    for (int i = 0; i < 32; i++) {
      frequencies[i] = (float) Math.pow(10000, -i / 32.0);
    }
    tables.add(facts(ArrayTensor.of(frequencies, 1, 32, 1)));
    InitialisationVerdict verdict = InitialisationVerdict.of(tables);
    assertThat(verdict.votes()).allMatch(v -> v.ballot() == Ballot.ABSTAINS);
    assertThat(verdict.state()).isEqualTo(UNDECIDED);
  }

  @Test
  void roleOfATableSilencesIt() {
    NamedFacts heavy = matrix(() -> Math.pow(random.nextGaussian(), 3), 64, 64);
    NamedFacts table = new NamedFacts("anchors", heavy.facts(), NamedFacts.Role.TABLE);
    assertThat(Vote.of(heavy).ballot()).isEqualTo(Ballot.CHANGED);
    assertThat(Vote.of(table).ballot()).isEqualTo(Ballot.ABSTAINS);
  }

  @Test
  void paddingRowAndRepeatedTokenDoNotLookTrained() {
    ArrayTensor embedding = ArrayTensor.draw(ArrayTensor.normal(random, 1), 30, 4096);
    java.util.Arrays.fill(embedding.values(), 0, 4096, 0f);
    assertThat(Vote.of(facts(embedding)).ballot()).isEqualTo(Ballot.INITIAL);
    float[] token = new float[4 * 600];
    for (int i = 0; i < 600; i++) {
      token[i] = token[i + 600] = token[i + 1200] = token[i + 1800] = (float) random.nextGaussian();
    }
    assertThat(Vote.of(facts(ArrayTensor.of(token, 4, 1, 600))).ballot())
        .isEqualTo(Ballot.ABSTAINS);
  }

  private DoubleSupplier truncatedAtThree() {
    return () -> {
      double z;
      do {
        z = random.nextGaussian();
      } while (Math.abs(z) > 3);
      return 0.02 * z;
    };
  }

  private static ArrayTensor angles(int positions, int frequencies, double phase) {
    float[] values = new float[positions * frequencies];
    for (int i = 0; i < values.length; i++) {
      int f = i % frequencies;
      double angle = i / frequencies * Math.pow(10000, -(f % 16) / 16.0);
      values[i] = (float) Math.sin(angle + phase);
    }
    return ArrayTensor.of(values, 1, 1, positions, frequencies);
  }

  private static ArrayTensor sinusoidal(int positions, int d) {
    float[] values = new float[positions * d];
    for (int i = 0; i < values.length; i++) {
      int f = i % d;
      double angle = i / d * Math.pow(10000, -(f / 2 * 2.0) / d);
      values[i] = (float) (f % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
    }
    return ArrayTensor.of(values, positions, d);
  }

  private static NamedFacts matrix(DoubleSupplier law, int rows, int columns) {
    return facts(ArrayTensor.draw(law, rows, columns));
  }

  private static NamedFacts vector(DoubleSupplier law, int n) {
    return facts(ArrayTensor.draw(law, n));
  }

  private static NamedFacts facts(ArrayTensor tensor) {
    return NamedFacts.of("w", WeightFacts.of(tensor));
  }
}
