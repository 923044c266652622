package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Matrix;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** MatMul: matrix products over broadcast batches, as numpy.matmul. */
final class MatrixOps implements Operator {

  static void register(Map<String, Operator> operators) {
    operators.put("MatMul", new MatrixOps());
    operators.put("Gemm", new Gemm());
  }

  @Override
  public Tensor[] forward(Call call) {
    Tensor a = call.need(0);
    Tensor b = call.need(1);
    Batch batch = Batch.of(a.dims(), b.dims());
    Tensor c = call.arena().reals(batch.result());
    batch.multiply(call.machine(), a.reals(), b.reals(), c.reals());
    return new Tensor[] {c};
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Batch batch = Batch.of(call.dims(0), call.dims(1));
    Reals g = gradients[0].reals();
    Tensor da = null;
    Tensor db = null;
    if (call.wants(0)) {
      da = call.arena().reals(call.dims(0));
      batch.pullLeft(call.machine(), g, call.in(1).reals(), da.reals());
    }
    if (call.wants(1)) {
      db = call.arena().reals(call.dims(1));
      batch.pullRight(call.machine(), call.in(0).reals(), g, db.reals());
    }
    return new Tensor[] {da, db};
  }

  /**
   * The products a pair of shapes stands for.
   *
   * @param result shape of the output
   * @param aStarts index of the left matrix of every product
   */
  record Batch(int rows, int inner, int columns, int[] result, int[] aStarts, int[] bStarts) {

    static Batch of(int[] aDims, int[] bDims) {
      int[] a = aDims.length == 1 ? new int[] {1, aDims[0]} : aDims;
      int[] b = bDims.length == 1 ? new int[] {bDims[0], 1} : bDims;
      int rows = a[a.length - 2];
      int inner = a[a.length - 1];
      int columns = b[b.length - 1];
      if (b[b.length - 2] != inner) {
        throw new Unsupported(
            "matrices "
                + Arrays.toString(aDims)
                + " and "
                + Arrays.toString(bDims)
                + " do not fit");
      }
      int[] aBatch = Arrays.copyOf(a, a.length - 2);
      int[] bBatch = Arrays.copyOf(b, b.length - 2);
      int[] batch = Extents.broadcast(aBatch, bBatch);
      int[] result = Arrays.copyOf(batch, batch.length + 2);
      result[batch.length] = rows;
      result[batch.length + 1] = columns;
      int[] stated = withoutAdded(result, aDims.length == 1, bDims.length == 1);
      if (Extents.size(bBatch) == 1) {
        // one right matrix: all left matrices are rows of a single product
        return new Batch(
            rows * Extents.size(batch), inner, columns, stated, new int[1], new int[1]);
      }
      return new Batch(
          rows,
          inner,
          columns,
          stated,
          starts(aBatch, batch, rows * inner),
          starts(bBatch, batch, inner * columns));
    }

    private static int[] withoutAdded(int[] dims, boolean row, boolean column) {
      int n = dims.length;
      int[] d = dims;
      if (column) {
        d = Arrays.copyOf(d, n - 1);
      }
      if (row) {
        d = d.clone();
        int at = n - 2;
        System.arraycopy(d, at + 1, d, at, d.length - at - 1);
        d = Arrays.copyOf(d, d.length - 1);
      }
      return d;
    }

    private static int[] starts(int[] dims, int[] batch, int size) {
      int[] strides = Extents.broadcastStrides(dims, batch);
      int[] starts = new int[Extents.size(batch)];
      for (int i = 0; i < starts.length; i++) {
        for (int k = batch.length - 1, rest = i; k >= 0; k--) {
          starts[i] += rest % batch[k] * strides[k] * size;
          rest /= batch[k];
        }
      }
      return starts;
    }

    /** C = A·B. */
    void multiply(Machine machine, Reals a, Reals b, Reals c) {
      each(
          machine,
          rows,
          columns,
          inner,
          i -> Matrix.of(a, aStarts[i], inner),
          i -> Matrix.of(b, bStarts[i], columns),
          i -> Matrix.of(c, i * rows * columns, columns),
          identity());
    }

    /** dA = dC·Bᵀ, summed where A was repeated. */
    void pullLeft(Machine machine, Reals g, Reals b, Reals da) {
      each(
          machine,
          rows,
          inner,
          columns,
          i -> Matrix.of(g, i * rows * columns, columns),
          i -> Matrix.of(b, bStarts[i], columns).t(),
          i -> Matrix.of(da, aStarts[i], inner),
          aStarts);
    }

    /** dB = Aᵀ·dC, summed where B was repeated. */
    void pullRight(Machine machine, Reals a, Reals g, Reals db) {
      each(
          machine,
          inner,
          columns,
          rows,
          i -> Matrix.of(a, aStarts[i], inner).t(),
          i -> Matrix.of(g, i * rows * columns, columns),
          i -> Matrix.of(db, bStarts[i], columns),
          bStarts);
    }

    private int[] identity() {
      int[] all = new int[aStarts.length];
      Arrays.setAll(all, i -> i);
      return all;
    }

    /** Runs all products; those with equal {@code target} are summed into one result. */
    private void each(
        Machine machine,
        int m,
        int n,
        int k,
        IntFunction<Matrix> left,
        IntFunction<Matrix> right,
        IntFunction<Matrix> to,
        int[] target) {
      int count = aStarts.length;
      if (count == 1) {
        machine.products().multiply(m, n, k, 1, left.apply(0), right.apply(0), 0, to.apply(0));
        return;
      }
      int[][] groups = groups(target);
      machine
          .workers()
          .range(
              groups.length,
              Math.max(1, (int) ((1L << 22) / Math.max(1L, (long) m * n * k))),
              (from, end) -> {
                for (int j = from; j < end; j++) {
                  double beta = 0;
                  for (int i : groups[j]) {
                    machine
                        .products()
                        .multiplyHere(m, n, k, 1, left.apply(i), right.apply(i), beta, to.apply(i));
                    beta = 1;
                  }
                }
              });
    }

    private static int[][] groups(int[] target) {
      Map<Integer, List<Integer>> byTarget = new LinkedHashMap<>();
      for (int i = 0; i < target.length; i++) {
        byTarget.computeIfAbsent(target[i], t -> new ArrayList<>()).add(i);
      }
      return byTarget.values().stream()
          .map(l -> l.stream().mapToInt(Integer::intValue).toArray())
          .toArray(int[][]::new);
    }
  }
}
