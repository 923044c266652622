package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Tensor;
import java.util.Map;

/** Trilu and CumSum: masks of causal models, and running sums for positions. */
final class Triangles {
  private Triangles() {}

  static void register(Map<String, Operator> operators) {
    operators.put("Trilu", new Trilu());
    operators.put("CumSum", new CumSum());
  }

  private static final class Trilu implements Operator {
    @Override
    public Tensor[] forward(Call call) {
      return new Tensor[] {masked(call, call.need(0))};
    }

    @Override
    public Tensor[] backward(Call call, Tensor[] gradients) {
      Tensor[] result = new Tensor[call.arity()];
      result[0] = masked(call, gradients[0]);
      return result;
    }

    @Override
    public Keep keeps() {
      return Keep.NOTHING;
    }

    private static Tensor masked(Call call, Tensor x) {
      boolean upper = call.attributes().integer("upper", 1) == 1;
      long k = call.has(1) ? call.in(1).longs()[0] : 0;
      int rows = x.dim(-2);
      int columns = x.dim(-1);
      Tensor y = call.arena().like(x, x.dims());
      for (int i = 0; i < x.size(); i++) {
        int row = i / columns % rows;
        int column = i % columns;
        boolean kept = upper ? column - row >= k : column - row <= k;
        y.store().set(i, kept ? x.store().get(i) : 0);
      }
      return y;
    }
  }

  private static final class CumSum implements Operator {
    @Override
    public Tensor[] forward(Call call) {
      return new Tensor[] {running(call, call.need(0), reverse(call))};
    }

    @Override
    public Tensor[] backward(Call call, Tensor[] gradients) {
      Tensor[] result = new Tensor[call.arity()];
      result[0] = running(call, gradients[0], !reverse(call));
      return result;
    }

    @Override
    public Keep keeps() {
      return Keep.NOTHING;
    }

    private static boolean reverse(Call call) {
      return call.attributes().integer("reverse", 0) == 1;
    }

    private static Tensor running(Call call, Tensor x, boolean reverse) {
      int axis = Extents.axis(call.in(1).longs()[0], x.rank());
      boolean exclusive = call.attributes().integer("exclusive", 0) == 1;
      int n = x.dim(axis);
      int step = Extents.size(x.dims(), axis + 1, x.rank());
      Tensor y = call.arena().like(x, x.dims());
      for (int line = 0; n > 0 && line < x.size() / n; line++) {
        int start = line / step * n * step + line % step;
        double sum = 0;
        for (int i = 0; i < n; i++) {
          int at = start + (reverse ? n - 1 - i : i) * step;
          double v = x.store().get(at);
          y.store().set(at, exclusive ? sum : sum + v);
          sum += v;
        }
      }
      return y;
    }
  }
}
