package dev.initlint.javasource;

import static dev.initlint.javasource.Reading.DJL;
import static dev.initlint.javasource.Reading.DL4J;
import static dev.initlint.javasource.Reading.only;
import static dev.initlint.javasource.Reading.ops;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.source.SourceModel;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code around models as people write it: what it does otherwise does not cost the model. */
class WildSourceTest {
  private static final String LAYER = "new DenseLayer.Builder().nIn(8).nOut(8).build()";
  private static final String BUILT =
      "Object net = new NeuralNetConfiguration.Builder().list().layer(" + LAYER + ").build();";

  private static SourceModel with(String members, String before, String after) {
    return only(
        DL4J + "class Net { " + members + " void run() { " + before + BUILT + after + " } }");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for (int i = 0; i < 10000; i++) { train(net); }",
        "while (true) { train(net); }",
        "do { train(net); } while (source.hasNext());",
        "int[] a = new int[3]; a[5] = 1;",
        "String s = null; s.length();",
        "throw new IllegalStateException();",
        "charAt(\"\", 3); \"\".charAt(4);"
      })
  void whatFollowsTheModelDoesNotCostIt(String after) {
    assertThat(with("", "", after).parametersTotal()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boolean slash = path.endsWith(\"/\");",
        "int n = rows[3];",
        "int k = 0; for (int i = 0; i < 9000; i++) { k += i; }",
        "double[][] d = new double[500][500]; for (int i = 0; i < 500; i++)"
            + " for (int j = 0; j < 500; j++) d[i][j] = i * j;"
      })
  void whatStandsBeforeTheModelDoesNotCostIt(String before) {
    assertThat(with("String path = null; int[] rows;", before, "").parametersTotal()).isEqualTo(2);
  }

  @Test
  void whatALoopThatIsLeftAssignsIsOpen() {
    SourceModel m =
        only(
            DL4J
                + "class Net { void run() { int n = 0; for (int i = 0; i < 9000; i++) { n++; }"
                + " new NeuralNetConfiguration.Builder().list().layer(new DenseLayer.Builder()"
                + ".nIn(8).nOut(n).build()).build(); } }");
    assertThat(m.unresolved()).contains("n");
    assertThat(m.assumptions()).anySatisfy(a -> assertThat(a).contains("is left open"));
  }

  @Test
  void aPathThatThrowsIsNoNewsWhereAnotherGivesTheModel() {
    String source =
        DL4J
            + "class Net { void run(String kind) { switch (kind) { case \"a\": break; default:"
            + " throw new IllegalArgumentException(kind); } "
            + BUILT
            + " } }";
    FileOutcome.Models o = (FileOutcome.Models) Reading.outcome(source);
    assertThat(o.models()).hasSize(1);
    assertThat(o.notes()).isEmpty();
  }

  @Test
  void layersHeldAsObjectsAreTold() {
    SourceModel m =
        only(
            DL4J
                + "class Net { static void add(ComputationGraphConfiguration.GraphBuilder g,"
                + " String n, Object l, String... in) { if (l instanceof Layer) g.addLayer(n,"
                + " (Layer) l, in); else g.addVertex(n, (GraphVertex) l, in); }"
                + " ComputationGraphConfiguration conf() { ComputationGraphConfiguration"
                + ".GraphBuilder g = new NeuralNetConfiguration.Builder().graphBuilder()"
                + ".addInputs(\"in\"); add(g, \"a\", "
                + LAYER
                + ", \"in\"); add(g, \"b\", "
                + LAYER
                + ", \"in\"); add(g, \"m\", new MergeVertex(), \"a\", \"b\");"
                + " g.setOutputs(\"m\"); return g.build(); } }");
    assertThat(ops(m)).contains("Concat");
    assertThat(m.parametersTotal()).isEqualTo(4);
  }

  @Test
  void gettersGiveWhatWasSet() {
    SourceModel m =
        only(
            DL4J
                + "class Net { ComputationGraphConfiguration conf() { Layer l = new DenseLayer"
                + ".Builder().name(\"last\").nIn(8).nOut(8).build(); return new"
                + " NeuralNetConfiguration.Builder().graphBuilder().addInputs(\"in\")"
                + ".addLayer(l.getLayerName(), l, \"in\").setOutputs(\"last\").build(); } }");
    assertThat(m.parametersByName()).containsKey("last/W");
  }

  @Test
  void defaultsOfSettingsAreTaken() {
    String source =
        DL4J
            + "import java.util.Properties; class Net { Object conf(Properties p) { int n ="
            + " Integer.parseInt(p.getProperty(\"in\", \"512\")); return new"
            + " NeuralNetConfiguration.Builder().list().layer(new DenseLayer.Builder().nIn(n)"
            + ".nOut(8).build()).build(); } }";
    SourceModel m = only(source);
    assertThat(m.parametersResolved()).isEqualTo(2);
    assertThat(m.graph().weights().get("0/W").dims()).containsExactly(512, 8);
    assertThat(m.assumptions()).anySatisfy(a -> assertThat(a).contains("default"));
    FileOutcome given =
        new JavaReader(Map.of("in", 64.0)).readTexts(Map.of("Net.java", source)).get(0);
    SourceModel asked = ((FileOutcome.Models) given).models().get(0);
    assertThat(asked.graph().weights().get("0/W").dims()).containsExactly(64, 8);
  }

  @Test
  void anUnknownLayerLeavesTheOthersKnown() {
    SourceModel m =
        only(
            DL4J
                + "class Net { Object conf() { return new NeuralNetConfiguration.Builder().list()"
                + ".layer("
                + LAYER
                + ").layer(Fancy.layer(8)).layer("
                + LAYER
                + ").build(); } }");
    assertThat(m.parametersTotal()).isEqualTo(4);
    assertThat(ops(m)).contains("UnknownLayer");
  }

  @Test
  void aBlockThatAMethodReturnsIsAModel() {
    SourceModel m =
        only(
            DJL
                + "class Net { BertBlock block() { return BertBlock.builder().nano()"
                + ".setTokenDictionarySize(1000).build(); } }");
    assertThat(m.parametersTotal()).isGreaterThan(50);
  }

  @Test
  void aBlockWithoutAConstructorIsAModel() {
    SourceModel m =
        only(
            DJL
                + "class Score extends AbstractBlock { protected NDList"
                + " forwardInternal(ParameterStore s, NDList in, boolean t, PairList<String,"
                + " Object> p) { NDArray k = in.get(1); return new"
                + " NDList(in.get(0).batchDot(k.swapAxes(1,"
                + " 2)).div(2).softmax(-1).batchDot(in.get(2))); } }");
    assertThat(ops(m)).containsExactly("Transpose", "MatMul", "Div", "Softmax", "MatMul");
    assertThat(m.graph().inputs()).hasSize(3);
  }

  @Test
  void aFunctionAsABlockIsNone() {
    FileOutcome o =
        Reading.outcome(
            DJL + "class Net { Block relu() { return new LambdaBlock(Activation::relu); } }");
    assertThat(o).isInstanceOf(FileOutcome.WithoutModel.class);
  }

  private static String builder(String type, String body) {
    return DL4J + "public class " + type + " { " + body + " }";
  }

  @Test
  void onlyWhatReachesAFileIsRunForIt() {
    String own =
        "static Object conf(int n) { return new NeuralNetConfiguration.Builder().list()"
            + ".layer(new DenseLayer.Builder().nIn(n).nOut(8).build()).build(); }";
    Map<String, String> texts =
        Reading.files(
            "Net.java",
            builder("Net", own),
            "Caller.java",
            builder("Caller", "static Object net() { SameDiff.create(); return Net.conf(5); }"),
            "Other.java",
            builder("Other", "static Object other() {" + BUILT + " return net; }"));
    JavaProject project = new JavaProject(texts, Map.of(), Map.of());
    FileOutcome.Models net = (FileOutcome.Models) project.outcome("Net.java");
    assertThat(net.models()).hasSize(1);
    assertThat(net.models().get(0).graph().weights().get("0/W").dims()).containsExactly(5, 8);
    assertThat(project.models()).as("the other file has not been run").hasSize(1);
    assertThat(project.outcome("Other.java")).isInstanceOf(FileOutcome.Models.class);
    assertThat(project.outcome("Absent.java")).isNull();
  }
}
