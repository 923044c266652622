package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Strided;
import dev.initlint.verify.tensor.Tensor;
import java.util.Map;

/** Concat and Split: the same parts along an axis, put together or taken apart. */
final class Joins {
  private Joins() {}

  static void register(Map<String, Operator> operators) {
    operators.put("Concat", new Concat());
    operators.put("Split", new Split());
  }

  /** The part of a tensor of shape {@code whole} from {@code start} on along an axis. */
  private static Strided part(int[] whole, int[] dims, int axis, int start) {
    int[] strides = Extents.strides(whole);
    return new Strided(dims, strides, start * strides[axis]);
  }

  private static final class Concat implements Operator {
    @Override
    public Tensor[] forward(Call call) {
      int axis = axis(call);
      int extent = 0;
      for (int i = 0; i < call.arity(); i++) {
        extent += call.dims(i)[axis];
      }
      int[] dims = Extents.with(call.dims(0), axis, extent);
      Tensor y = call.arena().like(call.need(0), dims);
      int start = 0;
      for (int i = 0; i < call.arity(); i++) {
        part(dims, call.dims(i), axis, start)
            .scatter(call.need(i).store(), y.store(), call.workers());
        start += call.dims(i)[axis];
      }
      return new Tensor[] {y};
    }

    @Override
    public Tensor[] backward(Call call, Tensor[] gradients) {
      int axis = axis(call);
      Tensor[] result = new Tensor[call.arity()];
      int start = 0;
      for (int i = 0; i < call.arity(); i++) {
        if (call.wants(i)) {
          result[i] = call.arena().reals(call.dims(i));
          part(gradients[0].dims(), call.dims(i), axis, start)
              .gather(gradients[0].store(), result[i].store(), call.workers());
        }
        start += call.dims(i)[axis];
      }
      return result;
    }

    @Override
    public Keep keeps() {
      return Keep.NOTHING;
    }

    private static int axis(Call call) {
      return Extents.axis(call.attributes().integer("axis", 1), call.dims(0).length);
    }
  }

  private static final class Split implements Operator {
    @Override
    public Tensor[] forward(Call call) {
      Tensor x = call.need(0);
      int axis = Extents.axis(call.attributes().integer("axis", 0), x.rank());
      int[] sizes = sizes(call, x.dim(axis));
      Tensor[] parts = new Tensor[sizes.length];
      int start = 0;
      for (int i = 0; i < sizes.length; i++) {
        int[] dims = Extents.with(x.dims(), axis, sizes[i]);
        parts[i] = call.arena().like(x, dims);
        part(x.dims(), dims, axis, start).gather(x.store(), parts[i].store(), call.workers());
        start += sizes[i];
      }
      call.remember(sizes);
      return parts;
    }

    @Override
    public Tensor[] backward(Call call, Tensor[] gradients) {
      int[] dims = call.dims(0);
      int axis = Extents.axis(call.attributes().integer("axis", 0), dims.length);
      int[] sizes = (int[]) call.remembered();
      Tensor whole = call.arena().zeros(dims);
      int start = 0;
      for (int i = 0; i < sizes.length; i++) {
        if (gradients[i] != null) {
          part(dims, gradients[i].dims(), axis, start)
              .scatter(gradients[i].store(), whole.store(), call.workers());
        }
        start += sizes[i];
      }
      Tensor[] result = new Tensor[call.arity()];
      result[0] = whole;
      return result;
    }

    @Override
    public Keep keeps() {
      return Keep.NOTHING;
    }

    private static int[] sizes(Call call, int extent) {
      if (call.has(1)) {
        return call.need(1).ints();
      }
      if (call.attributes().integers("split") != null) {
        return Views.ints(call.attributes().integers("split"));
      }
      int parts = (int) call.attributes().integer("num_outputs", call.node().outputs().size());
      int each = (extent + parts - 1) / parts;
      int[] sizes = new int[parts];
      for (int i = 0; i < parts; i++) {
        sizes[i] = Math.max(0, Math.min(each, extent - i * each));
      }
      return sizes;
    }
  }
}
