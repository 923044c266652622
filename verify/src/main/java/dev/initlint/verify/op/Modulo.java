package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Tensor;

/** Remainder of integers: the sign of the divisor, or of the dividend when {@code fmod} is set. */
final class Modulo implements Operator {

  @Override
  public Tensor[] forward(Call call) {
    Tensor a = call.need(0);
    Tensor b = call.need(1);
    if (a.isReal() || b.isReal()) {
      throw new Unsupported("the remainder of reals is not implemented");
    }
    boolean truncated = call.attributes().integer("fmod", 0) == 1;
    int[] dims = Extents.broadcast(a.dims(), b.dims());
    return new Tensor[] {
      Arithmetic.integers(
          call, a, b, dims, (x, y) -> y == 0 ? 0 : truncated ? x % y : Math.floorMod(x, y))
    };
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    return new Tensor[call.arity()];
  }
}
