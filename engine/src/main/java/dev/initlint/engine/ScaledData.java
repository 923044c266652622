package dev.initlint.engine;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.TensorData;

/** The elements of a tensor times a number, rounded to float as they are read. */
record ScaledData(TensorData data, double factor) implements TensorData {
  @Override
  public ElementType type() {
    return data.type();
  }

  @Override
  public long[] dims() {
    return data.dims();
  }

  @Override
  public void stream(Chunks chunks) {
    float[] scaled = new float[0];
    float[][] held = {scaled};
    data.stream(
        (values, length) -> {
          if (held[0].length < length) {
            held[0] = new float[length];
          }
          for (int i = 0; i < length; i++) {
            held[0][i] = (float) (values[i] * factor);
          }
          chunks.accept(held[0], length);
        });
  }

  @Override
  public Runs runs() {
    Runs runs = data.runs();
    return (from, to, at, n) -> {
      runs.read(from, to, at, n);
      for (int i = at; i < at + n; i++) {
        to[i] = (float) (to[i] * factor);
      }
    };
  }

  @Override
  public double[] toDoubles(int limit) {
    double[] all = data.toDoubles(limit);
    for (int i = 0; i < all.length; i++) {
      all[i] *= factor;
    }
    return all;
  }
}
