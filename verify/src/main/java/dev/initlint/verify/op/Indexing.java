package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Store;
import dev.initlint.verify.tensor.Tensor;
import java.util.Map;
import java.util.function.Function;

/** Reading and writing at indices that are data: embeddings, position tables, masks, routes. */
final class Indexing {
  private Indexing() {}

  static void register(Map<String, Operator> operators) {
    operators.put("Gather", new Gather());
    operators.put("GatherElements", new GatherElements());
    operators.put("GatherND", new GatherNd());
    operators.put("ScatterElements", new Scattered(Indexing::elements));
    operators.put("ScatterND", new Scattered(Indexing::tuples));
  }

  /** An index counted from 0. */
  private static int index(long stated, int extent) {
    long i = stated < 0 ? stated + extent : stated;
    if (i < 0 || i >= extent) {
      throw new Operator.Unsupported(
          "index " + stated + " is outside a table of " + extent + " rows");
    }
    return (int) i;
  }

  /** Adds {@code n} elements of {@code from} to {@code to}. */
  private static void add(Reals from, int start, Reals to, int at, int n) {
    double[] a = new double[n];
    double[] b = new double[n];
    from.load(start, a, 0, n);
    to.load(at, b, 0, n);
    for (int i = 0; i < n; i++) {
      b[i] += a[i];
    }
    to.store(at, b, 0, n);
  }

  /** Where runs begin in the data, how long they are, and the shape of all of them. */
  private record Plan(int[] starts, int length, int[] dims) {}

  /** Copies, or adds back, runs of equal length whose places in the data are computed. */
  private abstract static class Runs implements Operator {
    abstract Plan plan(Call call);

    @Override
    public final Tensor[] forward(Call call) {
      Plan plan = plan(call);
      call.remember(plan);
      Tensor data = call.need(0);
      Tensor y = call.arena().like(data, plan.dims());
      Store from = data.store();
      Store to = y.store();
      int n = plan.length();
      call.workers()
          .range(
              plan.starts().length,
              Math.max(1, Elementwise.GRAIN / Math.max(1, n)),
              (a, b) -> {
                for (int i = a; i < b; i++) {
                  from.copy(plan.starts()[i], to, i * n, n);
                }
              });
      return new Tensor[] {y};
    }

    @Override
    public final Tensor[] backward(Call call, Tensor[] gradients) {
      Plan plan = (Plan) call.remembered();
      Tensor[] result = new Tensor[call.arity()];
      result[0] = call.arena().zeros(call.dims(0));
      int n = plan.length();
      for (int i = 0; i < plan.starts().length; i++) {
        add(gradients[0].reals(), i * n, result[0].reals(), plan.starts()[i], n);
      }
      return result;
    }

    @Override
    public final Keep keeps() {
      return Keep.NOTHING;
    }
  }

  private static final class Gather extends Runs {
    @Override
    Plan plan(Call call) {
      int[] d = call.need(0).dims();
      int axis = Extents.axis(call.attributes().integer("axis", 0), d.length);
      Tensor at = call.need(1);
      int outer = Extents.size(d, 0, axis);
      int inner = Extents.size(d, axis + 1, d.length);
      long[] indices = at.longs();
      int[] starts = new int[outer * indices.length];
      for (int o = 0, k = 0; o < outer; o++) {
        for (long i : indices) {
          starts[k++] = (o * d[axis] + index(i, d[axis])) * inner;
        }
      }
      int[] dims = new int[d.length - 1 + at.rank()];
      System.arraycopy(d, 0, dims, 0, axis);
      System.arraycopy(at.dims(), 0, dims, axis, at.rank());
      System.arraycopy(d, axis + 1, dims, axis + at.rank(), d.length - 1 - axis);
      return new Plan(starts, inner, dims);
    }
  }

  private static final class GatherElements extends Runs {
    @Override
    Plan plan(Call call) {
      return elements(call);
    }
  }

  private static final class GatherNd extends Runs {
    @Override
    Plan plan(Call call) {
      return tuples(call);
    }
  }

  /** Single elements: each at its own position, with the index along the axis. */
  private static Plan elements(Call call) {
    int[] d = call.dims(0);
    int axis = Extents.axis(call.attributes().integer("axis", 0), d.length);
    Tensor at = call.need(1);
    int[] strides = Extents.strides(d);
    int[] starts = new int[at.size()];
    long[] indices = at.longs();
    for (int i = 0; i < starts.length; i++) {
      for (int k = d.length - 1, rest = i; k >= 0; k--) {
        int position = k == axis ? index(indices[i], d[k]) : rest % at.dim(k);
        starts[i] += position * strides[k];
        rest /= at.dim(k);
      }
    }
    return new Plan(starts, 1, at.dims());
  }

  /** What tuples of indices address. */
  private static Plan tuples(Call call) {
    int[] d = call.dims(0);
    Tensor at = call.need(1);
    int batch = (int) call.attributes().integer("batch_dims", 0);
    int depth = at.dim(-1);
    int[] strides = Extents.strides(d);
    int inner = Extents.size(d, batch + depth, d.length);
    int tuples = depth == 0 ? 1 : at.size() / depth;
    int perBatch = tuples / Math.max(1, Extents.size(d, 0, batch));
    int batchStride = Extents.size(d, batch, d.length);
    long[] indices = at.longs();
    int[] starts = new int[tuples];
    for (int t = 0; t < tuples; t++) {
      starts[t] = t / Math.max(1, perBatch) * (batch == 0 ? 0 : batchStride);
      for (int k = 0; k < depth; k++) {
        starts[t] += index(indices[t * depth + k], d[batch + k]) * strides[batch + k];
      }
    }
    int kept = at.rank() - 1;
    int[] dims = new int[kept + d.length - batch - depth];
    System.arraycopy(at.dims(), 0, dims, 0, kept);
    System.arraycopy(d, batch + depth, dims, kept, d.length - batch - depth);
    return new Plan(starts, inner, dims);
  }

  /** Updates written over, or added to, a copy of the data; of several over one, the last stays. */
  private static final class Scattered implements Operator {
    private final Function<Call, Plan> planned;

    Scattered(Function<Call, Plan> planned) {
      this.planned = planned;
    }

    private static boolean adds(Call call) {
      String how = call.attributes().text("reduction", "none");
      if (!how.equals("none") && !how.equals("add")) {
        throw new Unsupported("updates are combined by " + how);
      }
      return how.equals("add");
    }

    @Override
    public Tensor[] forward(Call call) {
      Plan plan = planned.apply(call);
      call.remember(plan);
      Tensor data = call.need(0);
      Tensor updates = call.need(2);
      boolean adds = adds(call);
      Tensor y = call.arena().like(data, data.dims());
      data.store().copy(0, y.store(), 0, data.size());
      int n = plan.length();
      for (int i = 0; i < plan.starts().length; i++) {
        for (int k = 0; k < n; k++) {
          int to = plan.starts()[i] + k;
          double before = adds ? y.store().get(to) : 0;
          y.store().set(to, before + updates.store().get(i * n + k));
        }
      }
      return new Tensor[] {y};
    }

    @Override
    public Tensor[] backward(Call call, Tensor[] gradients) {
      Plan plan = (Plan) call.remembered();
      Tensor g = gradients[0];
      double[] data = g.doubles();
      double[] updates = new double[Extents.size(call.dims(2))];
      boolean adds = adds(call);
      int n = plan.length();
      for (int i = plan.starts().length - 1; i >= 0; i--) {
        for (int k = 0; k < n; k++) {
          int from = plan.starts()[i] + k;
          updates[i * n + k] = data[from];
          data[from] = adds ? data[from] : 0;
        }
      }
      Tensor[] result = new Tensor[call.arity()];
      result[0] = call.arena().of(data, call.dims(0));
      result[2] = call.arena().of(updates, call.dims(2));
      return result;
    }

    @Override
    public Keep keeps() {
      return Keep.NOTHING;
    }
  }
}
