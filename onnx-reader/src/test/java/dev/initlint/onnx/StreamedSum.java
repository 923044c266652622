package dev.initlint.onnx;

import dev.initlint.graph.TensorData;

/** Sum and number of the elements that a tensor streams. */
record StreamedSum(double sum, long count) {
  static StreamedSum of(TensorData data) {
    double[] sum = new double[1];
    long[] count = new long[1];
    data.stream(
        (values, n) -> {
          for (int i = 0; i < n; i++) {
            sum[0] += values[i];
          }
          count[0] += n;
        });
    return new StreamedSum(sum[0], count[0]);
  }

  static double of(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += (float) v;
    }
    return sum;
  }
}
