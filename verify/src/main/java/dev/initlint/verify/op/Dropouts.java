package dev.initlint.verify.op;

import dev.initlint.graph.ElementType;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Dropout: the identity, unless {@code training_mode} is set; then every element is zero with
 * probability {@code ratio} and scaled by 1/(1 - ratio) otherwise.
 */
final class Dropouts implements Operator {

  @Override
  public Tensor[] forward(Call call) {
    Tensor x = call.need(0);
    boolean training = call.has(2) && call.need(2).longs()[0] != 0;
    double ratio = call.has(1) ? call.need(1).store().get(0) : call.attributes().real("ratio", 0.5);
    boolean masked = call.node().outputs().size() > 1;
    if (!training || ratio == 0) {
      Tensor y = x.view(x.dims());
      return masked ? new Tensor[] {y, mask(x, null)} : new Tensor[] {y};
    }
    boolean[] kept = new boolean[x.size()];
    SplittableRandom random = call.random();
    for (int i = 0; i < kept.length; i++) {
      kept[i] = random.nextDouble() >= ratio;
    }
    Memo memo = new Memo(kept, 1 / (1 - ratio));
    call.remember(memo);
    Tensor y = apply(call, x, memo);
    return masked ? new Tensor[] {y, mask(x, kept)} : new Tensor[] {y};
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Tensor[] result = new Tensor[call.arity()];
    result[0] =
        call.remembered() instanceof Memo memo
            ? apply(call, gradients[0], memo)
            : gradients[0].view(call.dims(0));
    return result;
  }

  @Override
  public Keep keeps() {
    return Keep.NOTHING;
  }

  private record Memo(boolean[] kept, double scale) {}

  private static Tensor apply(Call call, Tensor x, Memo memo) {
    Tensor y = call.arena().reals(x.dims());
    call.workers()
        .range(
            memo.kept.length,
            Elementwise.GRAIN,
            (from, to) -> {
              double[] block = new double[to - from];
              x.reals().load(from, block, 0, block.length);
              for (int i = 0; i < block.length; i++) {
                block[i] = memo.kept[from + i] ? block[i] * memo.scale : 0;
              }
              y.reals().store(from, block, 0, block.length);
            });
    return y;
  }

  private static Tensor mask(Tensor x, boolean[] kept) {
    long[] mask = new long[x.size()];
    Arrays.setAll(mask, i -> kept == null || kept[i] ? 1 : 0);
    return Tensor.of(ElementType.BOOL, x.dims(), mask);
  }
}
