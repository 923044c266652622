package dev.initlint.published;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.TensorData;

/** Elements that a test computed. */
record InMemory(ElementType type, long[] dims, double[] values) implements TensorData {

  @Override
  public void stream(Chunks chunks) {
    float[] all = new float[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) values[i];
    }
    chunks.accept(all, all.length);
  }

  @Override
  public double[] toDoubles(int limit) {
    if (values.length > limit) {
      throw new IllegalArgumentException(values.length + " elements, more than " + limit);
    }
    return values.clone();
  }
}
