package dev.initlint.verify.engine;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.verify.op.Call;
import dev.initlint.verify.op.Machine;
import dev.initlint.verify.op.Operator;
import dev.initlint.verify.op.Operators;
import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Strided;
import dev.initlint.verify.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One forward pass and, over the reversed list of executed nodes, one backward pass: gradients are
 * accumulated per value (reverse-mode differentiation, Linnainmaa 1976). A buffer lives until the
 * last node that reads it, in either direction, is done.
 */
public final class Pass {
  private final Graph graph;
  private final Machine machine;
  private final Observer observer;
  private final long seed;
  private final Ties ties;
  private final Map<String, Tensor> values = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final Set<String> carries = new HashSet<>();
  private final Map<String, Blocked> blocked = new HashMap<>();
  private final List<Blocked> origins = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private final Set<Node> onPath;

  /** Why a value is absent. */
  private static final class Blocked {
    private final Node node;
    private final String reason;
    private int downstream;

    Blocked(Node node, String reason) {
      this.node = node;
      this.reason = reason;
    }
  }

  /**
   * Prepares a pass.
   *
   * @param backward false when no gradient is wanted, so that nothing is kept for it
   * @param ties which weights share a gradient, and which do not though they share a name
   * @param seed of dropout masks
   */
  public Pass(
      Graph graph, Machine machine, boolean backward, Ties ties, long seed, Observer observer) {
    this.graph = graph;
    this.machine = machine;
    this.observer = observer;
    this.seed = seed;
    this.ties = ties;
    this.onPath = backward ? pathToFirstOutput(graph) : Set.of();
    for (Node n : graph.nodes()) {
      n.inputs().forEach(i -> uses.merge(i, 1, Integer::sum));
    }
    graph.outputs().forEach(o -> uses.merge(o.name(), 1, Integer::sum));
  }

  /**
   * Runs all nodes that can run.
   *
   * @param weights by name; they are the caller's and outlive the pass
   * @throws Arena.Exhausted if the memory cap does not suffice
   */
  public void forward(Map<String, Tensor> inputs, Map<String, Tensor> weights) {
    weights.forEach(this::give);
    inputs.forEach(this::give);
    for (Node node : graph.nodes()) {
      if (observer.cancelled()) {
        return;
      }
      Blocked cause = cause(node);
      if (cause != null) {
        cause.downstream++;
        node.outputs().forEach(o -> blocked.put(o, cause));
      } else if (Operators.of(node) == null) {
        block(node, "no such operator is implemented");
      } else {
        run(node);
      }
      node.inputs().forEach(this::used);
    }
  }

  /** An output of the graph after {@link #forward}, or null when it was not computed. */
  public Tensor value(String name) {
    return values.get(name);
  }

  /** Nodes that could not be run, in graph order. */
  public List<NotRun> notRun() {
    return origins.stream()
        .map(b -> new NotRun(b.node.op(), b.node.name(), b.reason, b.downstream))
        .toList();
  }

  /** Passes a gradient that enters the first output back to all values and weights. */
  public void backward(String output, Tensor upstream) {
    Gradients gradients = new Gradients(machine);
    gradients.add(output, upstream);
    Map<String, Integer> open = new HashMap<>();
    calls.forEach(
        c -> c.node().inputs().forEach(i -> open.merge(ties.canonical(i), 1, Integer::sum)));
    for (int i = calls.size() - 1; i >= 0; i--) {
      if (!observer.cancelled()) {
        pull(calls.get(i), gradients, open);
      }
      letGo(calls.get(i));
    }
    calls.clear();
  }

  /** Lets go of everything the pass still holds. */
  public void close() {
    calls.forEach(this::letGo);
    calls.clear();
    values.values().forEach(machine.arena()::release);
    values.clear();
  }

  private void pull(Call call, Gradients gradients, Map<String, Integer> open) {
    Node node = call.node();
    List<String> outputs = node.outputs();
    Tensor[] upstream = new Tensor[outputs.size()];
    boolean any = false;
    for (int i = 0; i < upstream.length; i++) {
      upstream[i] = gradients.get(outputs.get(i));
      if (upstream[i] != null) {
        observer.gradient(outputs.get(i), upstream[i]);
        any = true;
      }
    }
    if (any) {
      Tensor[] result = Operators.of(node).backward(call, upstream);
      for (int i = 0; i < node.inputs().size(); i++) {
        if (call.wants(i) && i < result.length && result[i] != null) {
          accept(node.input(i), result[i], gradients);
        }
      }
    }
    outputs.forEach(gradients::take);
    for (String name : node.inputs()) {
      String parameter = ties.canonical(name);
      if (open.merge(parameter, -1, Integer::sum) == 0) {
        finish(parameter, gradients);
      }
    }
  }

  private void accept(String name, Tensor gradient, Gradients gradients) {
    String parameter = ties.canonical(name);
    if (ties.firstUseOnly().contains(name)) {
      gradients.replace(name, gradient);
    } else if (parameter.equals(name)) {
      gradients.add(name, gradient);
    } else {
      gradients.add(parameter, transposed(gradient));
      machine.arena().discard(gradient);
    }
  }

  private Tensor transposed(Tensor matrix) {
    Tensor t = machine.arena().reals(matrix.dim(1), matrix.dim(0));
    new Strided(t.dims(), new int[] {1, matrix.dim(1)}, 0)
        .gather(matrix.store(), t.store(), machine.workers());
    return t;
  }

  /** A weight or input that no remaining node reads has its whole gradient. */
  private void finish(String name, Gradients gradients) {
    Tensor g = gradients.get(name);
    if (g == null) {
      return;
    }
    if (graph.weights().containsKey(name)) {
      observer.parameterGradient(name, g);
      ties.transposes().entrySet().stream()
          .filter(e -> e.getValue().equals(name))
          .forEach(e -> observer.parameterGradient(e.getKey(), g));
      gradients.take(name);
    } else if (graph.inputs().stream().anyMatch(v -> v.name().equals(name))) {
      observer.gradient(name, g);
      gradients.take(name);
    }
  }

  private void run(Node node) {
    Operator operator = Operators.of(node);
    Tensor[] inputs = new Tensor[node.inputs().size()];
    boolean[] wanted = new boolean[inputs.length];
    boolean[] spare = new boolean[inputs.length];
    boolean carried = false;
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = values.get(node.input(i));
      wanted[i] = inputs[i] != null && inputs[i].isReal() && carries.contains(node.input(i));
      carried |= wanted[i];
      spare[i] = isLastUse(node.input(i), inputs[i]);
    }
    boolean kept = carried && onPath.contains(node);
    observer.before(node, inputs);
    Call call =
        new Call(
            node, machine, inputs, wanted, seed ^ node.name().hashCode() * 0x9E3779B97F4A7C15L);
    if (!kept || operator.keeps() != Operator.Keep.INPUTS) {
      call.spare(spare);
    }
    Tensor[] outputs;
    try {
      outputs = operator.forward(call);
    } catch (Arena.Exhausted e) {
      throw e;
    } catch (RuntimeException e) {
      block(node, e.getMessage() == null ? "its inputs do not fit" : e.getMessage());
      return;
    }
    for (int i = 0; i < Math.min(outputs.length, node.outputs().size()); i++) {
      publish(node, node.outputs().get(i), outputs[i], carried);
    }
    if (kept) {
      keep(call, operator, inputs, outputs);
    }
  }

  /** True when a buffer would be free after the node that runs now. */
  private boolean isLastUse(String name, Tensor t) {
    return t != null && t.isReal() && t.reals().holders() == 1 && uses.get(name) == 1;
  }

  private void publish(Node node, String name, Tensor value, boolean carried) {
    if (value == null || name.isEmpty()) {
      return;
    }
    if (carried && value.isReal()) {
      carries.add(name);
    }
    machine.arena().retain(value);
    values.put(name, value);
    observer.value(node, name, value);
    if (uses.getOrDefault(name, 0) == 0) {
      machine.arena().release(values.remove(name));
    }
  }

  private void keep(Call call, Operator operator, Tensor[] inputs, Tensor[] outputs) {
    if (operator.keeps() == Operator.Keep.INPUTS) {
      for (Tensor t : inputs) {
        retain(t);
      }
    } else {
      call.forgetInputs();
    }
    if (operator.keeps() == Operator.Keep.OUTPUTS) {
      call.keepOutputs(outputs);
      for (Tensor t : outputs) {
        retain(t);
      }
    }
    calls.add(call);
  }

  private void retain(Tensor t) {
    if (t != null) {
      machine.arena().retain(t);
    }
  }

  private void letGo(Call call) {
    for (Tensor t : call.keptInputs()) {
      if (t != null && t.isReal()) {
        machine.arena().release(t);
      }
    }
    if (call.keptOutputs() != null) {
      for (Tensor t : call.keptOutputs()) {
        machine.arena().release(t);
      }
    }
  }

  private void give(String name, Tensor t) {
    if (uses.getOrDefault(name, 0) == 0) {
      return;
    }
    machine.arena().retain(t);
    values.put(name, t);
    if (t.isReal()) {
      carries.add(name);
    }
  }

  private void used(String name) {
    if (uses.merge(name, -1, Integer::sum) == 0) {
      Tensor t = values.remove(name);
      if (t != null) {
        machine.arena().release(t);
      }
    }
  }

  private Blocked cause(Node node) {
    for (String name : node.inputs()) {
      if (blocked.containsKey(name)) {
        return blocked.get(name);
      }
      if (!name.isEmpty() && !values.containsKey(name)) {
        return absent(node, name);
      }
    }
    return null;
  }

  private Blocked absent(Node node, String name) {
    Blocked b = new Blocked(node, "its input " + name + " has no elements in the file");
    b.downstream = -1;
    origins.add(b);
    return b;
  }

  private void block(Node node, String reason) {
    Blocked b = new Blocked(node, reason);
    origins.add(b);
    node.outputs().forEach(o -> blocked.put(o, b));
  }

  private static Set<Node> pathToFirstOutput(Graph graph) {
    Map<String, Node> producers = new LinkedHashMap<>();
    graph.nodes().forEach(n -> n.outputs().forEach(o -> producers.put(o, n)));
    Set<Node> path = Collections.newSetFromMap(new IdentityHashMap<>());
    List<String> pending = new ArrayList<>();
    if (!graph.outputs().isEmpty()) {
      pending.add(graph.outputs().get(0).name());
    }
    while (!pending.isEmpty()) {
      Node n = producers.get(pending.remove(pending.size() - 1));
      if (n != null && path.add(n)) {
        pending.addAll(n.inputs());
      }
    }
    return path;
  }
}
