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
import dev.initlint.graph.Node;
import dev.initlint.onnx.schema.AttributeProto;
import dev.initlint.onnx.schema.FunctionProto;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.NodeProto;
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
  void anOpenIfKeepsItsBranchesAsGraphs() {
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
    Node open = graph.nodes().get(0);
    assertThat(open.op()).isEqualTo("If");
    Graph then = open.attributes().graph("then_branch");
    assertThat(then.nodes()).extracting(Node::op).containsExactly("Relu", "Mul", "Mul");
    assertThat(then.weights()).containsOnlyKeys("v", "w");
    assertThat(then.weights().get("w")).isSameAs(graph.weights().get("w"));
    assertThat(open.attributes().graph("else_branch").weights()).containsOnlyKeys("b");
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
    Graph then = graph.nodes().get(0).attributes().graph("then_branch");
    Node choice = then.nodes().get(0);
    assertThat(choice.op()).isEqualTo("If");
    Graph inner = choice.attributes().graph("then_branch");
    assertThat(inner.nodes()).extracting(Node::op).containsExactly("Mul", "Elu");
    assertThat(inner.nodes().get(0).input(0)).isEqualTo("x");
    assertThat(inner.nodes().get(1).attributes().real("alpha", 0)).isEqualTo(0.5);
    assertThat(inner.weights()).hasSize(1);
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
