package dev.initlint.shape;

/** Extents of Resize and of its predecessor Upsample. */
final class ResizingShape {
  private ResizingShape() {}

  static Inferred infer(Operands o) {
    long[] dims = o.dims(0);
    // Resize has taken the region as its second input since opset 11.
    boolean first = o.node().op().equals("Upsample") || o.opset() < 11;
    int scales = first ? 1 : 2;
    if (!first && o.has(3) && o.known(3).count() > 0) {
      return Inferred.Known.of(o.type(0), sized(o, dims));
    }
    double[] stated = o.attributes().reals("scales");
    double[] factors = stated != null ? stated : o.constant(scales).toDoubles();
    String mode = o.attributes().text("coordinate_transformation_mode", "half_pixel");
    if (mode.equals("tf_crop_and_resize")) {
      throw new IllegalArgumentException("Resize of a cropped region is not modelled");
    }
    int[] axes = axes(o, dims.length, factors.length);
    for (int i = 0; i < axes.length; i++) {
      double extent = Math.floor(dims[axes[i]] * factors[i]);
      if (!(extent >= 0 && extent < 0x1p53)) {
        throw new IllegalArgumentException("Resize by a scale of " + factors[i]);
      }
      dims[axes[i]] = (long) extent;
    }
    return Inferred.Known.of(o.type(0), dims);
  }

  private static long[] sized(Operands o, long[] dims) {
    String policy = o.attributes().text("keep_aspect_ratio_policy", "stretch");
    if (!policy.equals("stretch")) {
      throw new IllegalArgumentException("Resize with policy " + policy + " is not modelled");
    }
    long[] sizes = o.integers(3);
    int[] axes = axes(o, dims.length, sizes.length);
    for (int i = 0; i < axes.length; i++) {
      dims[axes[i]] = sizes[i];
    }
    return dims;
  }

  private static int[] axes(Operands o, int rank, int stated) {
    long[] named = o.attributes().integers("axes");
    int n = named == null ? rank : named.length;
    if (n != stated) {
      throw new IllegalArgumentException(
          o.node().op() + " states " + stated + " sizes or scales for " + n + " axes");
    }
    int[] axes = new int[n];
    for (int i = 0; i < n; i++) {
      axes[i] = named == null ? i : Extents.axis(named[i], rank);
    }
    return axes;
  }
}
