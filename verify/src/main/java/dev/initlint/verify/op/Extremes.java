package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/**
 * Max, Min, Sum and Mean of any number of operands under broadcasting, and Clip. The gradient of an
 * extreme goes to the first operand that attains it.
 */
final class Extremes implements Operator {
  private enum Kind {
    MAX,
    MIN,
    SUM,
    MEAN,
    CLIP
  }

  private final Kind kind;

  private Extremes(Kind kind) {
    this.kind = kind;
  }

  static void register(Map<String, Operator> operators) {
    operators.put("Max", new Extremes(Kind.MAX));
    operators.put("Min", new Extremes(Kind.MIN));
    operators.put("Sum", new Extremes(Kind.SUM));
    operators.put("Mean", new Extremes(Kind.MEAN));
    operators.put("Clip", new Extremes(Kind.CLIP));
  }

  @Override
  public Tensor[] forward(Call call) {
    int[] dims = call.dims(0);
    int operands = kind == Kind.CLIP ? 1 : call.arity();
    for (int i = 1; i < operands; i++) {
      dims = Extents.broadcast(dims, call.dims(i));
    }
    double[] y = operand(call, 0, dims);
    int[] winner = new int[kind == Kind.SUM || kind == Kind.MEAN ? 0 : y.length];
    if (kind == Kind.CLIP) {
      clip(call, y, winner);
    }
    for (int i = 1; i < operands; i++) {
      merge(y, operand(call, i, dims), winner, i);
    }
    if (kind == Kind.MEAN) {
      for (int i = 0; i < y.length; i++) {
        y[i] /= operands;
      }
    }
    call.remember(winner);
    Tensor first = call.need(0);
    return new Tensor[] {
      first.isReal()
          ? call.arena().of(y, dims)
          : Tensor.of(first.type(), dims, Arrays.stream(y).mapToLong(v -> (long) v).toArray())
    };
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Tensor[] result = new Tensor[call.arity()];
    int operands = kind == Kind.CLIP ? 1 : call.arity();
    int[] winner = (int[]) call.remembered();
    for (int i = 0; i < operands; i++) {
      if (!call.wants(i)) {
        continue;
      }
      double[] g = gradients[0].doubles();
      for (int k = 0; k < g.length; k++) {
        g[k] *=
            winner.length == 0 ? (kind == Kind.MEAN ? 1.0 / operands : 1) : winner[k] == i ? 1 : 0;
      }
      Tensor full = call.arena().of(g, gradients[0].dims());
      result[i] = Broadcasting.reduceTemporary(call.machine(), full, call.dims(i));
    }
    return result;
  }

  @Override
  public Keep keeps() {
    return Keep.NOTHING;
  }

  private void merge(double[] y, double[] v, int[] winner, int operand) {
    for (int i = 0; i < y.length; i++) {
      if (kind == Kind.SUM || kind == Kind.MEAN) {
        y[i] += v[i];
      } else if (kind == Kind.MAX ? v[i] > y[i] : v[i] < y[i]) {
        y[i] = v[i];
        winner[i] = operand;
      }
    }
  }

  private static void clip(Call call, double[] y, int[] winner) {
    double low =
        call.has(1)
            ? call.need(1).store().get(0)
            : call.attributes().real("min", Double.NEGATIVE_INFINITY);
    double high =
        call.has(2)
            ? call.need(2).store().get(0)
            : call.attributes().real("max", Double.POSITIVE_INFINITY);
    for (int i = 0; i < y.length; i++) {
      double v = Math.min(high, Math.max(low, y[i]));
      winner[i] = v == y[i] ? 0 : -1;
      y[i] = v;
    }
  }

  private static double[] operand(Call call, int i, int[] dims) {
    Tensor t = call.need(i);
    Tensor full = Broadcasting.expand(call.machine(), t, dims);
    double[] v = full.doubles();
    if (full != t) {
      call.arena().discard(full);
    }
    return v;
  }
}
