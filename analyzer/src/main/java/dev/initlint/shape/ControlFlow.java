package dev.initlint.shape;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** If, Loop and Scan: extents that hold whichever way the control flow goes. */
final class ControlFlow {
  private static final int MAX_DEPTH = 32;

  private final Shapes shapes;
  private final Scope scope;
  private final int depth;

  ControlFlow(Shapes shapes, Scope scope, int depth) {
    this.shapes = shapes;
    this.scope = scope;
    this.depth = depth;
  }

  static boolean handles(Node node) {
    return node.domain().isEmpty()
        && (node.op().equals("If") || node.op().equals("Loop") || node.op().equals("Scan"));
  }

  List<Inferred> infer(Node node) {
    if (depth >= MAX_DEPTH) {
      return unknown(node, "subgraphs are nested too deeply to follow");
    }
    if (node.op().equals("If")) {
      return choice(node);
    }
    return unknown(
        node,
        "operator " + node.op() + " repeats its body a number of times that " + "is not followed");
  }

  private static List<Inferred> unknown(Node node, String reason) {
    return Shapes.all(node, Inferred.Unknown.because(reason));
  }

  /** The branch a constant condition takes; otherwise what both branches agree on. */
  private List<Inferred> choice(Node node) {
    Operands o = Shapes.operands(node, scope);
    Graph yes = node.attributes().graph("then_branch");
    Graph no = node.attributes().graph("else_branch");
    if (yes == null || no == null) {
      return unknown(node, "If lacks a branch");
    }
    if (o.isConstant(0) && o.constant(0).size() == 1) {
      return branch(o.constant(0).at(0) != 0 ? yes : no);
    }
    List<Inferred> first = branch(yes);
    List<Inferred> second = branch(no);
    List<Inferred> out = new ArrayList<>();
    for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
      out.add(agreed(first.get(i), second.get(i)));
    }
    return out;
  }

  private List<Inferred> branch(Graph graph) {
    Scope inner = new Scope(scope);
    shapes.run(graph, inner, depth + 1);
    return graph.outputs().stream().map(Value::name).map(inner::find).toList();
  }

  private static Inferred agreed(Inferred a, Inferred b) {
    if (!(a instanceof Inferred.Known x)) {
      return a;
    }
    if (!(b instanceof Inferred.Known y)) {
      return b;
    }
    return Arrays.equals(x.dims(), y.dims()) && x.type() == y.type()
        ? Inferred.Known.of(x.type(), x.dims())
        : Inferred.Unknown.because(
            "the branches of If yield " + x + " and " + y + " and its condition is computed");
  }
}
