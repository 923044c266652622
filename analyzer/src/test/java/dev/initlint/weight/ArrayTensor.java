package dev.initlint.weight;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.TensorData;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** A tensor in memory that streams in chunks of a given length. */
record ArrayTensor(long[] dims, float[] values, int chunk) implements TensorData {

  static ArrayTensor of(float[] values, long... dims) {
    return new ArrayTensor(dims, values, 4096);
  }

  static ArrayTensor draw(DoubleSupplier law, long... dims) {
    int n = 1;
    for (long d : dims) {
      n *= (int) d;
    }
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) law.getAsDouble();
    }
    return of(values, dims);
  }

  static DoubleSupplier normal(Random random, double std) {
    return () -> random.nextGaussian() * std;
  }

  static DoubleSupplier uniform(Random random, double bound) {
    return () -> (2 * random.nextDouble() - 1) * bound;
  }

  /** Normal of the given σ before cutting at ±2σ. */
  static DoubleSupplier truncated(Random random, double sigma) {
    return () -> {
      double z;
      do {
        z = random.nextGaussian();
      } while (Math.abs(z) > 2);
      return z * sigma;
    };
  }

  ArrayTensor transposed() {
    int rows = (int) dims[0];
    int columns = (int) dims[1];
    float[] t = new float[values.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        t[j * rows + i] = values[i * columns + j];
      }
    }
    return new ArrayTensor(new long[] {columns, rows}, t, chunk);
  }

  @Override
  public ElementType type() {
    return ElementType.FLOAT;
  }

  @Override
  public void stream(Chunks chunks) {
    float[] buffer = new float[chunk];
    for (int from = 0; from < values.length; from += chunk) {
      int n = Math.min(chunk, values.length - from);
      System.arraycopy(values, from, buffer, 0, n);
      chunks.accept(buffer, n);
    }
  }

  @Override
  public double[] toDoubles(int limit) {
    if (values.length > limit) {
      throw new IllegalArgumentException("more than " + limit + " elements");
    }
    double[] d = new double[values.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = values[i];
    }
    return d;
  }
}
