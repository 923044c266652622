package dev.initlint.propagate;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Value;
import dev.initlint.shape.Array;
import dev.initlint.shape.ShapeTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Values that depend on the data and are taken for constants: masks hide nothing unless the user
 * says otherwise, and no token is the padding token (of a vocabulary of V uniform tokens one in V
 * is).
 *
 * @param constants by value, the number that all of its entries are taken to be
 * @param remarks what was assumed, one sentence each
 */
record Premises(Map<String, Double> constants, List<String> remarks) {

  static Premises of(Graph graph, ShapeTable shapes, Assumptions given) {
    Map<String, Double> constants = new LinkedHashMap<>();
    List<String> remarks = new ArrayList<>();
    Set<String> tokens = new HashSet<>();
    for (Value input : graph.inputs()) {
      InputLaw law = given.inputs().get(input.name());
      if (law instanceof InputLaw.Constant c) {
        constants.put(input.name(), c.value());
      } else if (law == null && isMask(graph, input)) {
        double shown = new Polarity(graph, shapes).shown(input);
        constants.put(input.name(), shown);
        remarks.add(
            "input "
                + input.name()
                + " is taken for a mask that hides nothing (all "
                + (shown == 0 ? "0" : "1")
                + "; another: --input "
                + input.name()
                + "=constant(VALUE))");
      } else if (!input.type().isReal()) {
        tokens.add(input.name());
      }
    }
    comparisons(graph, tokens, constants);
    return new Premises(constants, remarks);
  }

  /** By its name; or integers that are compared or computed with and index no table. */
  private static boolean isMask(Graph graph, Value input) {
    boolean named = input.name().toLowerCase(Locale.ROOT).contains("mask");
    if (input.type().isReal()) {
      return named && input.shape() != null && input.shape().size() != 1;
    }
    if (named || input.type() == dev.initlint.graph.ElementType.BOOL) {
      return true;
    }
    Set<String> carried = new HashSet<>(Set.of(input.name()));
    boolean gates = false;
    for (Node node : graph.nodes()) {
      if (node.inputs().stream().noneMatch(carried::contains)) {
        continue;
      }
      boolean moves =
          OpKind.isOneOf(OpKind.REARRANGES, node.op()) && carried.contains(node.input(0));
      boolean computes = Set.of("Sub", "Mul", "Add", "Not", "And").contains(node.op());
      if (moves || computes) {
        carried.addAll(node.outputs());
        gates |= computes;
      } else if (!node.op().equals("Shape") && !node.op().equals("Where")) {
        return false;
      } else {
        gates |= node.op().equals("Where");
      }
    }
    return gates;
  }

  /** Comparisons of tokens with a constant: for equality, no; for order, tokens are the larger. */
  private static void comparisons(Graph graph, Set<String> inputs, Map<String, Double> constants) {
    Set<String> tokens = new HashSet<>(inputs);
    Set<String> others = new HashSet<>(inputs);
    for (Node node : graph.nodes()) {
      boolean first = tokens.contains(node.input(0));
      boolean second = node.inputs().size() > 1 && tokens.contains(node.input(1));
      boolean moves =
          OpKind.isOneOf(OpKind.REARRANGES, node.op()) && (first || node.op().equals("Concat"));
      boolean any = node.inputs().stream().anyMatch(others::contains);
      if (moves && node.inputs().stream().anyMatch(tokens::contains)) {
        tokens.addAll(node.outputs());
      } else if (OpKind.COMPARISON.has(node.op()) && first != second) {
        boolean larger = node.op().startsWith("Greater") == first && !node.op().equals("Equal");
        String other = node.input(first ? 1 : 0);
        if (!others.contains(other)) {
          constants.put(node.output(), larger ? 1.0 : 0.0);
          continue;
        }
      }
      if (any) {
        others.addAll(node.outputs());
      }
    }
  }

  /** Which number of a mask shows a key: followed as a number to where it meets the scores. */
  private static final class Polarity {
    private final Graph graph;
    private final ShapeTable shapes;

    Polarity(Graph graph, ShapeTable shapes) {
      this.graph = graph;
      this.shapes = shapes;
    }

    double shown(Value mask) {
      double wish = mask.type().isReal() ? 0 : 1;
      return hides(mask.name(), wish) && !hides(mask.name(), 1 - wish) ? 1 - wish : wish;
    }

    private boolean hides(String mask, double value) {
      Map<String, Double> at = new HashMap<>(Map.of(mask, value));
      for (Node node : graph.nodes()) {
        if (node.inputs().stream().noneMatch(at::containsKey)) {
          continue;
        }
        Double[] in = new Double[node.inputs().size()];
        for (int i = 0; i < in.length; i++) {
          Double known = at.get(node.input(i));
          in[i] = known == null ? constant(node.input(i)) : known;
        }
        Double out = value(node.op(), in);
        boolean scores = false;
        for (Double d : in) {
          scores |= d == null;
        }
        if (node.op().equals("Where") && in[0] != null) {
          Double chosen = in[0] != 0 ? in[1] : in[2];
          if (scores && chosen != null && chosen < MASKED) {
            return true;
          }
          out = chosen;
        } else if (scores && hidden(node.op(), in)) {
          return true;
        }
        if (out != null) {
          for (String o : node.outputs()) {
            at.put(o, out);
          }
        }
      }
      return false;
    }

    private static final double MASKED = -5000;

    /** Whether what is added to, or multiplied with, activations takes them away. */
    private static boolean hidden(String op, Double[] in) {
      for (int i = 0; i < in.length; i++) {
        double v = in[i] == null ? Double.NaN : in[i];
        boolean added = op.equals("Add") || op.equals("Sub") && i == 0;
        if (added && v < MASKED || op.equals("Sub") && i == 1 && v > -MASKED) {
          return true;
        }
        if (op.equals("Mul") && v == 0) {
          return true;
        }
      }
      return false;
    }

    /** The number that all entries of a constant are, or its first; null when it is none. */
    private Double constant(String name) {
      Array a = name.isEmpty() ? null : shapes.constant(name);
      return a == null || a.size() == 0 ? null : (Double) a.at(0);
    }

    private static Double value(String op, Double[] in) {
      Double a = in[0];
      Double b = in.length > 1 ? in[1] : null;
      if (OpKind.isOneOf(OpKind.REARRANGES, op)) {
        return a;
      }
      if (op.equals("Not")) {
        return a == null ? null : a == 0 ? 1.0 : 0.0;
      }
      if (op.equals("And") || op.equals("Or") || op.equals("Max") || op.equals("Min")) {
        return a == null ? b : a;
      }
      if (a == null || b == null) {
        return null;
      }
      return switch (op) {
        case "Add" -> a + b;
        case "Sub" -> a - b;
        case "Mul" -> a * b;
        case "Div" -> a / b;
        case "Equal" -> a.doubleValue() == b.doubleValue() ? 1.0 : 0.0;
        case "Greater" -> a > b ? 1.0 : 0.0;
        case "GreaterOrEqual" -> a >= b ? 1.0 : 0.0;
        case "Less" -> a < b ? 1.0 : 0.0;
        case "LessOrEqual" -> a <= b ? 1.0 : 0.0;
        default -> null;
      };
    }
  }
}
