package dev.initlint.javasource.tensor;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.TensorData;

/** A few elements that the source states, as a scale factor or a target shape. */
record Elements(ElementType type, long[] dims, double[] values) implements TensorData {
  @Override
  public void stream(Chunks chunks) {
    float[] run = new float[values.length];
    for (int i = 0; i < run.length; i++) {
      run[i] = (float) values[i];
    }
    chunks.accept(run, run.length);
  }

  @Override
  public double[] toDoubles(int limit) {
    if (values.length > limit) {
      throw new IllegalArgumentException(values.length + " elements, more than " + limit);
    }
    return values.clone();
  }
}
