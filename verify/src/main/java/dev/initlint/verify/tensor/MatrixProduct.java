package dev.initlint.verify.tensor;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;

/**
 * Matrix products on native kernels where the library loads, in Java elsewhere. The native library
 * runs single-threaded; a large product is cut into strips of rows or columns, and batches are run
 * side by side, so that one pool of threads serves all kernels.
 */
public final class MatrixProduct {
  /** Multiplications below which a strip is not worth a hand-over to another thread. */
  private static final long STRIP = 1 << 22;

  /** The native library, loaded by whoever comes first. */
  private static final FutureTask<OpenBlas> NATIVE = new FutureTask<>(OpenBlas::new);

  private final Products products;
  private final Workers workers;
  private final String remark;
  private final LongAdder nanoseconds = new LongAdder();

  private MatrixProduct(Products products, Workers workers, String remark) {
    this.products = products;
    this.workers = workers;
    this.remark = remark;
  }

  /** Begins to load the native library, which takes as long as to read a small model. */
  public static void loadAhead() {
    Thread loader = new Thread(NATIVE, "initlint-kernels");
    loader.setDaemon(true);
    loader.start();
  }

  /** Native products, or Java ones with a remark when the native library does not load. */
  public static MatrixProduct best(Workers workers) {
    NATIVE.run();
    try {
      return new MatrixProduct(NATIVE.get(), workers, null);
    } catch (ExecutionException e) {
      return new MatrixProduct(
          new JavaProducts(),
          workers,
          "OpenBLAS did not load ("
              + String.valueOf(e.getCause().getMessage())
                  .lines()
                  .findFirst()
                  .orElse("no reason given")
              + "); matrix products run in Java, many times slower. Add the openblas and javacpp"
              + " artifacts for this platform to the class path.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while OpenBLAS was loaded", e);
    }
  }

  /** Products that are not computed, for a rehearsal. */
  public static MatrixProduct idle(Workers workers) {
    return new MatrixProduct(new Idle(), workers, null);
  }

  private static final class Idle implements Products {
    @Override
    public void multiply(
        int rows,
        int columns,
        int inner,
        double alpha,
        Matrix a,
        Matrix b,
        double beta,
        Matrix c) {}

    @Override
    public String name() {
      return "none";
    }
  }

  /** Products in Java. */
  public static MatrixProduct inJava(Workers workers) {
    return new MatrixProduct(new JavaProducts(), workers, null);
  }

  /** Processor seconds spent in products so far, summed over threads. */
  public double seconds() {
    return nanoseconds.sum() / 1e9;
  }

  private void timed(
      int rows, int columns, int inner, double alpha, Matrix a, Matrix b, double beta, Matrix c) {
    long start = System.nanoTime();
    products.multiply(rows, columns, inner, alpha, a, b, beta, c);
    nanoseconds.add(System.nanoTime() - start);
  }

  /** What computes the products. */
  public String name() {
    return products.name();
  }

  /** Why the products are not native, or null when they are or were not asked to be. */
  public String remark() {
    return remark;
  }

  /** Writes the elements of C in some rows and columns, to which a product is then added. */
  @FunctionalInterface
  public interface Addend {
    void write(int fromRow, int toRow, int fromColumn, int toColumn);
  }

  /** {@code C = alpha·op(A)·op(B) + beta·C}, spread over all workers. */
  public void multiply(
      int rows, int columns, int inner, double alpha, Matrix a, Matrix b, double beta, Matrix c) {
    multiply(rows, columns, inner, alpha, a, b, beta, c, (r, s, t, u) -> {});
  }

  /** The same, where each strip of C is written by the thread that then multiplies. */
  public void multiply(
      int rows,
      int columns,
      int inner,
      double alpha,
      Matrix a,
      Matrix b,
      double beta,
      Matrix c,
      Addend addend) {
    if (rows == 0 || columns == 0) {
      return;
    }
    long work = (long) rows * columns * Math.max(1, inner);
    int strips = (int) Math.max(1, Math.min(workers.threads(), work / STRIP));
    if (strips == 1) {
      addend.write(0, rows, 0, columns);
      timed(rows, columns, inner, alpha, a, b, beta, c);
    } else if (rows >= columns) {
      workers.range(
          rows,
          (rows + strips - 1) / strips,
          (from, to) -> {
            addend.write(from, to, 0, columns);
            timed(to - from, columns, inner, alpha, a.fromRow(from), b, beta, c.fromRow(from));
          });
    } else {
      workers.range(
          columns,
          (columns + strips - 1) / strips,
          (from, to) -> {
            addend.write(0, rows, from, to);
            timed(rows, to - from, inner, alpha, a, b.fromColumn(from), beta, c.fromColumn(from));
          });
    }
  }

  /** One product on the caller's thread, for callers that are parallel themselves. */
  public void multiplyHere(
      int rows, int columns, int inner, double alpha, Matrix a, Matrix b, double beta, Matrix c) {
    if (rows > 0 && columns > 0) {
      timed(rows, columns, inner, alpha, a, b, beta, c);
    }
  }
}
