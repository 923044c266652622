package dev.initlint.verify.op;

import dev.initlint.graph.ElementType;
import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Strided;
import dev.initlint.verify.tensor.Sums;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Sums, means, norms and extremes over axes. */
final class Reductions implements Operator {
  /** What is reduced to what. */
  private enum Kind {
    SUM,
    MEAN,
    SUM_SQUARE,
    L1,
    L2,
    LOG_SUM,
    LOG_SUM_EXP,
    PRODUCT,
    MAX,
    MIN
  }

  private final Kind kind;

  private Reductions(Kind kind) {
    this.kind = kind;
  }

  static void register(Map<String, Operator> operators) {
    operators.put("ReduceSum", new Reductions(Kind.SUM));
    operators.put("ReduceMean", new Reductions(Kind.MEAN));
    operators.put("ReduceSumSquare", new Reductions(Kind.SUM_SQUARE));
    operators.put("ReduceL1", new Reductions(Kind.L1));
    operators.put("ReduceL2", new Reductions(Kind.L2));
    operators.put("ReduceLogSum", new Reductions(Kind.LOG_SUM));
    operators.put("ReduceLogSumExp", new Reductions(Kind.LOG_SUM_EXP));
    operators.put("ReduceProd", new Reductions(Kind.PRODUCT));
    operators.put("ReduceMax", new Reductions(Kind.MAX));
    operators.put("ReduceMin", new Reductions(Kind.MIN));
    Plumbing.register(operators, "ArgMax", call -> arg(call, true));
    Plumbing.register(operators, "ArgMin", call -> arg(call, false));
  }

  @Override
  public Tensor[] forward(Call call) {
    Tensor x = call.need(0);
    boolean[] reduced = axes(call);
    int[] kept = kept(x.dims(), reduced);
    double[] result = new double[Extents.size(kept)];
    Strided target = Strided.broadcast(kept, x.dims());
    double start = start();
    Arrays.fill(result, start);
    double[] block = new double[target.innermost()];
    target.forEachRun(
        (region, dense, n, step) -> {
          load(x, dense, block, n);
          merge(block, result, region, n, step);
        });
    int count = result.length == 0 ? 1 : x.size() / result.length;
    for (int i = 0; i < result.length; i++) {
      result[i] = finish(result[i], count);
    }
    int[] dims = call.attributes().integer("keepdims", 1) == 1 ? kept : removed(kept, reduced);
    if (x.isReal()) {
      call.remember(result);
      return new Tensor[] {call.arena().of(result, dims)};
    }
    return new Tensor[] {
      Tensor.of(x.type(), dims, Arrays.stream(result).mapToLong(v -> (long) v).toArray())
    };
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    int[] dims = call.dims(0);
    int[] kept = kept(dims, axes(call));
    double[] value = (double[]) call.remembered();
    double[] g = gradients[0].doubles();
    int count = value.length == 0 ? 1 : Extents.size(dims) / value.length;
    double[] ties = kind == Kind.MAX || kind == Kind.MIN ? ties(call.in(0), kept, value) : null;
    Tensor result = call.arena().reals(dims);
    Reals x = call.in(0).reals();
    Reals to = result.reals();
    Strided target = Strided.broadcast(kept, dims);
    double[] block = new double[target.innermost()];
    target.forEachRun(
        (region, dense, n, step) -> {
          x.load(dense, block, 0, n);
          for (int i = 0; i < n; i++) {
            int at = region + i * step;
            double share = ties == null ? 1 : 1 / ties[at];
            block[i] = g[at] * share * slope(block[i], value[at], count);
          }
          to.store(dense, block, 0, n);
        });
    Tensor[] all = new Tensor[call.arity()];
    all[0] = result;
    return all;
  }

  private static void load(Tensor x, int from, double[] to, int n) {
    if (x.store() instanceof Reals r) {
      r.load(from, to, 0, n);
    } else {
      for (int i = 0; i < n; i++) {
        to[i] = x.store().get(from + i);
      }
    }
  }

  private double start() {
    return switch (kind) {
      case PRODUCT -> 1;
      case MAX, LOG_SUM_EXP -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
      default -> 0;
    };
  }

  private void merge(double[] block, double[] result, int region, int n, int step) {
    if (step == 0 && (kind == Kind.SUM || kind == Kind.MEAN)) {
      result[region] += Sums.sum(block, 0, n);
      return;
    }
    if (step == 0 && (kind == Kind.SUM_SQUARE || kind == Kind.L2)) {
      result[region] += Sums.dot(block, block, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      int at = region + i * step;
      result[at] = merge(result[at], block[i]);
    }
  }

  private double merge(double sofar, double v) {
    return switch (kind) {
      case SUM, MEAN, LOG_SUM -> sofar + v;
      case SUM_SQUARE, L2 -> sofar + v * v;
      case L1 -> sofar + Math.abs(v);
      case PRODUCT -> sofar * v;
      case MAX -> Math.max(sofar, v);
      case MIN -> Math.min(sofar, v);
      case LOG_SUM_EXP -> {
        double max = Math.max(sofar, v);
        yield max == Double.NEGATIVE_INFINITY
            ? max
            : max + Math.log(Math.exp(sofar - max) + Math.exp(v - max));
      }
    };
  }

  private double finish(double v, int count) {
    return switch (kind) {
      case MEAN -> v / count;
      case L2 -> Math.sqrt(v);
      case LOG_SUM -> Math.log(v);
      default -> v;
    };
  }

  private double slope(double x, double y, int count) {
    return switch (kind) {
      case SUM -> 1;
      case MEAN -> 1.0 / count;
      case SUM_SQUARE -> 2 * x;
      case L1 -> Math.signum(x);
      case L2 -> y == 0 ? 0 : x / y;
      case LOG_SUM -> Math.exp(-y);
      case LOG_SUM_EXP -> Math.exp(x - y);
      case PRODUCT -> y / x;
      case MAX, MIN -> x == y ? 1 : 0;
    };
  }

  /** How many elements share each extreme. */
  private static double[] ties(Tensor x, int[] kept, double[] value) {
    double[] count = new double[value.length];
    Reals from = x.reals();
    Strided.broadcast(kept, x.dims())
        .forEachRun(
            (region, dense, n, step) -> {
              double[] block = new double[n];
              from.load(dense, block, 0, n);
              for (int i = 0; i < n; i++) {
                count[region + i * step] += block[i] == value[region + i * step] ? 1 : 0;
              }
            });
    return count;
  }

  private static boolean[] axes(Call call) {
    int rank = call.dims(0).length;
    long[] axes = call.has(1) ? call.in(1).longs() : call.attributes().integers("axes");
    boolean[] reduced = new boolean[rank];
    if (axes == null || axes.length == 0) {
      Arrays.fill(reduced, call.attributes().integer("noop_with_empty_axes", 0) == 0);
      return reduced;
    }
    for (long a : axes) {
      reduced[Extents.axis(a, rank)] = true;
    }
    return reduced;
  }

  private static int[] kept(int[] dims, boolean[] reduced) {
    int[] kept = dims.clone();
    for (int i = 0; i < dims.length; i++) {
      kept[i] = reduced[i] ? 1 : dims[i];
    }
    return kept;
  }

  private static int[] removed(int[] kept, boolean[] reduced) {
    int n = 0;
    int[] dims = new int[kept.length];
    for (int i = 0; i < kept.length; i++) {
      if (!reduced[i]) {
        dims[n++] = kept[i];
      }
    }
    return Arrays.copyOf(dims, n);
  }

  private static Tensor arg(Call call, boolean largest) {
    Tensor x = call.need(0);
    int axis = Extents.axis(call.attributes().integer("axis", 0), x.rank());
    boolean last = call.attributes().integer("select_last_index", 0) == 1;
    int inner = Extents.size(x.dims(), axis + 1, x.rank());
    int n = x.dim(axis);
    long[] result = new long[n == 0 ? 0 : x.size() / n];
    for (int i = 0; i < result.length; i++) {
      int start = i / inner * n * inner + i % inner;
      int best = 0;
      for (int k = 1; k < n; k++) {
        double v = x.store().get(start + k * inner);
        double held = x.store().get(start + best * inner);
        boolean better = largest ? v > held : v < held;
        best = better || last && v == held ? k : best;
      }
      result[i] = best;
    }
    boolean[] reduced = new boolean[x.rank()];
    reduced[axis] = true;
    int[] kept = kept(x.dims(), reduced);
    int[] dims = call.attributes().integer("keepdims", 1) == 1 ? kept : removed(kept, reduced);
    return Tensor.of(ElementType.INT64, dims, result);
  }
}
