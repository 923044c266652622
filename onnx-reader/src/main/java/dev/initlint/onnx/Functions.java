package dev.initlint.onnx;

import dev.initlint.onnx.RawModel.RawAttribute;
import dev.initlint.onnx.RawModel.RawFunction;
import dev.initlint.onnx.RawModel.RawGraph;
import dev.initlint.onnx.RawModel.RawNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The operators that a model defines itself, and their replacement by what they are made of. */
final class Functions {
  private final Map<Key, RawFunction> byKey = new HashMap<>();
  private final Limits limits;
  private final Budget budget;
  private final Names prefixes = new Names();
  private int expanded;

  Functions(List<RawFunction> functions, Limits limits, Budget budget) {
    this.limits = limits;
    this.budget = budget;
    for (RawFunction f : functions) {
      RawFunction other = byKey.put(new Key(f.domain(), f.name(), f.overload()), f);
      if (other != null) {
        throw new Malformed(
            f.offset(),
            "function " + Quoted.name(f.name()) + " is defined twice; export the model again");
      }
    }
    new CallOrder(this, limits).check(functions);
  }

  private record Key(String domain, String name, String overload) {}

  /** The function that a node calls, or null. */
  RawFunction called(RawNode node) {
    return byKey.get(new Key(node.domain(), node.op(), node.overload()));
  }

  /** One call in progress. */
  private record Call(
      Iterator<RawNode> body, Renaming renaming, Map<String, Integer> opsets, long offset) {}

  /** The nodes with every call replaced by the function's body, under names of its own. */
  List<Placed> expand(List<RawNode> nodes, Map<String, Integer> opsets) {
    List<Placed> flat = new ArrayList<>(nodes.size());
    Deque<Call> calls = new ArrayDeque<>();
    calls.push(new Call(nodes.iterator(), null, opsets, -1));
    while (!calls.isEmpty()) {
      Call call = calls.peek();
      if (!call.body().hasNext()) {
        calls.pop();
        continue;
      }
      RawNode written = call.body().next();
      count(written, call.renaming());
      RawNode node = call.renaming() == null ? written : call.renaming().node(written);
      RawFunction function = byKey.isEmpty() ? null : called(node);
      if (function == null) {
        flat.add(new Placed(node, call.opsets(), call.offset()));
      } else {
        calls.push(enter(function, node, call, flat));
      }
    }
    return flat;
  }

  /** Counts a node with all nodes of its subgraphs, which are copied with it. */
  private void count(RawNode written, Renaming renaming) {
    Deque<RawNode> open = new ArrayDeque<>(List.of(written));
    while (!open.isEmpty()) {
      RawNode node = open.pop();
      if (++expanded > limits.nodes()) {
        throw new Malformed(
            written.offset(),
            "the model's functions expand to more than "
                + limits.nodes()
                + " nodes; no exporter writes that, so the file is damaged or made to do harm");
      }
      if (renaming != null) {
        budget.spend(300 + renaming.prefix().length(), written.offset());
      }
      for (RawAttribute a : node.attributes().values()) {
        if (a.value() instanceof RawGraph g) {
          g.nodes().forEach(open::push);
        }
      }
    }
  }

  private Call enter(RawFunction f, RawNode call, Call from, List<Placed> flat) {
    Renaming around = from.renaming();
    // The outermost call stands for a line of the program.
    long at = from.offset() < 0 ? call.offset() : from.offset();
    String op = (around == null ? "" : around.prefix()) + call.op();
    String prefix = prefixes.unused(call.name().isEmpty() ? op : call.name()) + "/";
    budget.spend(600 + 2L * prefix.length(), call.offset());
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < f.inputs().size(); i++) {
      names.put(f.inputs().get(i), i < call.inputs().size() ? call.inputs().get(i) : "");
    }
    for (int i = 0; i < f.outputs().size() && i < call.outputs().size(); i++) {
      String inner = f.outputs().get(i);
      String outside = call.outputs().get(i);
      if (names.containsKey(inner) && !outside.isEmpty()) {
        flat.add(new Placed(passedOn(names.get(inner), outside, call.offset()), f.opsets(), at));
      } else if (!outside.isEmpty()) {
        names.put(inner, outside);
      }
    }
    UnaryOperator<String> rename =
        n -> {
          String known = names.get(n);
          if (known == null) {
            budget.spend(120 + prefix.length() + n.length(), call.offset());
            known = prefix + n;
            names.put(n, known);
          }
          return known;
        };
    UnaryOperator<RawAttribute> attributes = a -> resolved(a, call, f);
    return new Call(f.nodes().iterator(), new Renaming(rename, attributes, prefix), f.opsets(), at);
  }

  /** A function may hand an input, or another output, straight to an output. */
  private static RawNode passedOn(String from, String to, long offset) {
    return new RawNode("Identity", "", "", "", List.of(from), List.of(to), Map.of(), offset);
  }

  /** A reference becomes the call's attribute or its default; null where there is neither. */
  private static RawAttribute resolved(RawAttribute a, RawNode call, RawFunction f) {
    if (a.reference() == null) {
      return a;
    }
    RawAttribute given = call.attributes().get(a.reference());
    given = given == null ? f.defaults().get(a.reference()) : given;
    return given == null ? null : new RawAttribute(a.name(), given.value(), null, a.offset());
  }

  /** The functions that a function's nodes call, also from within subgraphs. */
  List<RawFunction> calls(RawFunction f) {
    List<RawFunction> found = new ArrayList<>();
    Deque<List<RawNode>> open = new ArrayDeque<>(List.of(f.nodes()));
    while (!open.isEmpty()) {
      for (RawNode node : open.pop()) {
        RawFunction function = called(node);
        if (function != null) {
          found.add(function);
        }
        for (RawAttribute a : node.attributes().values()) {
          if (a.value() instanceof RawGraph g) {
            open.push(g.nodes());
          }
        }
      }
    }
    return found;
  }
}
