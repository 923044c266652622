package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Tensor;
import java.util.Map;
import java.util.function.Function;

/** An operator through which no gradient passes: shapes, indices, comparisons, masks. */
record Plumbing(Function<Call, Tensor> computes) implements Operator {

  static void register(Map<String, Operator> operators, String name, Function<Call, Tensor> f) {
    operators.put(name, new Plumbing(f));
  }

  @Override
  public Tensor[] forward(Call call) {
    return new Tensor[] {computes.apply(call)};
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    return new Tensor[call.arity()];
  }

  @Override
  public Keep keeps() {
    return Keep.NOTHING;
  }
}
