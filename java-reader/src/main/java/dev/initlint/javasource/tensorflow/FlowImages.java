package dev.initlint.javasource.tensorflow;

import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Convolution and pooling of images laid out as batch, height, width, channel. */
final class FlowImages {
  private FlowImages() {}

  /**
   * A window that slides over an image.
   *
   * @param kernel extents of height and width
   * @param same whether the output is as large as the input over the stride
   */
  private record Window(long[] kernel, long[] stride, boolean same) {
    Map<String, Object> attributes() {
      Map<String, Object> a = new TreeMap<>();
      a.put("kernel_shape", kernel);
      a.put("strides", stride);
      a.put("auto_pad", same ? "SAME_UPPER" : "VALID");
      return a;
    }

    Expr slid(Expr extent, int axis) {
      return same
          ? Sizes.ceilDiv(extent, stride[axis])
          : Sizes.window(extent, kernel[axis], stride[axis], 0, 1);
    }

    List<Expr> dims(Tensor x, Expr channels) {
      return List.of(x.dim(0), channels, slid(x.dim(2), 0), slid(x.dim(3), 1));
    }
  }

  /** Height and width of a list that names all four axes; null when they are not known. */
  private static long[] spatial(Object list) {
    List<Object> all = Values.elements(list);
    if (all == null || all.size() != 4) {
      return null;
    }
    Long height = Values.asLong(all.get(1));
    Long width = Values.asLong(all.get(2));
    return height == null || width == null ? null : new long[] {height, width};
  }

  /** Options other than what was computed change what the operation is. */
  static boolean plain(List<Object> options) {
    return options.stream()
        .map(Values::describe)
        .noneMatch(o -> o.contains("dataFormat") || o.contains("dilations"));
  }

  /** A convolution with a kernel laid out as height, width, in, out; null where it is not known. */
  static FlowValue convolution(FlowValue x, Tensor kernel, List<Object> args, Site at) {
    long[] stride = args.size() > 2 ? spatial(args.get(2)) : null;
    boolean usable =
        kernel.rank() == 4
            && stride != null
            && args.size() > 3
            && plain(args.subList(4, args.size()));
    if (!usable || x.map().rank() != 4) {
      return null;
    }
    long[] extents = {Sizes.fixed(kernel.dim(0)), Sizes.fixed(kernel.dim(1))};
    if (extents[0] < 1 || extents[1] < 1) {
      return null;
    }
    Window w = new Window(extents, stride, "SAME".equals(args.get(3)));
    Tensor map = x.map();
    GraphWriter writer = map.writer();
    Expr channels = kernel.dim(3);
    return FlowValue.convolution(
        bias -> {
          List<String> in = new ArrayList<>();
          in.add(map.value());
          in.add(writer.relaid(kernel, at, 3, 2, 0, 1).value());
          if (bias != null) {
            in.add(bias.value());
          }
          return writer.node("Conv", in, w.attributes(), w.dims(map, channels), at);
        },
        at);
  }

  /** A pooling; null where its window is not known. */
  static FlowValue pool(String op, FlowValue x, List<Object> args, Site at) {
    long[] kernel = args.size() > 1 ? spatial(args.get(1)) : null;
    long[] stride = args.size() > 2 ? spatial(args.get(2)) : null;
    boolean usable =
        kernel != null && stride != null && args.size() > 3 && plain(args.subList(4, args.size()));
    if (!usable || x.map().rank() != 4) {
      return null;
    }
    Window w = new Window(kernel, stride, "SAME".equals(args.get(3)));
    Tensor map = x.map();
    return FlowValue.map(
        map.writer().node(op, List.of(map.value()), w.attributes(), w.dims(map, map.dim(1)), at));
  }
}
