package dev.initlint.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.shape.Array;
import dev.initlint.shape.GraphCase;
import org.junit.jupiter.api.Test;

class GraphVerifierTest {

  private static GraphCase sound() {
    return new GraphCase()
        .input("x", Dim.of(2))
        .weight("w", Array.vector(1, 2))
        .node("Add", "x w", "a")
        .node("Dropout", "a", "b _")
        .output("b");
  }

  @Test
  void soundGraphsPass() {
    assertThat(GraphVerifier.verify(sound().build())).isEmpty();
  }

  @Test
  void undefinedInput() {
    assertThat(GraphVerifier.verify(sound().node("Relu", "nowhere", "c").build()))
        .hasValue(
            "Node n2 reads nowhere, which nothing defines; export the model again with all of its"
                + " values.");
  }

  @Test
  void lateDefinition() {
    assertThat(
            GraphVerifier.verify(
                new GraphCase().input("x").node("Add", "x b", "a").node("Relu", "a", "b").build()))
        .hasValueSatisfying(s -> assertThat(s).contains("node n1 defines only later"));
    assertThat(GraphVerifier.verify(new GraphCase().node("Relu", "a", "a").build()))
        .hasValueSatisfying(s -> assertThat(s).contains("its own output"));
  }

  @Test
  void doubleDefinition() {
    assertThat(GraphVerifier.verify(sound().node("Relu", "x", "a").build()))
        .hasValue(
            "The value a is defined a second time as an output of node n2; give each value a name"
                + " of its own.");
    assertThat(GraphVerifier.verify(sound().weight("x", Array.vector(1)).build()))
        .hasValueSatisfying(s -> assertThat(s).contains("x is defined a second time as a weight"));
  }

  @Test
  void missingOutputs() {
    assertThat(GraphVerifier.verify(sound().output("z").build()))
        .hasValueSatisfying(s -> assertThat(s).contains("graph's output z"));
    assertThat(GraphVerifier.verify(sound().node("Relu", "x", "").build()))
        .hasValueSatisfying(s -> assertThat(s).contains("has no output"));
  }

  @Test
  void subgraphsSeeOuterValuesOnly() {
    Graph yes = new GraphCase().node("Relu", "x", "t").output("t").build();
    Graph no = new GraphCase().node("Relu", "later", "e").output("e").build();
    GraphCase g = new GraphCase().input("x", Dim.of(2)).input("c");
    assertThat(
            GraphVerifier.verify(
                g.node("If", "c", "y", "then_branch", yes, "else_branch", yes).build()))
        .isEmpty();
    assertThat(
            GraphVerifier.verify(
                g.node("If", "c", "z", "then_branch", yes, "else_branch", no).build()))
        .hasValueSatisfying(s -> assertThat(s).contains("reads later"));
  }

  @Test
  void nestingIsBounded() {
    Graph inner = new GraphCase().node("Relu", "x", "t").output("t").build();
    for (int i = 0; i < 100; i++) {
      inner =
          new GraphCase().node("If", "x", "t" + i, "then_branch", inner).output("t" + i).build();
    }
    Graph outer = new GraphCase().input("x").node("If", "x", "y", "then_branch", inner).build();
    assertThat(GraphVerifier.verify(outer))
        .hasValueSatisfying(s -> assertThat(s).contains("nested more than 64 deep"));
  }
}
