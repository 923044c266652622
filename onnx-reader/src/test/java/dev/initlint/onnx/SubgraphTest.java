package dev.initlint.onnx;

import static dev.initlint.onnx.Models.counting;
import static dev.initlint.onnx.Models.graph;
import static dev.initlint.onnx.Models.integer;
import static dev.initlint.onnx.Models.ints;
import static dev.initlint.onnx.Models.model;
import static dev.initlint.onnx.Models.node;
import static dev.initlint.onnx.Models.opset;
import static dev.initlint.onnx.Models.real;
import static dev.initlint.onnx.Models.unreadable;
import static dev.initlint.onnx.Models.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.GraphVerifier;
import dev.initlint.graph.Node;
import dev.initlint.onnx.schema.AttributeProto;
import dev.initlint.onnx.schema.FunctionProto;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.NodeProto;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubgraphTest {
  private static GraphProto.Builder branch(String op) {
    return GraphProto.newBuilder()
        .addInitializer(counting("b", 2))
        .addNode(node("t = " + op + "(x)"))
        .addNode(node("out = Add(t, b)"))
        .addOutput(value("out", 2));
  }

  @Test
  void anIfThatIsDecidedByAConstantIsReplacedByItsBranch() {
    for (int condition : new int[] {0, 1}) {
      Graph graph =
          graph(
              GraphProto.newBuilder()
                  .addInput(value("x", 2))
                  .addInitializer(Models.raw("c", ElementType.BOOL, new int[] {condition}))
                  .addNode(node("t = Abs(x)"))
                  .addNode(
                      node(
                          "y = If(c)",
                          Models.graph("then_branch", branch("Relu")),
                          Models.graph("else_branch", branch("Tanh"))))
                  .addNode(node("z = Add(t, y)"))
                  .addOutput(value("z", 2)));
      assertThat(graph.nodes())
          .extracting(n -> n.op() + n.inputs() + n.outputs())
          .containsExactly(
              "Abs[x][t]",
              (condition == 1 ? "Relu" : "Tanh") + "[x][t#2]",
              "Add[t#2, b][y]",
              "Add[t, y][z]");
      assertThat(graph.weights()).containsKey("b");
    }
  }

  /** {@code x.squeeze(-1)} of torch.jit: squeeze if the last extent is 1. */
  @Test
  void anIfThatIsDecidedByADeclaredShapeIsReplaced() {
    GraphProto.Builder squeeze =
        GraphProto.newBuilder()
            .addNode(node("s = Squeeze(x)", ints("axes", -1)))
            .addOutput(value("s"));
    GraphProto.Builder keep =
        GraphProto.newBuilder().addNode(node("k = Identity(x)")).addOutput(value("k"));
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", "n", 4))
                .addInitializer(Models.longs("one", new long[] {1}))
                .addInitializer(Models.longs("last", new long[] {-1}))
                .addNode(node("shape = Shape(x)"))
                .addNode(node("d = Gather(shape, last)", integer("axis", 0)))
                .addNode(node("c = Equal(d, one)"))
                .addNode(
                    node(
                        "y = If(c)",
                        Models.graph("then_branch", squeeze),
                        Models.graph("else_branch", keep)))
                .addOutput(value("y")));
    assertThat(graph.nodes())
        .extracting(Node::op)
        .containsExactly("Shape", "Gather", "Equal", "Identity");
    assertThat(graph.nodes().get(3).outputs()).containsExactly("y");
  }

  /** What torch.onnx.dynamo_export of 2.0 to 2.4 leaves: decided branches within each other. */
  @Test
  void decidedIfsWithinEachOtherAllDisappear() {
    GraphProto.Builder body =
        GraphProto.newBuilder().addNode(node("r0 = Relu(x)")).addOutput(value("r0"));
    for (int i = 1; i <= 5; i++) {
      body =
          GraphProto.newBuilder()
              .addNode(node("c" + i + " = Not(no)"))
              .addNode(
                  node(
                      "r" + i + " = If(c" + i + ")",
                      Models.graph("then_branch", body),
                      Models.graph("else_branch", branch("Tanh"))))
              .addOutput(value("r" + i));
    }
    Graph graph =
        graph(
            body.addInput(value("x", 2))
                .addInitializer(Models.raw("no", ElementType.BOOL, new int[] {0})));
    assertThat(graph.nodes())
        .extracting(Node::op)
        .containsExactly("Not", "Not", "Not", "Not", "Not", "Relu");
    assertThat(graph.nodes().get(5).outputs()).containsExactly("r5");
  }

  /** com.microsoft.BeamSearch keeps a whole model in an attribute. */
  @Test
  void weightsInsideAGraphAttributeAreReadThere() {
    GraphProto.Builder decoder =
        GraphProto.newBuilder()
            .addInput(value("ids", 2))
            .addInitializer(counting("wte", 4, 2))
            .addNode(node("e = Gather(wte, ids)"))
            .addOutput(value("e"));
    NodeProto.Builder search =
        node("y = BeamSearch(x)", Models.graph("decoder", decoder)).setDomain("com.microsoft");
    Graph graph = graph(GraphProto.newBuilder().addInput(value("x", 2)).addNode(search));
    Graph inner = graph.nodes().get(0).attributes().graph("decoder");
    assertThat(inner.weights().get("wte").data().toDoubles(8)).hasSize(8);
    assertThat(inner.inputs()).hasSize(1);
  }

  @Test
  void anOpenIfStandsBehindTheNodesOfBothItsBranches() {
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addInput(value("c"))
                .addInitializer(counting("w", 2))
                .addNode(
                    node(
                        "y = If(c)",
                        Models.graph(
                            "then_branch",
                            GraphProto.newBuilder()
                                .addNode(node("r = Mul(a, w)"))
                                .addNode(node("a = Relu(x)"))
                                .addNode(node("v = Constant()", real("value_float", 2)))
                                .addNode(node("r2 = Mul(r, v)"))
                                .addOutput(value("r2", 2))),
                        Models.graph("else_branch", branch("Tanh"))))
                .addOutput(value("y", 2)));
    assertThat(graph.nodes())
        .extracting(n -> n.op() + n.inputs() + n.outputs())
        .containsExactly(
            "Relu[x][a]",
            "Mul[a, w][r]",
            "Mul[r, v][y/then]",
            "Tanh[x][t]",
            "Add[t, b][y/else]",
            "If[c, y/then, y/else][y]");
    assertThat(graph.weights()).containsOnlyKeys("w", "v", "b");
  }

  @Test
  void aBranchMayHideNamesOfTheGraphAroundItAndOfTheOtherBranch() {
    GraphProto.Builder inner =
        GraphProto.newBuilder()
            .addInitializer(counting("w", 3))
            .addNode(node("t = Mul(a, w)"))
            .addOutput(value("t", 3));
    GraphProto.Builder middle =
        GraphProto.newBuilder()
            .addInitializer(counting("w", 4))
            .addNode(node("a = Add(x, w)"))
            .addNode(
                node(
                    "u = If(c)",
                    Models.graph("then_branch", inner),
                    Models.graph("else_branch", inner)))
            .addOutput(value("u", 2));
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addInput(value("c"))
                .addInitializer(counting("w", 2))
                .addNode(node("t = Add(x, w)"))
                .addNode(
                    node(
                        "y = If(c)",
                        Models.graph("then_branch", middle),
                        Models.graph("else_branch", middle)))
                .addNode(node("z = Add(t, y)"))
                .addOutput(value("z", 2)));
    assertThat(GraphVerifier.verify(graph)).isEmpty();
    assertThat(reads(graph, "t")).containsExactly(2L);
    assertThat(reads(graph, "a")).containsExactly(4L);
    assertThat(reads(graph, "y/then/then")).containsExactly(3L);
    assertThat(graph.weights()).hasSize(7);
  }

  @Test
  void theBodyOfALoopMayHideAWeightAndReadAnother() {
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addInput(value("n"))
                .addInput(value("c"))
                .addInitializer(counting("w", 2))
                .addInitializer(counting("k", 2))
                .addNode(
                    node(
                        "y = Loop(n, c, x)",
                        Models.graph(
                            "body",
                            GraphProto.newBuilder()
                                .addInput(value("i"))
                                .addInput(value("go"))
                                .addInput(value("x", 2))
                                .addInitializer(counting("w", 5))
                                .addNode(node("s = Mul(x, w)"))
                                .addNode(node("r = Mul(s, k)"))
                                .addNode(node("on = Identity(go)"))
                                .addOutput(value("on"))
                                .addOutput(value("r", 2)))))
                .addNode(node("z = Mul(y, w)"))
                .addOutput(value("z", 2)));
    assertThat(GraphVerifier.verify(graph)).isEmpty();
    Graph body = graph.nodes().get(0).attributes().graph("body");
    assertThat(body.weights().get("w").count()).isEqualTo(5);
    assertThat(body.weights().get("k")).isSameAs(graph.weights().get("k"));
    assertThat(graph.weights().get("w").count()).isEqualTo(2);
  }

  /** Number of elements of the weights that the node which defines a value reads. */
  private static List<Long> reads(Graph graph, String value) {
    return graph.nodes().stream()
        .filter(n -> n.outputs().contains(value))
        .flatMap(n -> n.inputs().stream())
        .filter(graph.weights()::containsKey)
        .map(w -> graph.weights().get(w).count())
        .toList();
  }

  @Test
  void aNodeThatOnlyItsSubgraphNeedsIsSortedBeforeIt() {
    GraphProto.Builder body =
        GraphProto.newBuilder()
            .addInput(value("i"))
            .addInput(value("go"))
            .addInput(value("s"))
            .addNode(node("s2 = Add(s, late)"))
            .addOutput(value("go"))
            .addOutput(value("s2"));
    Graph graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addInput(value("n"))
                .addNode(node("y = Loop(n, _, x)", Models.graph("body", body)))
                .addNode(node("late = Relu(x)"))
                .addOutput(value("y")));
    assertThat(graph.nodes()).extracting(Node::op).containsExactly("Relu", "Loop");
  }

  private static FunctionProto.Builder function(String name) {
    return FunctionProto.newBuilder()
        .setName(name)
        .setDomain("local")
        .addOpsetImport(opset("", 18))
        .addOpsetImport(opset("local", 1));
  }

  private static NodeProto.Builder call(String text, AttributeProto... attributes) {
    return node(text, attributes).setDomain("local");
  }

  private static AttributeProto reference(String name, String of) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setRefAttrName(of)
        .build();
  }

  @Test
  void functionsAreReplacedByTheirBodies() {
    FunctionProto.Builder inner =
        function("Inner")
            .addInput("a")
            .addOutput("b")
            .addAttribute("slope")
            .addNode(node("t = LeakyRelu(a)", reference("alpha", "slope")).setName("act"))
            .addNode(node("b = Neg(t)"));
    FunctionProto.Builder twice =
        function("Twice")
            .addInput("a")
            .addInput("unused")
            .addOutput("b")
            .addOutput("same")
            .addAttributeProto(real("slope", 0.5f))
            .addNode(call("t = Inner(a)", reference("slope", "slope")))
            .addNode(call("b = Inner(t)", real("slope", 0.25f)))
            .addNode(node("same = Identity(a)"));
    Graph graph =
        graph(
            model(
                    GraphProto.newBuilder()
                        .addInput(value("x", 2))
                        .addNode(call("y = Twice(x)").setName("/block"))
                        .addNode(call("z, u = Twice(y)", real("slope", 0.125f)))
                        .addOutput(value("z", 2)))
                .addFunctions(twice)
                .addFunctions(inner));
    assertThat(graph.nodes())
        .extracting(Node::op)
        .containsExactly(
            "LeakyRelu",
            "Neg",
            "LeakyRelu",
            "Neg",
            "Identity",
            "LeakyRelu",
            "Neg",
            "LeakyRelu",
            "Neg",
            "Identity");
    assertThat(graph.nodes())
        .filteredOn(n -> n.op().equals("LeakyRelu"))
        .extracting(n -> n.attributes().real("alpha", 0))
        .containsExactly(0.5, 0.25, 0.125, 0.25);
    assertThat(graph.nodes()).extracting(Node::opset).containsOnly(18);
    assertThat(graph.nodes().get(3).outputs()).containsExactly("y");
    assertThat(graph.nodes().get(0).name()).startsWith("/block/");
    assertThat(graph.nodes()).extracting(Node::output).doesNotHaveDuplicates();
  }

  @Test
  void functionsInsideSubgraphsAndSubgraphsInsideFunctionsAreFollowed() {
    GraphProto.Builder body =
        GraphProto.newBuilder()
            .addNode(node("k = Constant()", real("value_float", 3)))
            .addNode(node("r = Mul(a, k)"))
            .addNode(node("e = Elu(r)", reference("alpha", "strength")))
            .addOutput(value("e"));
    FunctionProto.Builder choose =
        function("Choose")
            .addInput("a")
            .addInput("c")
            .addOutput("b")
            .addNode(
                node(
                    "b = If(c)",
                    Models.graph("then_branch", body),
                    Models.graph("else_branch", body)));
    GraphProto.Builder outer =
        GraphProto.newBuilder()
            .addNode(call("q = Choose(x, c)", real("strength", 0.5f)))
            .addOutput(value("q"));
    Graph graph =
        graph(
            model(
                    GraphProto.newBuilder()
                        .addInput(value("x", 2))
                        .addInput(value("c"))
                        .addNode(
                            node(
                                "y = If(c)",
                                Models.graph("then_branch", outer),
                                Models.graph("else_branch", outer)))
                        .addOutput(value("y")))
                .addFunctions(choose));
    List<Node> elus = graph.nodes().stream().filter(n -> n.op().equals("Elu")).toList();
    assertThat(elus).hasSize(4);
    assertThat(elus).extracting(n -> n.attributes().real("alpha", 0)).containsOnly(0.5);
    assertThat(graph.nodes())
        .filteredOn(n -> n.op().equals("Mul"))
        .extracting(n -> n.input(0))
        .containsOnly("x");
    assertThat(graph.nodes()).filteredOn(n -> n.op().equals("If")).hasSize(3);
    assertThat(graph.weights()).hasSize(4);
  }

  @Test
  void aFunctionThatCallsItselfThroughASubgraphIsUnreadable() {
    GraphProto.Builder body =
        GraphProto.newBuilder().addNode(call("b = Loopy(a)")).addOutput(value("b"));
    FunctionProto.Builder loopy =
        function("Loopy")
            .addInput("a")
            .addOutput("r")
            .addNode(node("r = If(a)", Models.graph("then_branch", body)));
    assertThat(
            unreadable(model(GraphProto.newBuilder().addInput(value("x"))).addFunctions(loopy))
                .reason())
        .contains("function 'Loopy' calls itself");
  }

  @Test
  void functionsThatDoubleAtEachLevelAreStopped() {
    var model = model(GraphProto.newBuilder().addInput(value("x")).addNode(call("y = F0(x)")));
    for (int i = 0; i < 40; i++) {
      model.addFunctions(
          function("F" + i)
              .addInput("a")
              .addOutput("c")
              .addNode(call("b = F" + (i + 1) + "(a)"))
              .addNode(call("c = F" + (i + 1) + "(b)")));
    }
    model.addFunctions(function("F40").addInput("a").addOutput("a"));
    Limits few = new Limits(1 << 28, 10_000, 48, 64, 16);
    assertThat(unreadable(model, few).reason()).contains("functions expand to more than 10000");
  }
}
