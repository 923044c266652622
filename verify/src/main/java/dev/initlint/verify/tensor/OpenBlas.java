package dev.initlint.verify.tensor;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/** Products by OpenBLAS, whose kernels are chosen for the processor when it loads. */
final class OpenBlas implements Products {

  /** Loads the native library. */
  OpenBlas() {
    blas_set_num_threads(1);
  }

  @Override
  public void multiply(
      int rows, int columns, int inner, double alpha, Matrix a, Matrix b, double beta, Matrix c) {
    int ta = a.transposed() ? CblasTrans : CblasNoTrans;
    int tb = b.transposed() ? CblasTrans : CblasNoTrans;
    if (c.store() instanceof Floats) {
      cblas_sgemm(
          CblasRowMajor,
          ta,
          tb,
          rows,
          columns,
          inner,
          (float) alpha,
          floats(a),
          a.stride(),
          floats(b),
          b.stride(),
          (float) beta,
          floats(c),
          c.stride());
    } else {
      cblas_dgemm(
          CblasRowMajor,
          ta,
          tb,
          rows,
          columns,
          inner,
          alpha,
          doubles(a),
          a.stride(),
          doubles(b),
          b.stride(),
          beta,
          doubles(c),
          c.stride());
    }
  }

  @Override
  public String name() {
    return "OpenBLAS";
  }

  private static FloatBuffer floats(Matrix m) {
    FloatBuffer buffer = ((Floats) m.store()).buffer();
    return buffer.slice(m.offset(), buffer.capacity() - m.offset());
  }

  private static DoubleBuffer doubles(Matrix m) {
    DoubleBuffer buffer = ((Doubles) m.store()).buffer();
    return buffer.slice(m.offset(), buffer.capacity() - m.offset());
  }
}
