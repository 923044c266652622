package dev.initlint.verify.op;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Lanes;
import dev.initlint.verify.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One node with its inputs, run in double precision. */
record Case(
    String name, int opset, Map<String, Object> attributes, List<Input> inputs, int outputs) {

  /** An input; integers when {@code type} is no real type, absent when {@code dims} is null. */
  record Input(ElementType type, int[] dims, double[] values) {
    static Input reals(int[] dims, double... values) {
      return new Input(ElementType.DOUBLE, dims, values);
    }

    static Input longs(int[] dims, double... values) {
      return new Input(ElementType.INT64, dims, values);
    }

    static Input absent() {
      return new Input(ElementType.UNDEFINED, null, new double[0]);
    }

    private Tensor tensor(Arena arena) {
      if (dims == null) {
        return null;
      }
      return type.isReal()
          ? arena.of(values, dims)
          : Tensor.of(type, dims, Arrays.stream(values).mapToLong(v -> (long) v).toArray());
    }
  }

  static Case of(String name, Map<String, Object> attributes, Input... inputs) {
    return new Case(name, 21, attributes, List.of(inputs), 1);
  }

  Case withOutputs(int number) {
    return new Case(name, opset, attributes, inputs, number);
  }

  Case withOpset(int version) {
    return new Case(name, version, attributes, inputs, outputs);
  }

  /** The outputs' elements. */
  List<double[]> run() {
    return run(Arena.Precision.DOUBLE);
  }

  List<double[]> run(Arena.Precision precision) {
    try (Machine machine = Machine.of(precision, 1, Long.MAX_VALUE)) {
      return Arrays.stream(forward(machine).outputs)
          .map(t -> t == null ? new double[0] : t.doubles())
          .toList();
    }
  }

  /** Shape of the first output. */
  int[] shape() {
    try (Machine machine = Machine.of(Arena.Precision.DOUBLE, 1, Long.MAX_VALUE)) {
      return forward(machine).outputs[0].dims();
    }
  }

  /** Σ over all real outputs of output·r with fixed random r. */
  double loss() {
    double loss = 0;
    List<double[]> outputs = run();
    for (int o = 0; o < outputs.size(); o++) {
      double[] r = upstream(o, outputs.get(o).length);
      for (int i = 0; i < r.length; i++) {
        loss += r[i] * outputs.get(o)[i];
      }
    }
    return loss;
  }

  /** Slope of the loss in every element of every real input; null where there is none. */
  double[][] gradients() {
    return gradients(Arena.Precision.DOUBLE, Lanes.plain());
  }

  double[][] gradients(Arena.Precision precision, Lanes lanes) {
    try (Machine machine = Machine.of(precision, 2, Long.MAX_VALUE, lanes)) {
      Execution run = forward(machine);
      Tensor[] up = new Tensor[run.outputs.length];
      for (int o = 0; o < up.length; o++) {
        Tensor y = run.outputs[o];
        up[o] =
            y != null && y.isReal() ? machine.arena().of(upstream(o, y.size()), y.dims()) : null;
      }
      Tensor[] result = Operators.named(name).backward(run.call, up);
      double[][] slopes = new double[inputs.size()][];
      for (int i = 0; i < slopes.length; i++) {
        slopes[i] = i < result.length && result[i] != null ? result[i].doubles() : null;
      }
      return slopes;
    }
  }

  private record Execution(Call call, Tensor[] outputs) {}

  private Execution forward(Machine machine) {
    List<String> names = new ArrayList<>();
    Tensor[] tensors = new Tensor[inputs.size()];
    boolean[] wanted = new boolean[tensors.length];
    for (int i = 0; i < tensors.length; i++) {
      tensors[i] = inputs.get(i).tensor(machine.arena());
      wanted[i] = tensors[i] != null && tensors[i].isReal();
      names.add(tensors[i] == null ? "" : "x" + i);
    }
    List<String> results = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      results.add("y" + i);
    }
    String[] parts = name.split(":");
    Node node =
        new Node(
            parts[parts.length - 1],
            parts.length > 1 ? parts[0] : "",
            opset,
            "n",
            names,
            results,
            new Attributes(attributes),
            Origin.node("m", "n"));
    Operator operator = Operators.of(node);
    Call call = new Call(node, machine, tensors, wanted, 7);
    Tensor[] y = operator.forward(call);
    if (operator.keeps() != Operator.Keep.INPUTS) {
      call.forgetInputs();
    }
    if (operator.keeps() == Operator.Keep.OUTPUTS) {
      call.keepOutputs(y);
    }
    return new Execution(call, y);
  }

  private static double[] upstream(int output, int n) {
    SplittableRandom random = new SplittableRandom(99 + output);
    double[] r = new double[n];
    for (int i = 0; i < n; i++) {
      r[i] = random.nextGaussian();
    }
    return r;
  }

  @Override
  public String toString() {
    return name
        + attributes.keySet()
        + inputs.stream().map(i -> Arrays.toString(i.dims())).toList();
  }
}
