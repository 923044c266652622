package dev.initlint.verify.op;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Node;
import dev.initlint.verify.tensor.Store;
import dev.initlint.verify.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An operator that is a formula of simpler ones, which give it its gradient. The backward pass
 * computes the formula again, so that nothing but the inputs is kept for it.
 */
record Composite(Formula formula) implements Operator {

  /** Computes the outputs of a node by applying operators to its inputs. */
  @FunctionalInterface
  interface Formula {
    /**
     * Computes the outputs.
     *
     * @param inputs inputs of the node; null where one is absent
     * @return outputs; null where one is not computed
     */
    Tensor[] of(Steps steps, Tensor[] inputs);
  }

  @Override
  public Tensor[] forward(Call call) {
    Steps steps = new Steps(call);
    Tensor[] outputs = formula.of(steps, steps.inputs);
    Set<Store> kept = stores(steps.inputs);
    kept.addAll(stores(outputs));
    steps.discardAllBut(kept);
    return outputs;
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Steps steps = new Steps(call);
    Tensor[] outputs = formula.of(steps, steps.inputs);
    Map<Tensor, Tensor> pulled = new IdentityHashMap<>();
    for (int i = 0; i < outputs.length && i < gradients.length; i++) {
      if (outputs[i] != null && gradients[i] != null) {
        steps.accumulate(pulled, outputs[i], gradients[i]);
      }
    }
    steps.pull(pulled);
    Tensor[] result = new Tensor[call.arity()];
    for (int i = 0; i < result.length; i++) {
      result[i] = call.wants(i) ? pulled.get(steps.inputs[i]) : null;
    }
    Set<Store> kept = stores(steps.inputs);
    kept.addAll(stores(gradients));
    kept.addAll(stores(result));
    steps.discardAllBut(kept);
    return result;
  }

  private static Set<Store> stores(Tensor... tensors) {
    Set<Store> stores = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Tensor t : tensors) {
      if (t != null) {
        stores.add(t.store());
      }
    }
    return stores;
  }

  /** The steps of one execution. */
  static final class Steps {
    private final Call outer;
    private final Tensor[] inputs;
    private final List<Call> calls = new ArrayList<>();
    private final List<Tensor[]> results = new ArrayList<>();
    private final List<Tensor> temporary = new ArrayList<>();

    private Steps(Call outer) {
      this.outer = outer;
      this.inputs = new Tensor[outer.arity()];
      for (int i = 0; i < inputs.length; i++) {
        // a view of its own, so that equal inputs have gradients of their own
        inputs[i] = outer.in(i) == null ? null : outer.in(i).view(outer.in(i).dims());
      }
    }

    /** Attributes of the composite node. */
    Attributes attributes() {
      return outer.attributes();
    }

    /** How many outputs the node names. */
    int outputs() {
      return outer.node().outputs().size();
    }

    /** Input {@code i}, or null when the node has none. */
    Tensor input(int i) {
      return i < inputs.length ? inputs[i] : null;
    }

    /** The first output of an operator. */
    Tensor apply(String op, Map<String, Object> attributes, Tensor... operands) {
      return applyAll(op, 1, attributes, operands)[0];
    }

    /** All outputs of an operator. */
    Tensor[] applyAll(String op, int outputs, Map<String, Object> attributes, Tensor... operands) {
      boolean[] wanted = new boolean[operands.length];
      for (int i = 0; i < operands.length; i++) {
        wanted[i] = operands[i] != null && operands[i].isReal();
      }
      Node node =
          new Node(
              op,
              "",
              21,
              outer.node().name() + "/" + calls.size(),
              Collections.nCopies(operands.length, "x"),
              Collections.nCopies(outputs, "y"),
              new Attributes(attributes),
              outer.node().origin());
      Call call = new Call(node, outer.machine(), operands, wanted, 0);
      Tensor[] y = Operators.named(op).forward(call);
      call.keepOutputs(y);
      calls.add(call);
      results.add(y);
      temporary.addAll(List.of(y));
      return y;
    }

    /** A scalar. */
    Tensor scalar(double value) {
      Tensor t = outer.arena().of(new double[] {value});
      temporary.add(t);
      return t;
    }

    /** The elements under another shape. */
    Tensor reshaped(Tensor t, int... dims) {
      return apply("Reshape", Map.of("allowzero", 1L), t, Tensor.shape(dims));
    }

    /** The tensor with its axes in another order. */
    Tensor transposed(Tensor t, long... perm) {
      return apply("Transpose", Map.of("perm", perm), t);
    }

    /** A one-dimensional INT64 tensor, as for axes. */
    static Tensor axes(long... axes) {
      return Tensor.of(ElementType.INT64, new int[] {axes.length}, axes);
    }

    private void pull(Map<Tensor, Tensor> pulled) {
      for (int c = calls.size() - 1; c >= 0; c--) {
        Call call = calls.get(c);
        Tensor[] y = results.get(c);
        Tensor[] up = new Tensor[y.length];
        boolean any = false;
        for (int i = 0; i < y.length; i++) {
          up[i] = pulled.get(y[i]);
          any |= up[i] != null;
        }
        if (!any) {
          continue;
        }
        Tensor[] result = Operators.of(call.node()).backward(call, up);
        for (int i = 0; i < result.length; i++) {
          if (result[i] != null && call.wants(i)) {
            temporary.add(result[i]);
            accumulate(pulled, call.in(i), result[i]);
          }
        }
      }
    }

    private void accumulate(Map<Tensor, Tensor> pulled, Tensor of, Tensor gradient) {
      Tensor before = pulled.get(of);
      if (before == null) {
        pulled.put(of, gradient);
        return;
      }
      Tensor sum = outer.arena().reals(of.dims());
      Kernel.SUM.evaluate(outer.machine(), before, gradient, sum);
      temporary.add(sum);
      pulled.put(of, sum);
    }

    private void discardAllBut(Set<Store> kept) {
      Set<Store> gone = stores();
      for (Tensor t : temporary) {
        if (!kept.contains(t.store()) && gone.add(t.store())) {
          outer.arena().discard(t);
        }
      }
    }
  }
}
