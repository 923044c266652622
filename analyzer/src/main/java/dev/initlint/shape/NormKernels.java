package dev.initlint.shape;

import java.util.ArrayList;
import java.util.List;

/** Norms of constants, as of kernels that are standardised before they are used. */
final class NormKernels {
  private NormKernels() {}

  /** Per channel over all others in training, by the stored statistics otherwise. */
  static List<double[]> batch(Operands o, List<Inferred.Known> outputs) {
    Array x = o.constant(0);
    long[] dims = x.dims();
    int channels = (int) dims[1];
    int inner = 1;
    for (int i = 2; i < dims.length; i++) {
      inner *= (int) dims[i];
    }
    boolean training = o.attributes().integer("training_mode", 0) != 0;
    double epsilon = o.attributes().real("epsilon", 1e-5);
    double[] mean = o.constant(3).toDoubles();
    double[] variance = o.constant(4).toDoubles();
    if (training) {
      statistics(x, channels, inner, mean, variance);
    }
    double[] y = new double[x.size()];
    for (int i = 0; i < y.length; i++) {
      int c = i / inner % channels;
      double z = (x.at(i) - mean[c]) / Math.sqrt(variance[c] + epsilon);
      y[i] = z * o.constant(1).at(c) + o.constant(2).at(c);
    }
    List<double[]> all = new ArrayList<>();
    all.add(y);
    for (int i = 1; i < outputs.size(); i++) {
      all.add(i % 2 == 1 ? mean : variance);
    }
    return all;
  }

  private static void statistics(
      Array x, int channels, int inner, double[] mean, double[] variance) {
    double n = (double) x.size() / channels;
    java.util.Arrays.fill(mean, 0);
    java.util.Arrays.fill(variance, 0);
    for (int i = 0; i < x.size(); i++) {
      mean[i / inner % channels] += x.at(i) / n;
    }
    for (int i = 0; i < x.size(); i++) {
      int c = i / inner % channels;
      variance[c] += (x.at(i) - mean[c]) * (x.at(i) - mean[c]) / n;
    }
  }

  /** (q − zero point)·scale, one scale for all, for each index of an axis, or for each block. */
  static double[] dequantised(Operands o, Inferred.Known output) {
    Array q = o.constant(0);
    Array scale = o.constant(1);
    Array zero = o.has(2) ? o.constant(2) : null;
    int block = (int) o.attributes().integer("block_size", 0);
    int axis = scale.rank() == 0 ? 0 : o.axis("axis", 1, Math.max(1, q.rank()));
    double[] y = new double[q.size()];
    for (int i = 0; i < y.length; i++) {
      int at = scaleOf(i, q.dims(), scale, axis, block);
      y[i] = (q.at(i) - (zero == null ? 0 : zero.at(zero.size() == 1 ? 0 : at))) * scale.at(at);
    }
    return y;
  }

  /** x/scale + zero point, rounded to even and cut to the range of the output's type. */
  static double[] quantised(Operands o, Inferred.Known output) {
    Array x = o.constant(0);
    Array scale = o.constant(1);
    Array zero = o.has(2) ? o.constant(2) : null;
    int axis = scale.rank() == 0 ? 0 : o.axis("axis", 1, Math.max(1, x.rank()));
    double[] range = range(output);
    double[] y = new double[x.size()];
    for (int i = 0; i < y.length; i++) {
      int at = scaleOf(i, x.dims(), scale, axis, 0);
      double shift = zero == null ? 0 : zero.at(zero.size() == 1 ? 0 : at);
      double v = Math.rint(x.at(i) / scale.at(at)) + shift;
      y[i] = Math.max(range[0], Math.min(range[1], v));
    }
    return y;
  }

  private static double[] range(Inferred.Known output) {
    return switch (output.type()) {
      case UINT8 -> new double[] {0, 255};
      case INT8 -> new double[] {-128, 127};
      case UINT16 -> new double[] {0, 65535};
      case INT16 -> new double[] {-32768, 32767};
      default ->
          throw new IllegalArgumentException(
              "QuantizeLinear to " + output.type() + " is not evaluated");
    };
  }

  private static int scaleOf(int i, long[] dims, Array scale, int axis, int block) {
    if (scale.size() == 1) {
      return 0;
    }
    long inner = 1;
    for (int k = axis + 1; k < dims.length; k++) {
      inner *= dims[k];
    }
    long index = i / inner % dims[axis];
    if (block == 0) {
      return (int) index;
    }
    long outer = i / inner / dims[axis];
    long blocks = scale.dims()[axis];
    return (int) ((outer * blocks + index / block) * inner + i % inner);
  }
}
