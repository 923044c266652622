package dev.initlint.hub.family.layer;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Convolutions and pooling. */
final class Windows {
  private Windows() {}

  static void register(Map<String, Function> all) {
    all.put("conv", Windows::conv);
    all.put("max_pool", a -> pool(a, "MaxPool"));
    all.put("avg_pool", a -> pool(a, "AveragePool"));
    all.put("global_avg_pool", Windows::global);
  }

  /**
   * {@code conv(x, outputs, kernel, stride=1, padding=0, groups=1, dilation=1, bias=true)} on
   * [batch, channels, extents…]; torch's {@code nn.Conv1d} to {@code nn.Conv3d}.
   */
  private static Tensor conv(Arguments a) {
    a.allow(Set.of("stride", "padding", "groups", "dilation", "bias", "kernel", "weight"));
    Tensor x = a.tensor(0);
    int spatial = spatial(x);
    long outputs = a.size(1, "outputs");
    long[] kernel = a.sizes(2, "kernel", spatial, 1);
    long[] stride = a.sizes(3, "stride", spatial, 1);
    long[] padding = a.sizes(4, "padding", spatial, 0);
    long[] dilation = a.sizes(-1, "dilation", spatial, 1);
    long groups = a.size(5, "groups", 1);
    if (groups <= 0 || x.dim(1) % groups != 0 || outputs % groups != 0) {
      throw new LayerFault(
          x.dim(1) + " and " + outputs + " channels do not part into " + groups + " groups");
    }
    long[] shape = new long[spatial + 2];
    shape[0] = outputs;
    shape[1] = x.dim(1) / groups;
    System.arraycopy(kernel, 0, shape, 2, spatial);
    long[] dims = x.dims().clone();
    dims[1] = outputs;
    for (int i = 0; i < spatial; i++) {
      dims[i + 2] = extent(dims[i + 2], kernel[i], stride[i], padding[i], dilation[i]);
    }
    ModelWriter w = a.writer();
    Tensor given = a.tensor("weight");
    Tensor weight = given != null ? given : w.parameter("Conv", "weight", -1, shape);
    Map<String, Object> attributes =
        Map.of(
            "kernel_shape", kernel,
            "strides", stride,
            "pads", twice(padding),
            "dilations", dilation,
            "group", groups);
    return a.flag(-1, "bias", true)
        ? w.node("Conv", attributes, dims, x, weight, w.parameter("Conv", "bias", -1, outputs))
        : w.node("Conv", attributes, dims, x, weight);
  }

  private static int spatial(Tensor x) {
    if (x.rank() < 3) {
      throw new LayerFault(
          "the shape " + Arrays.toString(x.dims()) + " is not [batch, channels, extents…]");
    }
    return x.rank() - 2;
  }

  private static long extent(long in, long kernel, long stride, long padding, long dilation) {
    if (kernel < 1 || stride < 1 || dilation < 1 || padding < 0) {
      throw new LayerFault("kernel, stride and dilation are at least 1 and padding is at least 0");
    }
    return Math.floorDiv(in + 2 * padding - dilation * (kernel - 1) - 1, stride) + 1;
  }

  private static long[] twice(long[] padding) {
    long[] both = Arrays.copyOf(padding, 2 * padding.length);
    System.arraycopy(padding, 0, both, padding.length, padding.length);
    return both;
  }

  private static Tensor pool(Arguments a, String op) {
    a.allow(Set.of("kernel", "stride", "padding"));
    Tensor x = a.tensor(0);
    int spatial = spatial(x);
    long[] kernel = a.sizes(1, "kernel", spatial, 1);
    long[] stride = a.sizes(2, "stride", spatial, kernel[0]);
    long[] padding = a.sizes(3, "padding", spatial, 0);
    long[] dims = x.dims().clone();
    for (int i = 0; i < spatial; i++) {
      dims[i + 2] = extent(dims[i + 2], kernel[i], stride[i], padding[i], 1);
    }
    Map<String, Object> attributes =
        Map.of("kernel_shape", kernel, "strides", stride, "pads", twice(padding));
    return a.writer().node(op, attributes, dims, x);
  }

  private static Tensor global(Arguments a) {
    Tensor x = a.tensor(0);
    long[] dims = x.dims().clone();
    spatial(x);
    Arrays.fill(dims, 2, dims.length, 1);
    return a.writer().node("GlobalAveragePool", Map.of(), dims, x);
  }
}
