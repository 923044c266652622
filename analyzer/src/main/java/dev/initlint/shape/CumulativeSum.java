package dev.initlint.shape;

/** Running sums along one axis. */
final class CumulativeSum {
  private CumulativeSum() {}

  static double[] evaluate(Operands o, Inferred.Known out) {
    long[] dims = out.dims();
    int axis = Extents.axis((long) o.scalar(1), dims.length);
    boolean exclusive = o.attributes().integer("exclusive", 0) != 0;
    boolean reverse = o.attributes().integer("reverse", 0) != 0;
    int n = (int) dims[axis];
    int inner = (int) Extents.product(dims, axis + 1, dims.length);
    double[] in = o.constant(0).elements();
    double[] result = new double[in.length];
    for (int line = 0; n > 0 && line < in.length / n; line++) {
      int first = line / inner * n * inner + line % inner;
      double sum = 0;
      for (int i = 0; i < n; i++) {
        int at = first + (reverse ? n - 1 - i : i) * inner;
        double next = Representable.of(out.type(), sum + in[at]);
        result[at] = exclusive ? sum : next;
        sum = next;
      }
    }
    return result;
  }
}
