package dev.initlint.shape;

import dev.initlint.graph.ElementType;
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

  /**
   * One entry per output.
   *
   * @throws IllegalArgumentException with a sentence where the node cannot be followed
   */
  List<Inferred> infer(Node node) {
    if (depth >= MAX_DEPTH) {
      throw new IllegalArgumentException("subgraphs are nested too deeply to follow");
    }
    Operands o = Shapes.operands(node, scope);
    return switch (node.op()) {
      case "If" ->
          node.attributes().graph("then_branch") == null
              ? chosen(o, node.outputs().size())
              : choice(o, body(node, "then_branch"), body(node, "else_branch"));
      case "Loop" -> loop(o, body(node, "body"));
      default -> scan(o, body(node, "body"));
    };
  }

  private static Graph body(Node node, String attribute) {
    Graph body = node.attributes().graph(attribute);
    if (body == null) {
      throw new IllegalArgumentException(node.op() + " lacks its " + attribute);
    }
    return body;
  }

  /** The branch a constant condition takes; otherwise what both branches agree on. */
  private List<Inferred> choice(Operands o, Graph yes, Graph no) {
    if (o.isConstant(0) && o.constant(0).size() == 1) {
      return run(o.constant(0).at(0) != 0 ? yes : no, List.of());
    }
    List<Inferred> first = run(yes, List.of());
    List<Inferred> second = run(no, List.of());
    List<Inferred> out = new ArrayList<>();
    for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
      out.add(agreed(first.get(i), second.get(i)));
    }
    return out;
  }

  /** The results, which are inputs, of the branch that is taken; else what both agree on. */
  private static List<Inferred> chosen(Operands o, int outputs) {
    if (o.size() != 1 + 2 * outputs) {
      throw new IllegalArgumentException("If lacks its branches");
    }
    List<Inferred> out = new ArrayList<>();
    boolean decided = o.isConstant(0) && o.constant(0).size() == 1;
    int taken = decided && o.constant(0).at(0) == 0 ? outputs : 0;
    for (int i = 1; i <= outputs; i++) {
      if (decided && o.has(taken + i)) {
        out.add(o.known(taken + i));
        continue;
      }
      boolean read = o.has(i) && o.has(outputs + i);
      out.add(
          read
              ? agreed(o.known(i), o.known(outputs + i))
              : Inferred.Unknown.because("nobody reads it"));
    }
    return out;
  }

  /** What is known of the outputs of a subgraph, given what is known of its inputs. */
  private List<Inferred> run(Graph body, List<Inferred> inputs) {
    if (inputs.size() != body.inputs().size()) {
      throw new IllegalArgumentException(
          "a subgraph takes " + body.inputs().size() + " inputs and is given " + inputs.size());
    }
    Scope inner = new Scope(scope);
    for (int i = 0; i < inputs.size(); i++) {
      inner.define(body.inputs().get(i).name(), inputs.get(i));
    }
    shapes.run(body, inner, depth + 1);
    return body.outputs().stream().map(Value::name).map(inner::find).toList();
  }

  private static Inferred agreed(Inferred a, Inferred b) {
    if (!(a instanceof Inferred.Known x)) {
      return a;
    }
    if (!(b instanceof Inferred.Known y)) {
      return b;
    }
    return alike(x, y)
        ? variable(x)
        : Inferred.Unknown.because(
            "the branches of If yield " + x + " and " + y + " and its condition is computed");
  }

  private static boolean alike(Inferred.Known x, Inferred.Known y) {
    return x.type() == y.type() && Arrays.equals(x.dims(), y.dims());
  }

  /** The same extents without the elements, which change from one iteration to the next. */
  private static Inferred variable(Inferred i) {
    return i instanceof Inferred.Known k ? Inferred.Known.of(k.type(), k.dims()) : i;
  }

  /**
   * Carried values whose extents the body keeps have them after any number of iterations. What the
   * body emits is stacked as often as it runs, which is known for a constant count without a
   * condition.
   */
  private List<Inferred> loop(Operands o, Graph body) {
    boolean endless = !o.has(1) || o.isConstant(1) && o.scalar(1) != 0;
    Inferred going =
        endless
            ? Inferred.Known.of(Array.scalar(ElementType.BOOL, 1))
            : Inferred.Known.of(ElementType.BOOL);
    List<Inferred> inputs = new ArrayList<>();
    inputs.add(Inferred.Known.of(ElementType.INT64));
    inputs.add(going);
    List<Inferred> carried = new ArrayList<>();
    for (int i = 2; i < o.size(); i++) {
      carried.add(variable(o.known(i)));
    }
    inputs.addAll(carried);
    List<Inferred> outputs = run(body, inputs);
    List<Inferred> result = kept(carried, outputs, 1);
    Inferred again = outputs.get(0);
    boolean counted =
        endless
            && o.isConstant(0)
            && again instanceof Inferred.Known k
            && k.constant() != null
            && k.constant().size() == 1
            && k.constant().at(0) != 0;
    for (int i = 1 + carried.size(); i < outputs.size(); i++) {
      result.add(
          counted
              ? stacked(outputs.get(i), 0, (long) Math.max(0, o.scalar(0)))
              : Inferred.Unknown.because("Loop runs a number of times that is computed"));
    }
    return result;
  }

  /** The carried values; all or none of them, as each may depend on each. */
  private static List<Inferred> kept(List<Inferred> before, List<Inferred> after, int from) {
    for (int i = 0; i < before.size(); i++) {
      Inferred next = after.get(from + i);
      if (next instanceof Inferred.Unknown u) {
        throw new IllegalArgumentException("a loop's body is not followed: " + u.root());
      }
      if (!alike((Inferred.Known) before.get(i), (Inferred.Known) next)) {
        throw new IllegalArgumentException("a loop changes the extents of what it carries");
      }
    }
    return new ArrayList<>(before);
  }

  private static Inferred stacked(Inferred each, int axis, long times) {
    if (!(each instanceof Inferred.Known k)) {
      return each;
    }
    int at = Extents.axis(axis, k.rank() + 1);
    long[] dims = k.dims();
    return Inferred.Known.of(
        k.type(),
        Extents.concat(
            Arrays.copyOf(dims, at),
            new long[] {times},
            Arrays.copyOfRange(dims, at, dims.length)));
  }

  /** Scan of opset 9 and later: the extent of what is scanned is the number of iterations. */
  private List<Inferred> scan(Operands o, Graph body) {
    long scanned = o.attributes().integer("num_scan_inputs", 0);
    int carriedCount = (int) (o.size() - scanned);
    if (o.opset() < 9 || scanned < 1 || carriedCount < 0) {
      throw new IllegalArgumentException("Scan in this form is not followed");
    }
    long[] inAxes = o.perAxis("scan_input_axes", (int) scanned, 0);
    List<Inferred> inputs = new ArrayList<>();
    for (int i = 0; i < carriedCount; i++) {
      inputs.add(variable(o.known(i)));
    }
    List<Inferred> carried = List.copyOf(inputs);
    long times = -1;
    for (int i = 0; i < scanned; i++) {
      Inferred.Known whole = o.known(carriedCount + i);
      long[] dims = whole.dims();
      int axis = Extents.axis(inAxes[i], dims.length);
      times = dims[axis];
      boolean[] dropped = Extents.marked(new long[] {axis}, dims.length);
      inputs.add(Inferred.Known.of(whole.type(), Extents.without(dims, dropped)));
    }
    List<Inferred> outputs = run(body, inputs);
    List<Inferred> result = kept(carried, outputs, 0);
    long[] outAxes = o.perAxis("scan_output_axes", outputs.size() - carriedCount, 0);
    for (int i = carriedCount; i < outputs.size(); i++) {
      result.add(stacked(outputs.get(i), (int) outAxes[i - carriedCount], times));
    }
    return result;
  }
}
