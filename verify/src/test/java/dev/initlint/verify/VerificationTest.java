package dev.initlint.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import dev.initlint.verify.measure.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VerificationTest {
  private static final Expr LECUN = Expr.power(Law.Symbols.FAN_IN, -1);

  private static Graphs perceptron() {
    return new Graphs()
        .reals("x", 0, 100)
        .normal("w1", LECUN, 100, 200)
        .normal("w2", LECUN, 200, 50)
        .node("MatMul", "x w1", "h")
        .node("Relu", "h", "r")
        .node("MatMul", "r w2", "y")
        .output("y");
  }

  @Test
  void measuresWhatTheoryGivesForAPerceptron() {
    VerifySettings settings =
        VerifySettings.defaults().withDraws(4).withSeeds(6, 1).withDims(Map.of("batch", 64L));
    Measured m = Verification.run(perceptron().graph(), settings);
    near(value(m, "x").secondMoment(), 1);
    near(value(m, "h").secondMoment(), 1);
    near(value(m, "r").secondMoment(), 0.5);
    near(value(m, "y").secondMoment(), 0.5);
    near(value(m, "y").gradientSecondMoment(), 1);
    near(value(m, "r").gradientSecondMoment(), 50.0 / 200);
    near(value(m, "h").gradientSecondMoment(), 25.0 / 200);
    near(value(m, "x").gradientSecondMoment(), 25.0 / 100);
    near(parameter(m, "w2").gradientSecondMoment(), 0.5 * 64);
    near(parameter(m, "w1").gradientSecondMoment(), 25.0 / 200 * 64);
    near(parameter(m, "w1").secondMoment(), 0.01);
    assertThat(m.conditions().seeds()).isEqualTo(6);
    assertThat(m.notRun()).isEmpty();
  }

  @Test
  void sameSeedSameFiguresOnAnyNumberOfThreads() {
    VerifySettings one = VerifySettings.defaults().withThreads(1).withDraws(2).withSeeds(2, 9);
    List<Measured.ValueFigures> first = Verification.run(perceptron().graph(), one).values();
    List<Measured.ValueFigures> again =
        Verification.run(perceptron().graph(), one.withThreads(3)).values();
    List<Measured.ValueFigures> other =
        Verification.run(perceptron().graph(), one.withSeeds(2, 10)).values();
    for (int i = 0; i < first.size(); i++) {
      assertThat(again.get(i).secondMoment()).isEqualTo(first.get(i).secondMoment());
      assertThat(other.get(i).secondMoment()).isNotEqualTo(first.get(i).secondMoment());
    }
  }

  @Test
  void overlapOfEqualPositionsIsTheirSecondMoment() {
    Graph graph =
        new Graphs()
            .reals("x", 3, 1, 8)
            .reals("like", 3, 5, 8)
            .node("Shape", "like", "dims")
            .node("Expand", "x dims", "y")
            .output("y")
            .graph();
    Measured m = Verification.run(graph, VerifySettings.defaults());
    Measured.ValueFigures y = value(m, "y");
    assertThat(y.tokenOverlap().mean()).isCloseTo(y.secondMoment().mean(), within(1e-6));
    assertThat(value(m, "like").tokenOverlap().mean()).isCloseTo(0, within(0.1));
    assertThat(value(m, "x").tokenOverlap()).isNull();
  }

  @Test
  void attentionOverEqualLogitsIsUniformOverUnmaskedKeys() {
    Graph graph =
        new Graphs()
            .reals("v", 2, 4, 3)
            .constant("logits", 0, 2, 4, 4)
            .constant("hidden", -1e4, 4, 1)
            .constant("none", 0, 4, 3)
            .node("Concat", "none hidden", "mask", "axis", 1L)
            .node("Add", "logits mask", "z")
            .node("Softmax", "z", "p", "axis", -1L)
            .node("MatMul", "p v", "y")
            .output("y")
            .graph();
    Measured.AttentionFigures a =
        Verification.run(graph, VerifySettings.defaults()).attention().get(0);
    assertThat(a.keys()).isEqualTo(4);
    assertThat(a.logitStd().mean()).isZero();
    assertThat(a.largestProbability().mean()).isCloseTo(1 / 3.0, within(1e-9));
    assertThat(a.entropyShare().mean()).isCloseTo(1, within(1e-9));
    assertThat(a.participation().mean()).isCloseTo(1 / 3.0, within(1e-9));
  }

  @Test
  void crossEntropyOfEqualLogitsIsTheLogarithmOfTheClasses() {
    Graph graph =
        new Graphs()
            .tokens("ids", 2, 5)
            .constant("table", 0.3, 7, 11)
            .node("Gather", "table ids", "logits")
            .output("logits")
            .graph();
    Measured m = Verification.run(graph, VerifySettings.defaults());
    assertThat(m.outputs().get(0).initialCrossEntropy().mean())
        .isCloseTo(Math.log(11), within(1e-9));
    // every token of ten falls on one of seven rows, and each row is read ten times over seven
    assertThat(parameter(m, "table").gradientSecondMoment().mean())
        .isCloseTo(10 / 7.0, within(0.8));
  }

  @Test
  void namesWhatCannotRunAndMeasuresWhatComesBefore() {
    Graph graph =
        new Graphs()
            .reals("x", 2, 3)
            .node("Relu", "x", "r")
            .node("Mystery", "r", "s")
            .node("Relu", "s", "t")
            .output("t")
            .graph();
    Measured m = Verification.run(graph, VerifySettings.defaults());
    assertThat(value(m, "r").secondMoment()).isNotNull();
    assertThat(m.values()).extracting(Measured.ValueFigures::name).containsExactly("x", "r");
    assertThat(m.notRun()).hasSize(1);
    assertThat(m.notRun().get(0).op()).isEqualTo("Mystery");
    assertThat(m.notRun().get(0).downstream()).isEqualTo(1);
    assertThat(m.remarks()).anyMatch(r -> r.startsWith("no gradients"));
  }

  @Test
  void integersPassThroughWhatTheAnalyzerCanEvaluate() {
    Graph graph =
        new Graphs()
            .tokens("ids", 2, 3)
            .constant("table", 1, 5, 4)
            .node("BitwiseNot", "ids", "inverted")
            .node("BitwiseNot", "inverted", "same")
            .node("Gather", "table same", "y")
            .node("Scatter", "y", "z")
            .output("y")
            .graph();
    VerifySettings settings =
        VerifySettings.defaults().withInputs(Map.of("ids", new InputLaw.Tokens(5, false)));
    Measured m = Verification.run(graph, settings);
    assertThat(value(m, "y").secondMoment().mean()).isEqualTo(1);
    assertThat(m.notRun()).hasSize(1);
  }

  @Test
  void copiesStayCopiesWhenWeightsAreDrawnAnew() {
    Graph graph =
        new Graphs()
            .reals("x", 4, 3)
            .stored("w", new double[] {1, 2, 3, 4, 5, 6}, 3, 2)
            .stored("same", new double[] {1, 2, 3, 4, 5, 6}, 3, 2)
            .stored("turned", new double[] {1, 3, 5, 2, 4, 6}, 2, 3)
            .stored("other", new double[] {1, 2, 3, 4, 5, 7}, 3, 2)
            .node("MatMul", "x w", "a")
            .node("MatMul", "x same", "b")
            .node("MatMul", "x other", "c")
            .node("Sub", "a b", "zero")
            .node("Sub", "a c", "some")
            .node("MatMul", "a turned", "t")
            .node("Transpose", "turned", "back")
            .node("MatMul", "x back", "d")
            .node("Sub", "a d", "none")
            .output("t")
            .graph();
    Law law = new Law(Law.Family.NORMAL, "normal", Expr.of(0), Expr.of(1), 1);
    Measured m =
        Verification.run(
            graph,
            VerifySettings.defaults()
                .withRedraw(Map.of("w", law, "same", law, "turned", law, "other", law))
                .withSeeds(3, 1));
    assertThat(m.copies()).isEqualTo(Map.of("same", "w", "turned", "w"));
    assertThat(parameter(m, "w").secondMoment().standardError()).isPositive();
    assertThat(value(m, "zero").secondMoment().mean()).isZero();
    assertThat(value(m, "none").secondMoment().mean()).isZero();
    assertThat(value(m, "some").secondMoment().mean()).isPositive();
  }

  @Test
  void weightWithoutElementsStopsWhatReadsIt() {
    Graph graph =
        new Graphs()
            .reals("x", 2, 3)
            .weight("w", new Weight.Missing("external data are absent"), 3, 3)
            .node("MatMul", "x w", "y")
            .output("y")
            .graph();
    Measured m = Verification.run(graph, VerifySettings.defaults());
    assertThat(m.notRun().get(0).reason()).contains("w has no elements");
  }

  @Test
  void batchShrinksToTheMemoryAndLargerModelsAreRefusedWithTheNumber() {
    Graph graph = perceptron().graph();
    VerifySettings settings = VerifySettings.defaults().withDims(Map.of("batch", 1024L));
    Measured whole = Verification.run(graph, settings);
    Measured shrunk =
        Verification.run(graph, settings.withMemory(whole.conditions().peakBytes() / 3));
    assertThat(shrunk.remarks()).anyMatch(r -> r.matches("the batch is \\d+ instead of 1024.*"));
    assertThat(value(shrunk, "x").shape()[0]).isLessThan(512);
    assertThatThrownBy(() -> Verification.run(graph, settings.withMemory(10_000)))
        .isInstanceOf(Refused.class)
        .hasMessageMatching("the model needs \\d+ MB and may use 1 MB; raise --memory .*");
  }

  @Test
  void stopsWhenCancelledAndReturnsWhatThereIs() {
    AtomicInteger asked = new AtomicInteger();
    List<String> progress = new ArrayList<>();
    VerifySettings settings =
        VerifySettings.defaults()
            .withDraws(100)
            .reporting(progress::add, () -> asked.incrementAndGet() > 30);
    Measured m = Verification.run(perceptron().graph(), settings);
    assertThat(m.conditions().complete()).isFalse();
    assertThat(value(m, "h").secondMoment()).isNotNull();
    assertThat(progress).hasSizeBetween(1, 50);
  }

  @Test
  void givenInputsAreUsedAsTheyAre() {
    VerifySettings settings =
        VerifySettings.defaults()
            .withInputs(Map.of("x", new InputLaw.Given(new int[] {1, 2}, new double[] {3, 4})));
    Graph graph = new Graphs().reals("x", 0, 9).node("Neg", "x", "y").output("y").graph();
    Measured m = Verification.run(graph, settings);
    assertThat(value(m, "y").secondMoment().mean()).isEqualTo(12.5);
    assertThat(value(m, "y").secondMoment().standardError()).isZero();
    assertThat(value(m, "y").mean().mean()).isEqualTo(-3.5);
  }

  @Test
  void zipfTokensFavourTheFirst() {
    Graph graph =
        new Graphs()
            .tokens("ids", 100, 100)
            .constant("first", 1, 1, 1)
            .constant("others", 0, 49, 1)
            .node("Concat", "first others", "table", "axis", 0L)
            .node("Gather", "table ids", "y")
            .output("y")
            .graph();
    VerifySettings settings = VerifySettings.defaults();
    Map<String, InputLaw> zipf = Map.of("ids", new InputLaw.Tokens(50, true));
    Map<String, InputLaw> uniform = Map.of("ids", new InputLaw.Tokens(50, false));
    double harmonic = 0;
    for (int k = 1; k <= 50; k++) {
      harmonic += 1.0 / k;
    }
    near(value(Verification.run(graph, settings.withInputs(zipf)), "y").mean(), 1 / harmonic);
    near(value(Verification.run(graph, settings.withInputs(uniform)), "y").mean(), 0.02);
  }

  private static void near(Estimate measured, double expected) {
    assertThat(measured.mean())
        .isCloseTo(expected, within(4 * measured.standardError() + 0.005 * expected));
    assertThat(measured.standardError()).isLessThan(0.1 * expected);
  }

  private static Measured.ValueFigures value(Measured m, String name) {
    return m.values().stream().filter(v -> v.name().equals(name)).findFirst().orElseThrow();
  }

  private static Measured.ParameterFigures parameter(Measured m, String name) {
    return m.parameters().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }
}
