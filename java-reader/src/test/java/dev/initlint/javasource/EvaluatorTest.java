package dev.initlint.javasource;

import static dev.initlint.javasource.Reading.DJL;
import static dev.initlint.javasource.Reading.DL4J;
import static dev.initlint.javasource.Reading.files;
import static dev.initlint.javasource.Reading.models;
import static dev.initlint.javasource.Reading.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.source.SourceModel;
import dev.initlint.symbol.Expr;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final String OPEN =
      "NeuralNetConfiguration.ListBuilder b = new NeuralNetConfiguration.Builder().list();";

  /** Widths of the weight matrices that a body of statements defines, by way of {@code b}. */
  private static List<String> widths(String members, String body) {
    SourceModel m =
        only(
            DL4J
                + "import java.util.*; class Net { "
                + members
                + " void build() { "
                + OPEN
                + body
                + " b.build(); } }");
    return m.parameters().stream()
        .filter(p -> p.dims().size() == 2)
        .map(p -> dev.initlint.javasource.eval.Formula.print(p.dims().get(1)))
        .toList();
  }

  private static String dense(String n) {
    return "b.layer(new DenseLayer.Builder().nIn(4).nOut(" + n + ").build());";
  }

  @Test
  void loopsOverArraysAndCounters() {
    assertThat(widths("", "int[] w = {3, 5}; for (int n : w) {" + dense("n") + "}"))
        .containsExactly("3", "5");
    assertThat(widths("", "for (int i = 1; i <= 8; i *= 2) {" + dense("i") + "}"))
        .containsExactly("1", "2", "4", "8");
    assertThat(
            widths("", "int i = 3; while (i-- > 0) { if (i == 1) continue;" + dense("i + 7") + "}"))
        .containsExactly("9", "7");
    assertThat(widths("", "int i = 0; do {" + dense("9") + "} while (++i < 2);"))
        .containsExactly("9", "9");
  }

  @Test
  void arithmeticFollowsJava() {
    assertThat(widths("static final int K = 7;", dense("K / 2 * 2 + 7 % 4"))).containsExactly("9");
    assertThat(widths("", dense("(int) Math.ceil(10 / 4.0) + (1 << 4)"))).containsExactly("19");
    assertThat(widths("", "long n = 3; n += 1.7; " + dense("n"))).containsExactly("4.7");
  }

  @Test
  void helpersOverloadsAndRecursionRun() {
    assertThat(
            widths(
                "int f(int a) { return a < 2 ? 1 : a * f(a - 1); } int f(String s) { return"
                    + " s.length(); }",
                dense("f(4)") + dense("f(\"abc\")")))
        .containsExactly("24", "3");
  }

  @Test
  void listsMapsStringsAndSwitchRun() {
    assertThat(
            widths(
                "",
                "List<Integer> l = new ArrayList<>(Arrays.asList(2, 4)); l.add(l.get(0) + 4);"
                    + "Map<String, Integer> m = new HashMap<>(); m.put(\"a\", 11);"
                    + "for (Integer i : l) {"
                    + dense("i")
                    + "} "
                    + dense("m.get(\"a\")")
                    + "switch (String.format(\"%s%d\", \"x\", 1)) { case \"x1\": "
                    + dense("13")
                    + " break; default: "
                    + dense("14")
                    + "}"))
        .containsExactly("2", "4", "6", "11", "13");
  }

  @Test
  void buildersOfTheProjectKeepTheirIdentity() {
    String source =
        DL4J
            + """
            class Net {
              static class Config {
                private int width = 6;
                private int depth;
                Config width(int w) { this.width = w; return this; }
                Config depth(int d) { depth = d; return this; }
                Net build() { return new Net(this); }
              }
              private final Config config;
              Net(Config c) { config = c; }
              MultiLayerConfiguration conf() {
                NeuralNetConfiguration.ListBuilder b = new NeuralNetConfiguration.Builder().list();
                for (int i = 0; i < config.depth; i++) {
                  b.layer(new DenseLayer.Builder().nIn(config.width).nOut(config.width).build());
                }
                return b.build();
              }
              public static void main(String[] args) {
                Config c = new Config();
                c.width(12);
                c.depth(3).build().conf();
              }
            }
            """;
    assertThat(only(source).parametersTotal()).isEqualTo(6);
  }

  @Test
  void lombokBuilderHasItsDefaults() {
    String source =
        DL4J
            + """
            import lombok.*;
            @Builder @AllArgsConstructor class Net {
              @Builder.Default private int hidden = 32;
              private int classes;
              MultiLayerConfiguration conf() {
                return new NeuralNetConfiguration.Builder().list()
                    .layer(new DenseLayer.Builder().nIn(hidden).nOut(classes).build()).build();
              }
            }
            """;
    SourceModel m = only(source);
    assertThat(m.parameters().get(0).dims()).containsExactly(Expr.of(32), Expr.symbol("classes"));
  }

  @Test
  void unknownConditionGivesBothModels() {
    List<SourceModel> both =
        models(
            DL4J
                + "class Net { MultiLayerConfiguration conf(boolean deep) { "
                + OPEN
                + dense("8")
                + "if (deep) {"
                + dense("9")
                + "} return b.build(); } }");
    assertThat(both).extracting(SourceModel::parametersTotal).containsExactly(4, 2);
    assertThat(both.get(0).assumptions().get(0)).startsWith("assumed deep");
  }

  @Test
  void branchThatThrowsIsNotTaken() {
    SourceModel m =
        only(
            DL4J
                + "class Net { MultiLayerConfiguration conf(int n) { if (n < 1) throw new"
                + " IllegalArgumentException(); "
                + OPEN
                + dense("n")
                + " return b.build(); } }");
    assertThat(m.assumptions()).isEmpty();
  }

  @Test
  void loopOfUnknownLengthSaysSo() {
    SourceModel m =
        only(
            DL4J
                + "class Net { MultiLayerConfiguration conf(int n) { "
                + OPEN
                + "for (int i = 0; i < n; i++) {"
                + dense("8")
                + "} return b.build(); } }");
    assertThat(m.assumptions()).anyMatch(a -> a.contains("iterations of the loop at line"));
  }

  @Test
  void classesOfOtherFilesAreFound() {
    List<FileOutcome> all =
        new JavaReader()
            .readTexts(
                files(
                    "p/Sizes.java",
                    "package p; public class Sizes { public static final int WIDTH = 48; }",
                    "p/Blocks2.java",
                    "package p;"
                        + DJL
                        + "public class Blocks2 { public static Block unit(int n) { return new"
                        + " SequentialBlock().add(Linear.builder().setUnits(n).build()); } }",
                    "p/Main.java",
                    "package p;"
                        + DJL
                        + "public class Main { public static void main(String[] a) { Model m ="
                        + " Model.newInstance(\"x\"); m.setBlock(Blocks2.unit(Sizes.WIDTH)); } }"));
    assertThat(all.get(0)).isInstanceOf(FileOutcome.Skipped.class);
    SourceModel m = ((FileOutcome.Models) all.get(1)).models().get(0);
    assertThat(m.parameters().get(0).dims()).contains(Expr.of(48));
    assertThat(all.get(2)).isInstanceOf(FileOutcome.WithoutModel.class);
  }

  @Test
  void blockClassesRunTheirConstructors() {
    SourceModel m =
        only(
            DJL
                + """
                class Mlp2 extends SequentialBlock {
                  Mlp2(int in, int... hidden) {
                    add(Blocks.batchFlattenBlock(in));
                    for (int h : hidden) { add(Linear.builder().setUnits(h).build()); add(Activation::tanh); }
                  }
                  public static void main(String[] args) { new Mlp2(9, 8, 7); }
                }
                """);
    assertThat(m.graph().name()).isEqualTo("Mlp2");
    assertThat(m.resolution()).isEqualTo("4 of 4 parameters resolved");
  }

  @Test
  void whatATrainingLoopAssumesIsNotAboutTheModel() {
    SourceModel m =
        Reading.only(
            Reading.DL4J
                + "class Net { public static void main(String[] args) { int n ="
                + " Integer.parseInt(args[0]); int width = Integer.parseInt(args[1]);"
                + " MultiLayerNetwork net = new MultiLayerNetwork(new"
                + " NeuralNetConfiguration.Builder().list().layer(new DenseLayer.Builder().nIn(5)"
                + ".nOut(width).build()).build()); for (int i = 0; i < n; i++) { net.fit(data); if"
                + " (net.score() < 1) { System.out.println(i); } } } }");
    assertThat(m.assumptions()).isEmpty();
    assertThat(m.unresolved()).containsExactly("args[1]");
  }

  @Test
  void whatALoopOverLayersAssumesIsAboutTheModel() {
    SourceModel m =
        Reading.only(
            Reading.DL4J
                + "class Net { MultiLayerConfiguration conf(int n) {"
                + " NeuralNetConfiguration.ListBuilder b = new"
                + " NeuralNetConfiguration.Builder().list(); for (int i = 0; i < n; i++) {"
                + " b.layer(new DenseLayer.Builder().nIn(5).nOut(5).build()); } return b.build(); }"
                + " }");
    assertThat(m.assumptions()).anyMatch(a -> a.contains("one is assumed"));
  }
}
