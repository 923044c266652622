package dev.initlint.verify.op;

import dev.initlint.shape.Array;
import dev.initlint.shape.ConstantOps;
import dev.initlint.verify.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any further operator that the analyzer evaluates on constants, run on integers and booleans
 * alone: through reals a gradient would have to pass.
 */
final class Folded implements Operator {
  static final Operator INSTANCE = new Folded();

  private Folded() {}

  @Override
  public Tensor[] forward(Call call) {
    List<Array> inputs = new ArrayList<>();
    for (int i = 0; i < call.arity(); i++) {
      Tensor t = call.in(i);
      if (t != null && t.isReal()) {
        throw new Unsupported("the operator is implemented for integers and booleans only");
      }
      inputs.add(t == null ? null : array(t));
    }
    return ConstantOps.evaluate(call.node(), inputs).stream()
        .map(a -> a == null ? null : tensor(call, a))
        .toArray(Tensor[]::new);
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    return new Tensor[call.arity()];
  }

  @Override
  public Keep keeps() {
    return Keep.NOTHING;
  }

  private static Array array(Tensor t) {
    return Array.of(t.type(), Arrays.stream(t.dims()).asLongStream().toArray(), t.doubles());
  }

  private static Tensor tensor(Call call, Array a) {
    int[] dims = Arrays.stream(a.dims()).mapToInt(Math::toIntExact).toArray();
    return a.type().isReal()
        ? call.arena().of(a.toDoubles(), dims)
        : Tensor.of(a.type(), dims, a.toLongs());
  }
}
