package dev.initlint.onnx;

import dev.initlint.graph.Value;
import dev.initlint.onnx.RawModel.RawGraph;
import dev.initlint.onnx.RawModel.RawNode;
import dev.initlint.onnx.RawModel.RawTensor;
import java.util.List;

/**
 * How often a Loop or a Scan runs, and what it hands to its body.
 *
 * @param times number of iterations, known and not 0
 * @param isCounted whether the body is given the number of the iteration and a condition, and
 *     yields a condition, as that of a Loop
 * @param initial values that it carries from one iteration to the next
 * @param scanned values that iterations see one part each of
 * @param inAxes along which {@code scanned} are taken apart
 * @param outAxes along which what iterations emit is put together
 */
record Iterated(
    int times,
    boolean isCounted,
    List<String> initial,
    List<String> scanned,
    long[] inAxes,
    long[] outAxes,
    boolean[] reversedInputs,
    boolean[] reversedOutputs) {
  /** Operator set from which on a Scan has no batch axis of its own. */
  private static final int PLAIN_SCAN = 9;

  /** A Loop with a known count and a condition that always holds; else null. */
  static Iterated loop(RawNode node, RawGraph body, KnownValues known) {
    int carried = node.inputs().size() - 2;
    if (carried < 0
        || body.inputs().size() != 2 + carried
        || body.outputs().size() < 1 + carried
        || node.outputs().size() > body.outputs().size() - 1
        || !given(node.inputs().subList(2, node.inputs().size()))) {
      return null;
    }
    String condition = node.inputs().get(1);
    boolean begins = condition.isEmpty() || isTrue(known.get(condition));
    int times = times(known.get(node.inputs().get(0)));
    if (!begins || times < 1 || !alwaysGoesOn(body, known)) {
      return null;
    }
    int emitted = body.outputs().size() - 1 - carried;
    List<String> initial = node.inputs().subList(2, node.inputs().size());
    long[] first = new long[emitted];
    return new Iterated(
        times, true, initial, List.of(), new long[0], first, new boolean[0], new boolean[emitted]);
  }

  private static int times(Known count) {
    double times = count == null ? Double.NaN : count.single();
    return times >= 1 && times <= Integer.MAX_VALUE ? (int) times : -1;
  }

  private static boolean isTrue(Known value) {
    return value != null && value.single() != 0 && !Double.isNaN(value.single());
  }

  private static boolean given(List<String> names) {
    return names.stream().noneMatch(String::isEmpty);
  }

  /** Whether the condition that a body yields is the one that it is given, or a constant. */
  private static boolean alwaysGoesOn(RawGraph body, KnownValues known) {
    String at = body.outputs().get(0).name();
    String given = body.inputs().get(1).name();
    for (int i = 0; i <= body.nodes().size(); i++) {
      if (at.equals(given)) {
        return true;
      }
      for (RawTensor t : body.tensors()) {
        if (t.name().equals(at)) {
          return t.data() != null && t.data().count() == 1 && t.data().toDoubles(1)[0] != 0;
        }
      }
      RawNode made = producer(body, at);
      if (made == null) {
        return !isInput(body, at) && isTrue(known.get(at));
      } else if (made.is("Constant")) {
        RawTensor t = Constants.tensor(made);
        return t != null
            && t.data() != null
            && t.data().count() == 1
            && t.data().toDoubles(1)[0] != 0;
      } else if (!made.is("Identity") && !made.is("Cast") || made.inputs().isEmpty()) {
        return false;
      }
      at = made.inputs().get(0);
    }
    return false;
  }

  private static boolean isInput(RawGraph body, String name) {
    return body.inputs().stream().map(Value::name).anyMatch(name::equals);
  }

  private static RawNode producer(RawGraph body, String name) {
    for (RawNode n : body.nodes()) {
      if (n.outputs().contains(name)) {
        return n;
      }
    }
    return null;
  }

  /** A Scan of which the extent that is scanned is known; else null. */
  static Iterated scan(RawNode node, RawGraph body, KnownValues known, int opset) {
    Long count = node.attribute("num_scan_inputs", Long.class);
    int carried = count == null ? -1 : (int) (node.inputs().size() - count);
    if (opset < PLAIN_SCAN
        || carried < 0
        || count < 1
        || body.inputs().size() != node.inputs().size()
        || body.outputs().size() < Math.max(carried, node.outputs().size())
        || !given(node.inputs())) {
      return null;
    }
    int emitted = body.outputs().size() - carried;
    long[] inAxes = each(node, "scan_input_axes", count.intValue());
    long[] outAxes = each(node, "scan_output_axes", emitted);
    List<String> scanned = node.inputs().subList(carried, node.inputs().size());
    int times = inAxes == null || outAxes == null ? -1 : known.extent(scanned.get(0), inAxes[0]);
    boolean[] backwards = reversed(node, "scan_input_directions", count.intValue());
    boolean[] outBackwards = reversed(node, "scan_output_directions", emitted);
    if (times < 1 || backwards == null || outBackwards == null) {
      return null;
    }
    List<String> initial = node.inputs().subList(0, carried);
    return new Iterated(times, false, initial, scanned, inAxes, outAxes, backwards, outBackwards);
  }

  /** One entry each, 0 where nothing is said; null where there are fewer or more. */
  private static long[] each(RawNode node, String attribute, int n) {
    long[] said = node.attribute(attribute, long[].class);
    return said == null || said.length == 0 ? new long[n] : said.length == n ? said : null;
  }

  private static boolean[] reversed(RawNode node, String attribute, int n) {
    long[] said = each(node, attribute, n);
    boolean[] reversed = said == null ? null : new boolean[n];
    for (int i = 0; said != null && i < n; i++) {
      reversed[i] = said[i] != 0;
    }
    return reversed;
  }
}
