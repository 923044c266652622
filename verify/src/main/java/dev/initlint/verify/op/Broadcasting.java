package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Strided;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;

/** Repeating a tensor along axes, and the sum that is its transpose. */
final class Broadcasting {
  private Broadcasting() {}

  /** The tensor repeated to a shape; itself where the shape is its own. */
  static Tensor expand(Machine machine, Tensor t, int[] dims) {
    if (Arrays.equals(t.dims(), dims)) {
      return t;
    }
    Tensor y = machine.arena().like(t, dims);
    Strided.broadcast(t.dims(), dims).gather(t.store(), y.store(), machine.workers());
    return y;
  }

  /** Sums a gradient over the axes along which an operand of shape {@code dims} was repeated. */
  static Tensor reduce(Machine machine, Tensor gradient, int[] dims) {
    if (Extents.size(dims) == gradient.size()) {
      return gradient.view(dims);
    }
    double[] sum = new double[Extents.size(dims)];
    Strided.broadcast(dims, gradient.dims()).add(gradient.reals(), sum);
    return machine.arena().of(sum, dims);
  }

  /** As {@link #reduce}, for a gradient that nothing else refers to. */
  static Tensor reduceTemporary(Machine machine, Tensor gradient, int[] dims) {
    Tensor reduced = reduce(machine, gradient, dims);
    if (reduced.store() != gradient.store()) {
      machine.arena().discard(gradient);
    }
    return reduced;
  }
}
