package dev.initlint.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.law.Fans;
import dev.initlint.law.Law;
import dev.initlint.symbol.Binding;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LawRecognitionTest {
  private static final int IN = 96;
  private static final int OUT = 176;
  private static final double CUT = 0.87962566;

  static List<Arguments> laws() {
    double in = IN;
    double both = IN + OUT;
    return List.of(
        law("normal(0, 0.02)", normal(0.02)),
        law("normal(0, 1)", normal(1)),
        law("normal(0, 0.01)", normal(0.01)),
        law("normal(0, 1/√fan_in)", normal(Math.sqrt(1 / in))),
        law("he-normal", normal(Math.sqrt(2 / in))),
        law("xavier-normal", normal(Math.sqrt(2 / both))),
        law("normal(0, 0.02/√(2L))", normal(0.02 / Math.sqrt(24))),
        law("normal(0, 1/√(fan_in·d_k))", normal(1 / Math.sqrt(in * 64))),
        law("he-normal over fan_out", normal(Math.sqrt(2.0 / OUT))),
        law("torch default uniform(±1/√fan_in)", uniform(1 / Math.sqrt(in))),
        law("xavier-uniform", uniform(Math.sqrt(6 / both))),
        law("xavier-uniform over fused q, k, v", uniform(Math.sqrt(6 / (in + 3 * OUT)))),
        law("lecun-uniform", uniform(Math.sqrt(3 / in))),
        law("he-uniform", uniform(Math.sqrt(6 / in))),
        law("DL4J LECUN_UNIFORM uniform(±3/√fan_in)", uniform(3 / Math.sqrt(in))),
        law("uniform(±0.05)", uniform(0.05)),
        law("truncated normal(0, 0.02)", truncated(0.02)),
        law("lecun-normal", truncated(Math.sqrt(1 / in) / CUT)),
        law("truncated normal(0, 1/√fan_in)", truncated(Math.sqrt(1 / in))),
        law("xavier-normal, truncated", truncated(Math.sqrt(2 / both) / CUT)));
  }

  /** The cosines of half a turn look uniform to moments of so few. */
  @Test
  void whatAProgramComputedWasNotDrawn() {
    double[] angle = {0};
    ArrayTensor cosines = ArrayTensor.draw(() -> Math.cos(0.2 * angle[0]++), 16);

    Law law = recognise(cosines, null).law();

    double squares = 0;
    for (int i = 0; i < 16; i++) {
      squares += Math.pow(Math.cos(0.2 * i), 2) / 16;
    }
    double mean = law.mean().evaluate(Binding.of(Map.of()));
    double variance = law.variance().evaluate(Binding.of(Map.of()));
    assertThat(law.name()).startsWith("unrecognised (runs in one direction");
    assertThat(variance + mean * mean).isCloseTo(squares, within(1e-6));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("laws")
  void drawsAreRecognised(String name, Function<Random, DoubleSupplier> draw) {
    int seeds = 60;
    int recognised = 0;
    for (int seed = 0; seed < seeds; seed++) {
      ArrayTensor tensor = ArrayTensor.draw(draw.apply(new Random(1000 + seed)), IN, OUT);
      Recognised r = recognise(tensor, new Fans(IN, OUT));
      recognised += r.law().name().equals(name) ? 1 : 0;
      if (r.known()) {
        assertVarianceWithin(5, r, tensor, new Fans(IN, OUT));
      }
    }
    assertThat(recognised).as("of %d seeds", seeds).isGreaterThanOrEqualTo(59);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("laws")
  void noSizeIsTakenForAnotherScale(String name, Function<Random, DoubleSupplier> draw) {
    for (int rows : new int[] {1, 2, 16, 96, 700}) {
      for (int seed = 0; seed < 8; seed++) {
        ArrayTensor tensor = ArrayTensor.draw(draw.apply(new Random(seed)), rows, 192);
        Recognised r = recognise(tensor, new Fans(IN, OUT));
        if (r.known()) {
          assertVarianceWithin(5, r, tensor, new Fans(IN, OUT));
        }
        if (rows > 1) {
          assertThat(r.law().family()).isNotEqualTo(Law.Family.OTHER);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("laws")
  void halfPrecisionDoesNotHideTheLaw(String name, Function<Random, DoubleSupplier> draw) {
    ArrayTensor tensor = ArrayTensor.draw(draw.apply(new Random(77)), IN, OUT);
    roundToBfloat16(tensor);
    assertThat(recognise(tensor, new Fans(IN, OUT)).law().name()).isEqualTo(name);
  }

  @Test
  void roundingUpAtTheBoundIsAllowedFor() {
    for (int in : new int[] {200, 256, 300, 400, 500, 700}) {
      double std = Math.sqrt(1.0 / in);
      ArrayTensor cut = ArrayTensor.draw(truncated(std / CUT).apply(new Random(in)), in, 300);
      roundToBfloat16(cut);
      assertThat(recognise(cut, new Fans(in, 300)).law().name()).isEqualTo("lecun-normal");
      ArrayTensor torch = ArrayTensor.draw(uniform(std).apply(new Random(in)), in, 300);
      roundToBfloat16(torch);
      assertThat(recognise(torch, new Fans(in, 300)).law().name())
          .isEqualTo("torch default uniform(±1/√fan_in)");
    }
  }

  @Test
  void varianceFollowsTheFans() {
    ArrayTensor tensor = ArrayTensor.draw(uniform(1 / Math.sqrt(IN)).apply(new Random(1)), IN, OUT);
    Law law = recognise(tensor, new Fans(IN, OUT)).law();
    Binding wider = Binding.of(Map.of("fan_in", 4096.0, "fan_out", 512.0));
    assertThat(law.variance().evaluate(wider)).isCloseTo(1 / (3 * 4096.0), within(1e-12));
    assertThat(law.confidence()).isGreaterThan(0.9);
  }

  @Test
  void biasIsRecognisedByTheFansOfItsLayer() {
    ArrayTensor bias = ArrayTensor.draw(uniform(1 / Math.sqrt(IN)).apply(new Random(1)), OUT);
    assertThat(recognise(bias, new Fans(IN, OUT)).law().name())
        .isEqualTo("torch default uniform(±1/√fan_in)");
  }

  @Test
  void unusualScaleKeepsItsMeasuredStd() {
    ArrayTensor tensor = ArrayTensor.draw(normal(0.0313).apply(new Random(1)), 300, 300);
    Recognised r = recognise(tensor, new Fans(300, 300));
    assertThat(r.known()).isFalse();
    assertThat(r.law().name()).matches("normal\\(0, 0\\.031[234]\\)");
    assertThat(r.law().variance().evaluate(Binding.of(Map.of())))
        .isCloseTo(0.0313 * 0.0313, within(2e-5));
    assertThat(r.law().confidence()).isLessThanOrEqualTo(0.5);
  }

  @Test
  void indistinguishableScalesAreListed() {
    ArrayTensor tensor = ArrayTensor.draw(normal(1 / 16.0).apply(new Random(5)), 256, 256);
    Recognised r = recognise(tensor, new Fans(256, 256));
    assertThat(r.law().name()).isEqualTo("normal(0, 1/√fan_in)");
    assertThat(r.alternatives()).contains("xavier-normal", "normal(0, 1/√fan_out)");
  }

  @Test
  void constantsAndIdentity() {
    float[] values = new float[400];
    assertThat(family(ArrayTensor.of(values, 20, 20))).isEqualTo(Law.Family.ZEROS);
    Arrays.fill(values, 1);
    assertThat(family(ArrayTensor.of(values, 400))).isEqualTo(Law.Family.ONES);
    Arrays.fill(values, 0.25f);
    Law constant = recognise(ArrayTensor.of(values, 20, 20), null).law();
    assertThat(constant.name()).isEqualTo("constant(0.25)");
    assertThat(constant.mean().evaluate(Binding.of(Map.of()))).isEqualTo(0.25);
    Arrays.fill(values, 0);
    for (int i = 0; i < 20; i++) {
      values[21 * i] = 1;
    }
    assertThat(family(ArrayTensor.of(values, 20, 20))).isEqualTo(Law.Family.IDENTITY);
  }

  @Test
  void orthogonalIsToldFromNormal() {
    for (int[] dims : new int[][] {{64, 64}, {48, 200}, {200, 48}}) {
      ArrayTensor tensor = orthogonal(new Random(9), dims[0], dims[1], 1);
      Law law = recognise(tensor, new Fans(dims[1], dims[0])).law();
      assertThat(law.family()).isEqualTo(Law.Family.ORTHOGONAL);
      assertThat(law.name()).isEqualTo("orthogonal");
      assertThat(law.variance().evaluate(Binding.of(Map.of())))
          .isEqualTo(1.0 / Math.max(dims[0], dims[1]));
      ArrayTensor scaled = orthogonal(new Random(9), dims[0], dims[1], Math.sqrt(2));
      assertThat(recognise(scaled, null).law().name()).isEqualTo("orthogonal(gain 1.41)");
    }
    ArrayTensor drawn = ArrayTensor.draw(normal(1 / 8.0).apply(new Random(3)), 64, 64);
    assertThat(family(drawn)).isEqualTo(Law.Family.NORMAL);
  }

  @Test
  void rowsOfOneLengthAreNotOrthogonal() {
    ArrayTensor tensor = ArrayTensor.draw(normal(1).apply(new Random(3)), 64, 64);
    float[] v = tensor.values();
    for (int i = 0; i < 64; i++) {
      double norm = 0;
      for (int j = 0; j < 64; j++) {
        norm += (double) v[64 * i + j] * v[64 * i + j];
      }
      for (int j = 0; j < 64; j++) {
        v[64 * i + j] /= (float) Math.sqrt(norm);
      }
    }
    assertThat(family(tensor)).isEqualTo(Law.Family.NORMAL);
  }

  @Test
  void offsetDrawsNameTheirRange() {
    Random random = new Random(2);
    Recognised r = recognise(ArrayTensor.draw(random::nextDouble, 100, 100), new Fans(100, 100));
    assertThat(r.law().family()).isEqualTo(Law.Family.UNIFORM);
    assertThat(r.law().mean().evaluate(Binding.of(Map.of()))).isCloseTo(0.5, within(0.02));
    ArrayTensor drifted = ArrayTensor.draw(() -> 1 + 0.02 * random.nextGaussian(), 4096);
    Recognised gain = recognise(drifted, null);
    assertThat(gain.law().name()).matches("normal\\((1|0\\.999|1\\.00), 0\\.0(2|20\\d|19\\d)\\)");
  }

  @Test
  void paddingRowIsNoPartOfTheDraw() {
    ArrayTensor tensor = ArrayTensor.draw(normal(0.02).apply(new Random(11)), 40, 4096);
    Arrays.fill(tensor.values(), 0, 4096, 0f);
    Recognised r = recognise(tensor, Fans.embedding(40, 4096));
    assertThat(r.law().name()).isEqualTo("normal(0, 0.02)");
    assertThat(r.law().confidence()).isGreaterThan(0.8);
  }

  @Test
  void heavyTailsAndBrokenEntriesHaveNoLaw() {
    Random random = new Random(4);
    ArrayTensor heavy = ArrayTensor.draw(() -> 0.02 * Math.pow(random.nextGaussian(), 3), 200, 200);
    assertThat(family(heavy)).isEqualTo(Law.Family.OTHER);
    assertThat(recognise(heavy, null).law().confidence()).isZero();
    heavy.values()[3] = Float.NaN;
    assertThat(recognise(heavy, null).law().name()).contains("NaN");
    assertThat(recognise(ArrayTensor.of(new float[] {1, 2, 3}, 3), null).law().name())
        .contains("only 3 entries");
  }

  private static void assertVarianceWithin(
      double errors, Recognised r, ArrayTensor tensor, Fans fans) {
    WeightFacts facts = WeightFacts.of(tensor);
    Binding binding =
        Binding.of(Map.of("fan_in", (double) fans.fanIn(), "fan_out", (double) fans.fanOut()));
    double variance = r.law().variance().evaluate(binding);
    double error = variance * Math.sqrt(2.0 / facts.count());
    assertThat(facts.variance()).as(r.law().name()).isCloseTo(variance, within(errors * error));
  }

  private static void roundToBfloat16(ArrayTensor tensor) {
    for (int i = 0; i < tensor.values().length; i++) {
      int bits = Float.floatToRawIntBits(tensor.values()[i]) + 0x8000;
      tensor.values()[i] = Float.intBitsToFloat(bits & 0xffff0000);
    }
  }

  private static Recognised recognise(ArrayTensor tensor, Fans fans) {
    return LawRecognition.recognise(WeightFacts.of(tensor), fans, new Hints(24, 64));
  }

  private static Law.Family family(ArrayTensor tensor) {
    return recognise(tensor, null).law().family();
  }

  /** Gram–Schmidt on normal vectors, twice for the last digits. */
  static ArrayTensor orthogonal(Random random, int rows, int columns, double gain) {
    int count = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    double[][] q = new double[count][length];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < length; j++) {
        q[i][j] = random.nextGaussian();
      }
      for (int k = 0; k < 2 * i; k++) {
        double[] other = q[k % i];
        double dot = 0;
        for (int j = 0; j < length; j++) {
          dot += other[j] * q[i][j];
        }
        for (int j = 0; j < length; j++) {
          q[i][j] -= dot * other[j];
        }
      }
      double norm = Math.sqrt(Arrays.stream(q[i]).map(v -> v * v).sum());
      for (int j = 0; j < length; j++) {
        q[i][j] /= norm;
      }
    }
    float[] values = new float[rows * columns];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < length; j++) {
        values[rows <= columns ? i * columns + j : j * columns + i] = (float) (gain * q[i][j]);
      }
    }
    return ArrayTensor.of(values, rows, columns);
  }

  private static Arguments law(String name, Function<Random, DoubleSupplier> draw) {
    return Arguments.of(name, draw);
  }

  private static Function<Random, DoubleSupplier> normal(double std) {
    return r -> ArrayTensor.normal(r, std);
  }

  private static Function<Random, DoubleSupplier> uniform(double bound) {
    return r -> ArrayTensor.uniform(r, bound);
  }

  private static Function<Random, DoubleSupplier> truncated(double sigma) {
    return r -> ArrayTensor.truncated(r, sigma);
  }
}
