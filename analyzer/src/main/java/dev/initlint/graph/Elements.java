package dev.initlint.graph;

/**
 * A few elements held in memory, as a scale factor, a target shape or a table of cosines.
 *
 * @param dims extents, outermost first
 * @param values in row-major order; not to be written to
 */
public record Elements(ElementType type, long[] dims, double[] values) implements TensorData {

  /** One number. */
  public static Elements scalar(ElementType type, double value) {
    return new Elements(type, new long[0], new double[] {value});
  }

  /** A vector of integers. */
  public static Elements integers(long... values) {
    double[] elements = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      elements[i] = values[i];
    }
    return new Elements(ElementType.INT64, new long[] {values.length}, elements);
  }

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
