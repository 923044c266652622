package dev.initlint.op;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Node;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Signal;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node taken apart: operators that stand for several simpler ones are modelled by applying the
 * rules of those one after another.
 */
final class Steps {
  private final Site site;
  private final Map<Belief, String> names = new IdentityHashMap<>();
  private final Map<String, Expr> formulas = new HashMap<>();

  Steps(Site site) {
    this.site = site;
    for (int i = 0; i < site.inputs().size(); i++) {
      if (site.input(i) != null) {
        names.put(site.input(i), site.node().input(i));
      }
    }
  }

  /** Applies one operator. */
  Belief apply(String op, Belief... inputs) {
    return apply(op, Map.of(), null, inputs);
  }

  /**
   * Applies one operator.
   *
   * @param dims extents of its output; null where the operator does not ask for them
   */
  Belief apply(String op, Map<String, Object> attributes, long[] dims, Belief... inputs) {
    String output = site.node().name() + "/" + op.toLowerCase() + formulas.size();
    List<String> in = new ArrayList<>();
    List<long[]> inDims = new ArrayList<>();
    for (Belief b : inputs) {
      in.add(names.getOrDefault(b, b == null ? "" : output + " constant " + in.size()));
      inDims.add(null);
    }
    Node node =
        new Node(
            op,
            "",
            site.node().opset(),
            output,
            in,
            List.of(output),
            new Attributes(attributes),
            site.node().origin());
    List<long[]> shapes = new ArrayList<>();
    shapes.add(dims);
    Site step = new Site(node, Arrays.asList(inputs), inDims, shapes, site.dims());
    Belief result = Operators.named("", op).forward(step).get(0);
    if (result instanceof Belief.Unknown u) {
      throw new NotModelled(u.reason());
    }
    name(result, output);
    return result;
  }

  /** Gives a belief a name, so that formulas over it are written out in the end. */
  void name(Belief b, String name) {
    names.put(b, name);
    if (b instanceof Belief.Known k) {
      formulas.put("q[" + name + "]", k.signal().formula().replace(formulas));
    }
  }

  /** A number. */
  static Belief number(double value) {
    return new Belief.Fixed(Array.scalar(ElementType.FLOAT, value));
  }

  /** A list of integers, as shapes are. */
  static Belief integers(long... values) {
    return new Belief.Fixed(Array.vector(values));
  }

  /** The belief with a formula over the inputs of the whole node. */
  Belief result(Belief b) {
    if (!(b instanceof Belief.Known k)) {
      return b;
    }
    Signal s = k.signal();
    Expr whole = formulas.getOrDefault("q[" + names.get(b) + "]", s.formula());
    return new Belief.Known(
        s.seenAs(s.axes()).formula(whole).step(s.step()).scale(s.scale()).build());
  }
}
