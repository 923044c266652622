package dev.initlint.javasource;

import static dev.initlint.javasource.Reading.DL4J;
import static dev.initlint.javasource.Reading.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.initlint.source.SourceModel;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HostileSourceTest {
  private static final String BUILD =
      "new NeuralNetConfiguration.Builder().list().layer(new DenseLayer.Builder().nIn(2).nOut(3)"
          + ".build()).build();";

  private static String inMethod(String body) {
    return DL4J + "class Net { int f(int n) { return f(n + 1); } void build() { " + body + " } }";
  }

  private static List<String> reasons(String source) {
    FileOutcome o = outcome(source);
    assertThat(o).isInstanceOf(FileOutcome.WithoutModel.class);
    return ((FileOutcome.WithoutModel) o).reasons();
  }

  @Test
  void endlessLoopIsLeft() {
    SourceModel m = Reading.only(inMethod("\nwhile (true) { int x = 1; }\n" + BUILD));
    assertThat(m.parametersTotal()).isEqualTo(2);
    assertThat(m.assumptions()).anySatisfy(a -> assertThat(a).contains("the loop at line 15"));
  }

  @Test
  void nestedLoopsOverDataAreLeft() {
    String loops = "for (int i = 0; i < 4000; i++) for (int j = 0; j < 4000; j++) { k += j; }";
    SourceModel m = Reading.only(inMethod("int k = 0; " + loops + BUILD));
    assertThat(m.parametersTotal()).isEqualTo(2);
  }

  @Test
  void endlessLoopThatBuildsEndsWithItsLine() {
    String grow =
        "NeuralNetConfiguration.ListBuilder b = new NeuralNetConfiguration.Builder().list();\n"
            + "while (true) { b.layer(new DenseLayer.Builder().nIn(2).nOut(2).build()); }";
    assertThat(reasons(inMethod(grow))).singleElement().asString().contains("4096");
  }

  @Test
  void endlessRecursionEndsWithItsMethod() {
    assertThat(reasons(inMethod("f(1);" + BUILD)))
        .anySatisfy(r -> assertThat(r).contains("nest deeper than 64 at f"));
  }

  @Test
  void doublingStringStaysSmall() {
    SourceModel m =
        Reading.only(
            inMethod("String s = \"ab\"; for (int i = 0; i < 60; i++) s = s + s;" + BUILD));
    assertThat(m.parametersTotal()).isEqualTo(2);
  }

  @Test
  void hugeArrayIsNotAllocated() {
    assertThat(
            Reading.only(inMethod("int[][] a = new int[100000][100000];" + BUILD))
                .parametersTotal())
        .isEqualTo(2);
  }

  @Test
  void longFluentChainIsReadWithoutRecursion() {
    StringBuilder chain = new StringBuilder("new NeuralNetConfiguration.Builder().list()");
    for (int i = 0; i < 2000; i++) {
      chain.append(".layer(new DenseLayer.Builder().nIn(2).nOut(2).build())");
    }
    assertThat(Reading.only(inMethod(chain + ".build();")).parametersTotal()).isEqualTo(4000);
  }

  @Test
  void longSumIsReadWithoutRecursion() {
    String sum = "1" + " + 1".repeat(20_000);
    assertThat(Reading.only(inMethod("int n = " + sum + ";" + BUILD)).parametersTotal())
        .isEqualTo(2);
  }

  @Test
  void deepNestingIsRefusedWithItsLine() {
    FileOutcome o = outcome(inMethod("int n = " + "(".repeat(50_000) + "1" + ")".repeat(50_000)));
    assertThat(o).isInstanceOf(FileOutcome.Unreadable.class);
    assertThat(((FileOutcome.Unreadable) o).line()).isPositive();
    assertThat(((FileOutcome.Unreadable) o).reason()).contains("nest deeper");
  }

  @Test
  void tenMegabyteStringIsRefused() {
    String big = inMethod("String s = \"" + "x".repeat(10 << 20) + "\";");
    assertThatCode(
            () -> {
              long before = System.nanoTime();
              assertThat(outcome(big)).isInstanceOf(FileOutcome.Unreadable.class);
              assertThat(Duration.ofNanos(System.nanoTime() - before))
                  .isLessThan(Duration.ofSeconds(5));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void damagedFileGivesOneClearLine() {
    FileOutcome o = outcome(DL4J + "class Net { void build( { ] } ");
    String said =
        o instanceof FileOutcome.Unreadable u
            ? u.reason()
            : ((FileOutcome.WithoutModel) o).reasons().get(0);
    assertThat(said).contains("not valid Java at line").doesNotContain("\n");
  }

  @Test
  void cycleOfLayersIsNamed() {
    String graph =
        "new NeuralNetConfiguration.Builder().graphBuilder().addInputs(\"in\")"
            + ".addLayer(\"a\", new DenseLayer.Builder().nIn(2).nOut(2).build(), \"b\")"
            + ".addLayer(\"b\", new DenseLayer.Builder().nIn(2).nOut(2).build(), \"a\")"
            + ".setOutputs(\"b\").build();";
    assertThat(reasons(inMethod(graph))).singleElement().asString().contains("cycle");
  }

  @Test
  void randomDamageNeverThrows() {
    Random random = new Random(7);
    String source = inMethod("for (int i = 0; i < 3; i++) { " + BUILD + " }");
    for (int i = 0; i < 300; i++) {
      StringBuilder s = new StringBuilder(source);
      for (int k = 0; k < 4; k++) {
        int at = random.nextInt(s.length());
        if (random.nextBoolean()) {
          s.deleteCharAt(at);
        } else {
          s.insert(at, "(){}[];,.\"'=<>x0\\".charAt(random.nextInt(17)));
        }
      }
      assertThatCode(() -> outcome(s.toString())).doesNotThrowAnyException();
    }
  }

  @Test
  void fileWithoutFrameworkIsSkipped() {
    assertThat(outcome("class A { void f() { ((( } }")).isInstanceOf(FileOutcome.Skipped.class);
  }
}
