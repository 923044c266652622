package dev.initlint.verify.engine;

import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** Gradients on their way back, summed where a value was used more than once. */
final class Gradients {
  private static final int GRAIN = 64 * Reals.BLOCK;

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
      addInto(before.reals(), contribution.reals());
      machine.arena().discard(contribution);
    } else if (contribution.reals().holders() == 0) {
      addInto(contribution.reals(), before.reals());
      replace(name, contribution);
    } else {
      Tensor sum = machine.arena().reals(before.dims());
      before.reals().copy(0, sum.reals(), 0, sum.size());
      addInto(sum.reals(), contribution.reals());
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

  private void addInto(Reals to, Reals from) {
    machine
        .workers()
        .range(
            to.size(),
            GRAIN,
            (start, end) -> {
              double[] a = new double[Reals.BLOCK];
              double[] b = new double[Reals.BLOCK];
              for (int i = start; i < end; i += Reals.BLOCK) {
                int n = Math.min(Reals.BLOCK, end - i);
                to.load(i, a, 0, n);
                from.load(i, b, 0, n);
                for (int k = 0; k < n; k++) {
                  a[k] += b[k];
                }
                to.store(i, a, 0, n);
              }
            });
  }
}
