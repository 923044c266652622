package dev.initlint.verify.agreement;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.TensorData;

/** A tensor in memory. */
public record Held(ElementType type, long[] dims, double[] values) implements TensorData {
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
      throw new IllegalArgumentException("more than " + limit + " elements");
    }
    return values.clone();
  }
}
