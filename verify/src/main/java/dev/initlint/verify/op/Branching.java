package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Tensor;

/**
 * If whose branches stand before it: the results of the one that its condition takes. The other is
 * computed for nothing, as a network in training would not do; no gradient reaches it.
 */
final class Branching implements Operator {

  @Override
  public Tensor[] forward(Call call) {
    int n = call.node().outputs().size();
    if (call.arity() != 1 + 2 * n || call.need(0).size() != 1) {
      throw new Unsupported("an If without its branches or without a single condition");
    }
    int from = call.need(0).longs()[0] != 0 ? 1 : 1 + n;
    call.remember(from);
    Tensor[] results = new Tensor[n];
    for (int i = 0; i < n; i++) {
      if (call.has(from + i)) {
        results[i] = call.need(from + i).view(call.need(from + i).dims());
      }
    }
    return results;
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Tensor[] result = new Tensor[call.arity()];
    int from = (Integer) call.remembered();
    for (int i = 0; i < gradients.length; i++) {
      if (gradients[i] != null && call.wants(from + i)) {
        result[from + i] = gradients[i].view(call.dims(from + i));
      }
    }
    return result;
  }

  @Override
  public Keep keeps() {
    return Keep.NOTHING;
  }
}
