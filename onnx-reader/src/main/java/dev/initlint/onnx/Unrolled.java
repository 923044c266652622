package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.Value;
import dev.initlint.onnx.RawModel.RawAttribute;
import dev.initlint.onnx.RawModel.RawGraph;
import dev.initlint.onnx.RawModel.RawNode;
import dev.initlint.onnx.RawModel.RawTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Loop or a Scan whose number of iterations is known, written out: its body once for each, with
 * the values that it carries handed on and those that it emits put together behind the last.
 * Weights of the body are one tensor for all iterations.
 *
 * @param tensors of the body, under names of their own, and the numbers that iterations are given
 */
record Unrolled(List<RawTensor> tensors, List<RawNode> nodes) {
  /** Operator set in which the axes of Unsqueeze became an input. */
  private static final int AXES_AS_INPUT = 13;

  /**
   * The nodes in place of a loop, or null where it does not say how often it runs.
   *
   * @param opset that the loop was written for
   * @param names taken around the loop; those of what stands in its place are added
   */
  static Unrolled of(RawNode node, int opset, KnownValues known, Names names) {
    RawGraph body = node.attribute("body", RawGraph.class);
    if (body == null || !node.is("Loop") && !node.is("Scan") || !namesEachOnce(body)) {
      return null;
    }
    Iterated loop =
        node.is("Loop")
            ? Iterated.loop(node, body, known)
            : Iterated.scan(node, body, known, opset);
    boolean fits = loop != null && known.mayUnroll((body.nodes().size() + 1L) * loop.times());
    return fits ? new Writer(node, body, loop, opset, names).write() : null;
  }

  /** Whether each value of a body has one definition, and each output a name. */
  private static boolean namesEachOnce(RawGraph body) {
    Set<String> seen = new HashSet<>();
    boolean once = true;
    for (Value input : body.inputs()) {
      once &= seen.add(input.name());
    }
    for (RawTensor tensor : body.tensors()) {
      once &= seen.add(tensor.name());
    }
    for (RawNode n : body.nodes()) {
      for (String output : n.outputs()) {
        once &= output.isEmpty() || seen.add(output);
      }
    }
    return once && body.outputs().stream().noneMatch(o -> o.name().isEmpty());
  }

  /** Writes one loop out. */
  private static final class Writer {
    private final RawNode node;
    private final RawGraph body;
    private final Iterated loop;
    private final int opset;
    private final Names names;
    private final List<RawTensor> tensors = new ArrayList<>();
    private final List<RawNode> nodes = new ArrayList<>();
    private final Map<String, String> shared = new HashMap<>();

    Writer(RawNode node, RawGraph body, Iterated loop, int opset, Names names) {
      this.node = node;
      this.body = body;
      this.loop = loop;
      this.opset = opset;
      this.names = names;
    }

    Unrolled write() {
      share();
      List<String> carried = new ArrayList<>(loop.initial());
      List<List<String>> emitted = new ArrayList<>();
      int first = loop.isCounted() ? 1 : 0;
      for (int i = first + carried.size(); i < body.outputs().size(); i++) {
        emitted.add(new ArrayList<>());
      }
      for (int t = 0; t < loop.times(); t++) {
        List<String> results = iteration(t, carried);
        carried = results.subList(first, first + carried.size());
        for (int i = 0; i < emitted.size(); i++) {
          emitted.get(i).add(results.get(first + carried.size() + i));
        }
      }
      for (int i = 0; i < node.outputs().size(); i++) {
        String output = node.outputs().get(i);
        if (!output.isEmpty() && i < carried.size()) {
          add("Identity", List.of(carried.get(i)), output);
        } else if (!output.isEmpty()) {
          int e = i - carried.size();
          stack(emitted.get(e), loop.outAxes()[e], loop.reversedOutputs()[e], output);
        }
      }
      return new Unrolled(tensors, nodes);
    }

    /** What the body computes from nothing is the same in each iteration. */
    private void share() {
      for (RawTensor tensor : body.tensors()) {
        shared.put(tensor.name(), names.unused(tensor.name()));
      }
      List<RawNode> constants = body.nodes().stream().filter(n -> n.is("Constant")).toList();
      constants.forEach(n -> n.outputs().forEach(o -> shared.put(o, names.unused(o))));
      Renaming renaming = Renaming.of(n -> shared.getOrDefault(n, n));
      tensors.addAll(renaming.graph(body).tensors());
      constants.forEach(n -> nodes.add(renaming.node(n)));
    }

    /** One run of the body; what its outputs are called. */
    private List<String> iteration(int t, List<String> carried) {
      Map<String, String> renamed = new HashMap<>(shared);
      int at = 0;
      if (loop.isCounted()) {
        renamed.put(body.inputs().get(at++).name(), constant("iteration", ElementType.INT64, t));
        renamed.put(body.inputs().get(at++).name(), constant("going", ElementType.BOOL, 1));
      }
      for (String value : carried) {
        renamed.put(body.inputs().get(at++).name(), value);
      }
      for (int i = 0; i < loop.scanned().size(); i++) {
        renamed.put(body.inputs().get(at++).name(), taken(i, t));
      }
      for (RawNode n : body.nodes()) {
        if (!n.is("Constant")) {
          n.outputs().stream()
              .filter(o -> !o.isEmpty())
              .forEach(o -> renamed.put(o, names.unused(o)));
        }
      }
      Renaming renaming = Renaming.of(n -> renamed.getOrDefault(n, n));
      body.nodes().stream().filter(n -> !n.is("Constant")).map(renaming::node).forEach(nodes::add);
      return body.outputs().stream().map(o -> renamed.getOrDefault(o.name(), o.name())).toList();
    }

    /** The part of what is scanned that one iteration sees. */
    private String taken(int scanned, int t) {
      int place = loop.reversedInputs()[scanned] ? loop.times() - 1 - t : t;
      String part = names.unused(loop.scanned().get(scanned) + "/" + place);
      String index = constant("place", ElementType.INT64, place);
      RawAttribute axis = attribute("axis", loop.inAxes()[scanned]);
      nodes.add(plain("Gather", List.of(loop.scanned().get(scanned), index), part, axis));
      return part;
    }

    /** Puts what iterations emitted side by side, along an axis of its own. */
    private void stack(List<String> parts, long axis, boolean reversed, String output) {
      List<String> slices = new ArrayList<>();
      boolean input = opset >= AXES_AS_INPUT;
      String axes = input ? constant("axes", ElementType.INT64, axis) : null;
      for (String part : parts) {
        String slice = names.unused(part + "/slice");
        nodes.add(
            input
                ? plain("Unsqueeze", List.of(part, axes), slice)
                : plain("Unsqueeze", List.of(part), slice, attribute("axes", new long[] {axis})));
        slices.add(reversed ? 0 : slices.size(), slice);
      }
      nodes.add(plain("Concat", slices, output, attribute("axis", axis)));
    }

    private String constant(String wish, ElementType type, double value) {
      String name = names.unused(wish);
      boolean vector = wish.equals("axes");
      long[] dims = vector ? new long[] {1} : new long[0];
      HeapElements elements = new HeapElements(type, new double[] {value}, dims);
      tensors.add(new RawTensor(name, type, dims, elements, null, node.offset()));
      return name;
    }

    private void add(String op, List<String> inputs, String output) {
      nodes.add(plain(op, inputs, output));
    }

    private RawNode plain(String op, List<String> in, String out, RawAttribute... attributes) {
      Map<String, RawAttribute> byName = new HashMap<>();
      for (RawAttribute a : attributes) {
        byName.put(a.name(), a);
      }
      return new RawNode(op, "", "", "", in, List.of(out), byName, node.offset());
    }

    private RawAttribute attribute(String name, Object value) {
      return new RawAttribute(name, value, null, node.offset());
    }
  }
}
