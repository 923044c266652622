package dev.initlint.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import org.junit.jupiter.api.Test;

class ControlFlowTest {

  private static final Graph SAME = new GraphCase().node("Relu", "x", "t").output("t").build();
  private static final Graph TRANSPOSED =
      new GraphCase().node("Transpose", "x", "t").output("t").build();

  private static GraphCase branches(Graph yes, Graph no) {
    return new GraphCase()
        .input("x", Dim.of(2), Dim.of(3))
        .input("c", ElementType.BOOL)
        .weight("no", Array.scalar(ElementType.BOOL, 0))
        .node("If", "c", "y", "then_branch", yes, "else_branch", no)
        .node("If", "no", "z", "then_branch", yes, "else_branch", no);
  }

  @Test
  void branchesThatAgree() {
    assertThat(branches(SAME, SAME).infer().dims("y")).containsExactly(2, 3);
  }

  @Test
  void branchesThatDisagree() {
    ShapeTable t = branches(SAME, TRANSPOSED).infer();
    assertThat(t.reason("y"))
        .isEqualTo(
            "the branches of If yield FLOAT[2, 3] and FLOAT[3, 2] and its condition is"
                + " computed");
    assertThat(t.dims("z")).containsExactly(3, 2);
  }

  @Test
  void loopsThatKeepExtents() {
    Graph body =
        new GraphCase()
            .input("i", ElementType.INT64)
            .input("go", ElementType.BOOL)
            .shapeless("h")
            .node("Identity", "go", "again")
            .node("Tanh", "h", "h1")
            .node("Identity", "h1", "emit")
            .output("again")
            .output("h1")
            .output("emit")
            .build();
    ShapeTable t =
        new GraphCase()
            .input("x", Dim.of(2), Dim.of(3))
            .weight("times", Array.scalar(ElementType.INT64, 5))
            .weight("go0", Array.scalar(ElementType.BOOL, 1))
            .input("run", ElementType.INT64)
            .node("Loop", "times go0 x", "y all", "body", body)
            .node("Loop", "run go0 x", "y2 all2", "body", body)
            .infer();
    assertThat(t.dims("y")).containsExactly(2, 3);
    assertThat(t.dims("all")).containsExactly(5, 2, 3);
    assertThat(t.dims("y2")).containsExactly(2, 3);
    assertThat(t.reason("all2")).contains("number of times");
    assertThat(t.constant("y")).isNull();
  }

  @Test
  void loopsThatGrow() {
    Graph body =
        new GraphCase()
            .input("i", ElementType.INT64)
            .input("go", ElementType.BOOL)
            .shapeless("h")
            .node("Concat", "h h", "h1", "axis", 0L)
            .output("go")
            .output("h1")
            .build();
    ShapeTable t =
        new GraphCase()
            .input("x", Dim.of(2), Dim.of(3))
            .weight("times", Array.scalar(ElementType.INT64, 5))
            .node("Loop", "times _ x", "y", "body", body)
            .infer();
    assertThat(t.reason("y")).isEqualTo("a loop changes the extents of what it carries");
  }

  @Test
  void scans() {
    Graph body =
        new GraphCase()
            .shapeless("h")
            .shapeless("x")
            .node("Add", "h x", "h1")
            .node("Relu", "h1", "e")
            .output("h1")
            .output("e")
            .build();
    ShapeTable t =
        new GraphCase()
            .input("h0", Dim.of(3))
            .input("xs", Dim.of(7), Dim.of(3))
            .node("Scan", "h0 xs", "h es", "body", body, "num_scan_inputs", 1L)
            .infer();
    assertThat(t.dims("h")).containsExactly(3);
    assertThat(t.dims("es")).containsExactly(7, 3);
  }

  @Test
  void visitsAreBounded() {
    Graph inner = SAME;
    for (int i = 0; i < 30; i++) {
      String name = "t" + i;
      inner =
          new GraphCase()
              .node("If", "c", name, "then_branch", inner, "else_branch", inner)
              .output(name)
              .build();
    }
    assertThat(branches(inner, inner).infer().reason("y")).contains("too many to follow");
  }

  @Test
  void nestingIsBounded() {
    Graph inner = SAME;
    for (int i = 0; i < 100; i++) {
      String name = "t" + i;
      inner =
          new GraphCase()
              .node("If", "no", name, "then_branch", inner, "else_branch", inner)
              .output(name)
              .build();
    }
    assertThat(branches(inner, inner).infer().reason("y")).contains("nested too deeply");
  }
}
