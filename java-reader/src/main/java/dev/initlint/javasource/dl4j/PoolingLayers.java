package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Layers without parameters that change the extents of feature maps. */
final class PoolingLayers {
  private PoolingLayers() {}

  private static String kind(LayerScope s) {
    Object v = s.settings().value("poolingType");
    if (v == null) {
      for (Object a : s.layer().args()) {
        if (a instanceof EnumConstant e && e.type().simpleName().equals("PoolingType")) {
          v = e;
        }
      }
    }
    return v instanceof EnumConstant e ? e.name() : "MAX";
  }

  /** Pooling with a window; the default window is 1x1 with stride 2. */
  static Tensor subsampling(LayerScope s, Tensor input, int axes) {
    Tensor x =
        axes == 1
            ? TensorOps.swap(input, 1, 2, s.site())
            : ConvolutionLayers.spatial(s, input, axes);
    Windows win = Windows.of(s, axes, axes == 1 ? 2 : 1, axes == 3 ? 1 : 2);
    String op =
        switch (kind(s)) {
          case "AVG" -> "AveragePool";
          case "PNORM" -> "LpPool";
          case "SUM" -> "SumPool";
          default -> "MaxPool";
        };
    List<Expr> dims = null;
    if (x.rank() == axes + 2) {
      dims = new ArrayList<>(x.dims().subList(0, 2));
      dims.addAll(win.slide(x.dims().subList(2, x.rank())));
    }
    Tensor y =
        op.equals("SumPool")
            ? s.writer().foreign(op, List.of(x.value()), dims, s.site())
            : s.writer().node(op, List.of(x.value()), win.attributes(), dims, s.site());
    return axes == 1 ? TensorOps.swap(y, 1, 2, s.site()) : y;
  }

  /** Pooling over all positions; channels remain, and axes of one entry where they are kept. */
  static Tensor global(LayerScope s, Tensor x) {
    boolean keep = !s.settings().flag(true, "collapseDimensions");
    if (x.rank() < 0) {
      return s.writer().foreign("GlobalPool", List.of(x.value()), null, s.site());
    }
    String op =
        switch (kind(s)) {
          case "AVG" -> "ReduceMean";
          case "SUM" -> "ReduceSum";
          case "PNORM" -> "ReduceL2";
          default -> "ReduceMax";
        };
    if (x.rank() == 4 && op.equals("ReduceMean")) {
      List<Expr> dims = Sizes.of(x.dim(0), x.dim(1), 1, 1);
      Tensor y = s.writer().node("GlobalAveragePool", List.of(x.value()), Map.of(), dims, s.site());
      return keep ? y : TensorOps.flatten(y, s.site());
    }
    if ((x.rank() == 3 || x.rank() == 4) && op.equals("ReduceMax")) {
      return TensorOps.largest(x, keep, s.site());
    }
    return x.rank() == 3
        ? TensorOps.reduce(op, x, keep, s.site(), 1)
        : TensorOps.reduce(
            op,
            x,
            keep,
            s.site(),
            java.util.stream.IntStream.range(2, Math.max(x.rank(), 3)).toArray());
  }

  /** Nearest-neighbour enlargement. */
  static Tensor upsampling(LayerScope s, Tensor x) {
    long[] by = s.settings().wholes("size");
    if (by == null && !s.layer().args().isEmpty()) {
      by = Recorder.wholes(s.layer().args());
    }
    long first = by == null || by.length == 0 ? 2 : by[0];
    long last = by == null || by.length == 0 ? 2 : by[by.length - 1];
    if (x.rank() != 4) {
      return s.writer().foreign("Upsample", List.of(x.value()), null, s.site());
    }
    List<Expr> dims =
        Sizes.of(x.dim(0), x.dim(1), x.dim(2).times(Expr.of(first)), x.dim(3).times(Expr.of(last)));
    return TensorOps.nearest(x, dims, s.site());
  }

  /** Zeros around, or a margin cut off ({@code sign} -1). */
  static Tensor padding(LayerScope s, Tensor x, int sign) {
    long[] by = s.settings().wholes("padding", "cropping");
    if (by == null) {
      by = Recorder.wholes(s.layer().args());
    }
    if (x.rank() != 4 || by == null || by.length == 0) {
      return s.writer().foreign("Pad", List.of(x.value()), null, s.site());
    }
    long[] four =
        by.length >= 4 ? by : new long[] {by[0], by[0], by[by.length - 1], by[by.length - 1]};
    List<Expr> dims =
        Sizes.of(
            x.dim(0),
            x.dim(1),
            x.dim(2).plus(Expr.of(sign * (four[0] + four[1]))),
            x.dim(3).plus(Expr.of(sign * (four[2] + four[3]))));
    String pads =
        s.writer()
            .integers(
                s.site(),
                0,
                0,
                sign * four[0],
                sign * four[2],
                0,
                0,
                sign * four[1],
                sign * four[3]);
    return s.writer().node("Pad", List.of(x.value(), pads), Map.of(), dims, s.site());
  }

  /** Blocks of positions become channels. */
  static Tensor spaceToDepth(LayerScope s, Tensor x) {
    long[] args =
        Recorder.wholes(s.layer().args().stream().filter(Number.class::isInstance).toList());
    long block =
        args != null && args.length > 0 ? args[0] : s.settings().whole(2, "blockSize", "blocks");
    if (x.rank() != 4) {
      return s.writer().foreign("SpaceToDepth", List.of(x.value()), null, s.site());
    }
    List<Expr> dims =
        List.of(
            x.dim(0),
            x.dim(1).times(Expr.of(block * block)),
            Sizes.floorDiv(x.dim(2), block),
            Sizes.floorDiv(x.dim(3), block));
    return s.writer()
        .node("SpaceToDepth", List.of(x.value()), Map.of("blocksize", block), dims, s.site());
  }

  /**
   * Normalisation over neighbouring channels, {@code x (k + alpha * sum of squares)^-beta}: the
   * library does not divide alpha by the number of channels in the sum, as ONNX's LRN does.
   */
  static Tensor localResponse(LayerScope s, Tensor x) {
    long size = (long) s.settings().real(5, "n");
    double alpha = s.settings().real(1e-4, "alpha");
    Map<String, Object> attributes =
        Map.of(
            "size",
            size,
            "alpha",
            alpha * size,
            "beta",
            s.settings().real(0.75, "beta"),
            "bias",
            s.settings().real(2, "k"));
    return TensorOps.unary("LRN", x, attributes, s.site());
  }
}
