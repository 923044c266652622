package dev.initlint.verify.engine;

import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** Gradients on their way back, summed where a value was used more than once. */
final class Gradients {
  private final Machine machine;
  private final Map<String, Tensor> byName = new HashMap<>();

  Gradients(Machine machine) {
    this.machine = machine;
  }

  /** Adds a contribution. */
  void add(String name, Tensor contribution) {
    Tensor before = byName.get(name);
    if (before == null) {
      put(name, contribution);
    } else if (before.reals().holders() == 1) {
      machine.add(contribution, before);
      machine.arena().discard(contribution);
    } else if (contribution.reals().holders() == 0) {
      machine.add(before, contribution);
      replace(name, contribution);
    } else {
      Tensor sum = machine.arena().reals(before.dims());
      before.reals().copy(0, sum.reals(), 0, sum.size());
      machine.add(contribution, sum);
      replace(name, sum);
    }
  }

  /** Sets the gradient to a contribution, whatever it was. */
  void replace(String name, Tensor contribution) {
    machine.arena().retain(contribution);
    Tensor before = byName.put(name, contribution);
    if (before != null) {
      machine.arena().release(before);
    }
  }

  private void put(String name, Tensor t) {
    machine.arena().retain(t);
    byName.put(name, t);
  }

  /** The gradient so far, or null. */
  Tensor get(String name) {
    return byName.get(name);
  }

  /** Forgets a gradient. */
  void take(String name) {
    Tensor t = byName.remove(name);
    if (t != null) {
      machine.arena().release(t);
    }
  }
}
