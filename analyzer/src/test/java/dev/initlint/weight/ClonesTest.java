package dev.initlint.weight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClonesTest {
  private final Random random = new Random(23);

  @Test
  void equalDrawsOfDifferentBlocksAreClones() {
    ArrayTensor w = ArrayTensor.draw(ArrayTensor.normal(random, 1), 64, 64);
    ArrayTensor b = ArrayTensor.draw(ArrayTensor.uniform(random, 1), 64);
    ArrayTensor other = ArrayTensor.draw(ArrayTensor.normal(random, 1), 64, 64);
    Clones clones =
        Clones.of(
            List.of(
                facts("blocks.0.w", w),
                facts("blocks.0.b", b),
                facts("blocks.1.w", w),
                facts("head", other),
                facts("blocks.1.b", b),
                facts("blocks.2.w", w)));
    assertThat(clones.equal())
        .containsExactly(
            List.of("blocks.0.w", "blocks.1.w", "blocks.2.w"), List.of("blocks.0.b", "blocks.1.b"));
    assertThat(clones.transposed()).isEmpty();
  }

  @Test
  void tiedHeadIsTheTransposeOfTheEmbedding() {
    ArrayTensor embedding = ArrayTensor.draw(ArrayTensor.normal(random, 0.02), 800, 32);
    ArrayTensor square = ArrayTensor.draw(ArrayTensor.normal(random, 0.02), 32, 32);
    Clones clones =
        Clones.of(
            List.of(
                facts("emb", embedding),
                facts("w", square),
                facts("head", embedding.transposed()),
                facts("w.T", square.transposed())));
    assertThat(clones.equal()).isEmpty();
    assertThat(clones.transposed())
        .containsExactly(new Clones.Tie("emb", "head"), new Clones.Tie("w", "w.T"));
  }

  @Test
  void sharedConstantsAndTablesAreNeither() {
    ArrayTensor ones = ArrayTensor.draw(() -> 1, 64);
    ArrayTensor zeros = ArrayTensor.draw(() -> 0, 64, 64);
    ArrayTensor mask = ArrayTensor.draw(() -> random.nextBoolean() ? 1 : 0, 64, 64);
    ArrayTensor draw = ArrayTensor.draw(ArrayTensor.normal(random, 1), 64, 64);
    WeightFacts facts = WeightFacts.of(draw);
    Clones clones =
        Clones.of(
            List.of(
                facts("n1", ones),
                facts("n2", ones),
                facts("z1", zeros),
                facts("z2", zeros),
                facts("m1", mask),
                facts("m2", mask),
                new NamedFacts("t1", facts, NamedFacts.Role.TABLE),
                new NamedFacts("t2", facts, NamedFacts.Role.TABLE)));
    assertThat(clones.equal()).isEmpty();
    assertThat(clones.transposed()).isEmpty();
  }

  @Test
  void oneElementApartIsNoClone() {
    ArrayTensor a = ArrayTensor.draw(ArrayTensor.normal(random, 1), 300, 50);
    ArrayTensor b = ArrayTensor.of(a.values().clone(), 300, 50);
    b.values()[random.nextInt(15000)] += 1e-3f;
    assertThat(Clones.of(List.of(facts("a", a), facts("b", b))).equal()).isEmpty();
    ArrayTensor reshaped = ArrayTensor.of(a.values(), 50, 300);
    assertThat(Clones.of(List.of(facts("a", a), facts("b", reshaped))).equal()).isEmpty();
  }

  private static NamedFacts facts(String name, ArrayTensor tensor) {
    return NamedFacts.of(name, WeightFacts.of(tensor));
  }
}
