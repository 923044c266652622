package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Tensor;

/** Where: the second operand where the condition holds, the third elsewhere. */
final class Selection implements Operator {

  @Override
  public Tensor[] forward(Call call) {
    Tensor c = call.need(0);
    Tensor a = call.need(1);
    Tensor b = call.need(2);
    int[] dims = Extents.broadcast(c.dims(), Extents.broadcast(a.dims(), b.dims()));
    long[] chosen = Broadcasting.expand(call.machine(), c, dims).longs();
    call.remember(chosen);
    if (!a.isReal()) {
      long[] x = Broadcasting.expand(call.machine(), a, dims).longs();
      long[] y = Broadcasting.expand(call.machine(), b, dims).longs();
      long[] result = new long[x.length];
      for (int i = 0; i < x.length; i++) {
        result[i] = chosen[i] != 0 ? x[i] : y[i];
      }
      return new Tensor[] {Tensor.of(a.type(), dims, result)};
    }
    Tensor result = call.arena().reals(dims);
    Reals out = result.reals();
    new Pairing(a.dims(), b.dims(), dims)
        .each(
            a.reals(),
            b.reals(),
            call.workers(),
            (x, y, dense, n) -> {
              for (int i = 0; i < n; i++) {
                x[i] = chosen[dense + i] != 0 ? x[i] : y[i];
              }
              out.store(dense, x, 0, n);
            });
    return new Tensor[] {result};
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    long[] chosen = (long[]) call.remembered();
    return new Tensor[] {
      null,
      call.wants(1) ? masked(call, gradients[0], chosen, true, 1) : null,
      call.wants(2) ? masked(call, gradients[0], chosen, false, 2) : null
    };
  }

  @Override
  public Keep keeps() {
    return Keep.NOTHING;
  }

  private static Tensor masked(Call call, Tensor g, long[] chosen, boolean kept, int operand) {
    Tensor full = call.arena().reals(g.dims());
    Reals from = g.reals();
    Reals to = full.reals();
    call.workers()
        .range(
            chosen.length,
            Elementwise.GRAIN,
            (start, end) -> {
              double[] block = new double[end - start];
              from.load(start, block, 0, block.length);
              for (int i = 0; i < block.length; i++) {
                block[i] = chosen[start + i] != 0 == kept ? block[i] : 0;
              }
              to.store(start, block, 0, block.length);
            });
    return Broadcasting.reduceTemporary(call.machine(), full, call.dims(operand));
  }
}
