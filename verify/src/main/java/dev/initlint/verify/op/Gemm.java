package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Matrix;
import dev.initlint.verify.tensor.MatrixProduct;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;

/** Gemm: Y = alpha·A'·B' + beta·C, where A' and B' may be transposes and C is broadcast. */
final class Gemm implements Operator {

  @Override
  public Tensor[] forward(Call call) {
    Sizes s = Sizes.of(call);
    Tensor y = call.arena().reals(s.rows, s.columns);
    Matrix to = s.plain(y, s.columns);
    if (call.has(2)) {
      double beta = call.attributes().real("beta", 1);
      MatrixProduct.Addend bias = repeated(call.need(2), y);
      call.products()
          .multiply(s.rows, s.columns, s.inner, s.alpha, s.a(call), s.b(call), beta, to, bias);
    } else {
      product(call, s.rows, s.columns, s.inner, s.alpha, s.a(call), s.b(call), to);
    }
    return new Tensor[] {y};
  }

  /** Writes C, repeated to the shape of Y, into a strip of Y. */
  private static MatrixProduct.Addend repeated(Tensor c, Tensor y) {
    int[] strides = Extents.broadcastStrides(c.dims(), y.dims());
    int columns = y.dim(1);
    return (fromRow, toRow, fromColumn, toColumn) -> {
      for (int r = fromRow; r < toRow; r++) {
        int at = r * strides[0] + fromColumn * strides[1];
        if (strides[1] == 1) {
          c.store().copy(at, y.store(), r * columns + fromColumn, toColumn - fromColumn);
        } else {
          for (int k = fromColumn; k < toColumn; k++) {
            y.store().set(r * columns + k, c.store().get(at));
            at += strides[1];
          }
        }
      }
    };
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Sizes s = Sizes.of(call);
    Tensor[] result = new Tensor[call.arity()];
    Matrix g = s.plain(gradients[0], s.columns);
    if (call.wants(0)) {
      result[0] = call.arena().reals(call.dims(0));
      Matrix to = s.plain(result[0], call.dims(0)[1]);
      if (s.transA) {
        product(call, s.inner, s.rows, s.columns, s.alpha, s.b(call), g.t(), to);
      } else {
        product(call, s.rows, s.inner, s.columns, s.alpha, g, s.b(call).t(), to);
      }
    }
    if (call.wants(1)) {
      result[1] = call.arena().reals(call.dims(1));
      Matrix to = s.plain(result[1], call.dims(1)[1]);
      if (s.transB) {
        product(call, s.columns, s.inner, s.rows, s.alpha, g.t(), s.a(call), to);
      } else {
        product(call, s.inner, s.columns, s.rows, s.alpha, s.a(call).t(), g, to);
      }
    }
    if (call.has(2) && call.wants(2)) {
      result[2] = bias(call, gradients[0]);
    }
    return result;
  }

  private static void product(
      Call call, int rows, int columns, int inner, double alpha, Matrix a, Matrix b, Matrix to) {
    call.products().multiply(rows, columns, inner, alpha, a, b, 0, to);
  }

  private static Tensor bias(Call call, Tensor g) {
    double beta = call.attributes().real("beta", 1);
    if (beta == 1) {
      return Broadcasting.reduce(call.machine(), g, call.dims(2));
    }
    Tensor scaled = call.arena().reals(g.dims());
    Elementwise.apply(
        call.machine(),
        Activations.each(true, v -> beta * v, v -> beta),
        g.reals(),
        scaled.reals());
    return Broadcasting.reduceTemporary(call.machine(), scaled, call.dims(2));
  }

  private record Sizes(
      int rows, int inner, int columns, boolean transA, boolean transB, double alpha) {

    static Sizes of(Call call) {
      boolean ta = call.attributes().integer("transA", 0) != 0;
      boolean tb = call.attributes().integer("transB", 0) != 0;
      int[] a = call.dims(0);
      int[] b = call.dims(1);
      if (a.length != 2 || b.length != 2 || a[ta ? 0 : 1] != b[tb ? 1 : 0]) {
        throw new Unsupported(
            "matrices " + Arrays.toString(a) + " and " + Arrays.toString(b) + " do not fit");
      }
      return new Sizes(
          a[ta ? 1 : 0], a[ta ? 0 : 1], b[tb ? 0 : 1], ta, tb, call.attributes().real("alpha", 1));
    }

    Matrix a(Call call) {
      Matrix m = plain(call.in(0), call.dims(0)[1]);
      return transA ? m.t() : m;
    }

    Matrix b(Call call) {
      Matrix m = plain(call.in(1), call.dims(1)[1]);
      return transB ? m.t() : m;
    }

    Matrix plain(Tensor t, int columns) {
      return Matrix.of(t.reals(), 0, columns);
    }
  }
}
