package dev.initlint.hub.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.Graph;
import dev.initlint.graph.GraphVerifier;
import dev.initlint.graph.Node;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.shape.DimBinding;
import dev.initlint.shape.ShapeTable;
import dev.initlint.shape.Shapes;
import dev.initlint.symbol.Expr;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family against what the library builds. */
class FamiliesTest {
  private static final Families FAMILIES = Families.standard();
  private static final Map<String, Long> SIZES =
      Map.of("batch", 2L, "sequence", 12L, "decoder_sequence", 6L);

  /** Entries by which a mean square is told from chance. */
  private static final int MANY = 16;

  /** Tensors that the library makes one and the file keeps under the other name. */
  private static final Set<String> TIED = Set.of("lm_head.decoder.weight");

  static List<Census> models() {
    return Census.all();
  }

  private static Graph graph(Census model) {
    return FAMILIES.build(model.configuration(), null, SIZES).graph();
  }

  @ParameterizedTest
  @MethodSource("models")
  void aModelHasTheLibrarysParametersWithTheirShapes(Census model) {
    Map<String, Weight> weights = graph(model).weights();
    for (Map.Entry<String, Census.Tensor> p : model.parameters().entrySet()) {
      if (TIED.contains(p.getKey())) {
        continue;
      }
      assertThat(weights).as("%s has %s", model, p.getKey()).containsKey(p.getKey());
      assertThat(weights.get(p.getKey()).dims()).as(p.getKey()).isEqualTo(p.getValue().dims());
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void aLawHasTheSecondMomentThatTheLibraryDraws(Census model) {
    Map<String, Weight> weights = graph(model).weights();
    model
        .parameters()
        .forEach(
            (name, measured) -> {
              Weight w = weights.get(name);
              if (w != null && w.source() instanceof Weight.Drawn d && measured.count() >= MANY) {
                double chance = 5 * Math.sqrt(2 / measured.count() / 6);
                double tolerance = Math.max(1e-12, (0.02 + chance) * measured.secondMoment());
                assertThat(secondMoment(d.law()))
                    .as("%s in %s, %s", name, model, d.law().name())
                    .isCloseTo(measured.secondMoment(), within(tolerance));
              }
            });
  }

  private static double secondMoment(Law law) {
    double mean = ((Expr.Constant) law.mean()).value();
    return ((Expr.Constant) law.variance()).value() + mean * mean;
  }

  @ParameterizedTest
  @MethodSource("models")
  void aGraphIsSoundAndItsNamesAreUnique(Census model) {
    Graph graph = graph(model);
    assertThat(GraphVerifier.verify(graph)).isEmpty();
    Set<String> nodes = new HashSet<>();
    assertThat(graph.nodes()).allMatch(n -> nodes.add(n.name()), "has a name of its own");
    assertThat(graph.outputs()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("models")
  void theShapesThatAFamilyStatesAreThoseThatItsOperatorsGive(Census model) {
    Graph graph = graph(model);
    ShapeTable shapes = Shapes.infer(graph, DimBinding.of(SIZES));
    for (Node node : graph.nodes()) {
      assertThat(shapes.dims(node.output())).as("%s %s", node.op(), node.name()).isNotNull();
    }
    for (Value output : graph.outputs()) {
      long[] stated =
          output.shape().stream()
              .mapToLong(d -> ((dev.initlint.graph.Dim.Fixed) d).size())
              .toArray();
      assertThat(shapes.dims(output.name())).isEqualTo(stated);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyWeightKnowsTheLawThatTheLibraryMeans(Census model) {
    graph(model)
        .weights()
        .forEach(
            (name, w) -> {
              if (w.source() instanceof Weight.Drawn d) {
                assertThat(w.intended()).as(name).isNotNull();
              }
            });
  }

  @Test
  void everyFamilyIsMeasuredOrLikeOneThatIs() {
    Set<String> measured = new TreeSet<>();
    models().forEach(m -> measured.add(FAMILIES.of(m.configuration()).orElseThrow().name()));
    assertThat(FAMILIES.cards())
        .extracting(FamilyCard::name)
        .allMatch(n -> measured.contains(n) || Set.of("cohere2", "olmo3").contains(n));
  }

  @Test
  void theFieldOfASpreadIsTold() {
    Census gpt2 = models().stream().filter(m -> m.name().equals("gpt2")).findFirst().orElseThrow();
    FamilyModel model = FAMILIES.build(gpt2.configuration(), null, SIZES);
    assertThat(model.deviations().get("transformer.h.0.attn.c_attn.weight").pointer())
        .isEqualTo("/initializer_range");
    assertThat(model.deviations().get("transformer.h.0.attn.c_attn.weight").power()).isEqualTo(1);
  }
}
