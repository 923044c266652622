package dev.initlint.graph;

/** The elements of a tensor times a number, rounded to float as they are read. */
public record ScaledData(TensorData data, double factor) implements TensorData {
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
    float[][] own = {new float[0]};
    data.stream(
        (values, length) -> {
          if (own[0].length < length) {
            own[0] = new float[length];
          }
          for (int i = 0; i < length; i++) {
            own[0][i] = (float) (values[i] * factor);
          }
          chunks.accept(own[0], length);
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
    double[] values = data.toDoubles(limit);
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }
}
