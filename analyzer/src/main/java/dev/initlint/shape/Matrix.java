package dev.initlint.shape;

import dev.initlint.graph.ElementType;
import java.util.Arrays;
import java.util.List;

/** Matrix products. */
final class Matrix {
  /** Multiplications that one constant product may take. */
  private static final long MAX_STEPS = 1 << 27;

  private Matrix() {}

  static void register(Operators r) {
    r.add("MatMul", o -> product(o, o.type(0)), Matrix::multiply);
    r.add("MatMulInteger", o -> product(o, ElementType.INT32));
    r.add("QLinearMatMul", o -> Inferred.Known.of(o.type(7), product(o.dims(0), o.dims(3))));
    r.add("Gemm", Matrix::gemm);
    r.add("Einsum", EinsumShape::infer, EinsumShape::evaluate);
  }

  private static Inferred product(Operands o, ElementType type) {
    return Inferred.Known.of(type, product(o.dims(0), o.dims(1)));
  }

  /** Extents of NumPy's matmul. */
  static long[] product(long[] a, long[] b) {
    if (a.length == 0 || b.length == 0) {
      throw new IllegalArgumentException("a matrix product of a scalar");
    }
    long[] left = a.length == 1 ? new long[] {1, a[0]} : a;
    long[] right = b.length == 1 ? new long[] {b[0], 1} : b;
    if (left[left.length - 1] != right[right.length - 2]) {
      throw new IllegalArgumentException(
          "the matrix product of "
              + Extents.text(a)
              + " and "
              + Extents.text(b)
              + " sums over axes of different extent");
    }
    long[] batch =
        Extents.broadcast(
            Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2));
    long[] rows = a.length == 1 ? new long[0] : new long[] {left[left.length - 2]};
    long[] columns = b.length == 1 ? new long[0] : new long[] {right[right.length - 1]};
    return Extents.concat(batch, rows, columns);
  }

  private static double[] multiply(Operands o, Inferred.Known out) {
    long[] a = o.dims(0);
    long[] b = o.dims(1);
    int inner = (int) a[a.length - 1];
    int rows = a.length == 1 ? 1 : (int) a[a.length - 2];
    int columns = b.length == 1 ? 1 : (int) b[b.length - 1];
    long[] batch = Arrays.copyOf(out.dims(), Math.max(0, Math.max(a.length, b.length) - 2));
    long[] leftDims = Extents.concat(batch, tail(a));
    long[] rightDims = Extents.concat(batch, tail(b));
    long spread = Math.max(Extents.count(leftDims), Extents.count(rightDims));
    if (out.count() * inner > MAX_STEPS || spread > ConstantOps.MAX_ELEMENTS) {
      throw new IllegalArgumentException("a constant matrix product takes too long to compute");
    }
    double[] left = AxisMap.broadcast(o.constant(0), leftDims);
    double[] right = AxisMap.broadcast(o.constant(1), rightDims);
    double[] result = new double[Math.toIntExact(out.count())];
    for (int i = 0; i < result.length; i++) {
      int matrix = i / (rows * columns);
      int row = i / columns % rows;
      double sum = 0;
      for (int k = 0; k < inner; k++) {
        sum +=
            left[(matrix * rows + row) * inner + k]
                * right[(matrix * inner + k) * columns + i % columns];
      }
      result[i] = Representable.of(out.type(), sum);
    }
    return result;
  }

  /** Multiplications of a product of two operands, or 0. */
  static long steps(List<Array> operands) {
    Array a = operands.size() < 2 ? null : operands.get(0);
    Array b = operands.size() < 2 ? null : operands.get(1);
    if (a == null || b == null || b.rank() == 0) {
      return 0;
    }
    return a.size() * b.dims()[b.rank() - 1];
  }

  private static long[] tail(long[] dims) {
    return Arrays.copyOfRange(dims, Math.max(0, dims.length - 2), dims.length);
  }

  static Inferred gemm(Operands o) {
    boolean transA = o.attributes().integer("transA", 0) != 0;
    boolean transB = o.attributes().integer("transB", 0) != 0;
    long[] a = o.dims(0, 2);
    long[] b = o.dims(1, 2);
    if (a[transA ? 0 : 1] != b[transB ? 1 : 0]) {
      throw new IllegalArgumentException(
          "Gemm of "
              + Extents.text(a)
              + " and "
              + Extents.text(b)
              + " sums over axes of different extent");
    }
    return Inferred.Known.of(o.type(0), a[transA ? 1 : 0], b[transB ? 0 : 1]);
  }
}
