package dev.initlint.op;

import dev.initlint.graph.Attributes;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Lags.Axis;
import dev.initlint.shape.Array;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code Resize} and {@code Upsample}: each output is a known mean of its neighbours along each
 * axis (ONNX operators, Resize; nearest, linear and cubic with a = −0.75).
 */
final class Resizing {
  private Resizing() {}

  static List<Belief> forward(Site site) {
    Signal x = table(site);
    long[] out = site.outputDims();
    Attributes a = site.node().attributes();
    boolean upsample = site.node().op().equals("Upsample") || site.node().opset() < 11;
    String mode = a.text("mode", "nearest");
    String transform =
        a.text("coordinate_transformation_mode", upsample ? "asymmetric" : "half_pixel");
    if (transform.equals("tf_crop_and_resize")) {
      throw new Op.NotModelled("resizing of a cropped region");
    }
    String nearest = a.text("nearest_mode", upsample ? "floor" : "round_prefer_floor");
    double cubic = a.real("cubic_coeff_a", -0.75);
    boolean antialias = a.integer("antialias", 0) != 0;
    Grid grid = new Grid(mode, transform, nearest, cubic, antialias);
    Signal y =
        Positions.mapped(
            site,
            x,
            i -> {
              int in = (int) x.axes().size(i);
              return in == out[i] ? null : grid.axis(in, (int) out[i]);
            });
    return List.of(new Belief.Known(y));
  }

  /** The map, or a stored table of positions as one. */
  private static Signal table(Site site) {
    ParameterFacts w = site.parameter(0);
    Array constant = site.constant(0);
    if (w == null && constant == null) {
      return site.signal(0);
    }
    Axes axes = mapAxes(w != null ? w.dims() : constant.dims(), site.dims());
    if (w == null) {
      return Table.signal(constant, axes);
    }
    int h = axes.rank() > 3 ? (int) axes.size(2) : 1;
    Layout layout = Layout.grid(h, (int) axes.size(axes.rank() - 1));
    Quantity<Stat> like = Quantity.fixed(Stat.independent(layout, 0, 1, axes.size(Role.FEATURE)));
    return Signal.of(axes, Table.stat(w, axes, like))
        .formula(w.variance())
        .step("a stored table")
        .zero(w.isZero())
        .weight(w, g -> Quantity.of(e -> Table.gradient(g.in(e), w, axes, e)))
        .build();
  }

  private static Axes mapAxes(long[] dims, Dims names) {
    if (dims.length < 3 || dims[0] != 1) {
      throw new Op.NotModelled("resizing of a weight that is no map");
    }
    List<List<Factor>> axes = new ArrayList<>();
    for (int i = 0; i < dims.length; i++) {
      axes.add(
          dims[i] == 1
              ? List.of()
              : List.of(i == 1 ? names.feature(dims[i], "d_model") : names.position(dims[i])));
    }
    return new Axes(axes);
  }

  private record Grid(
      String mode, String transform, String nearest, double cubic, boolean antialias) {
    Axis axis(int in, int out) {
      int[][] index = new int[out][];
      double[][] factor = new double[out][];
      for (int o = 0; o < out; o++) {
        double x = source(o, in, out);
        switch (mode) {
          case "nearest" -> {
            index[o] = new int[] {(int) Math.max(0, Math.min(in - 1, rounded(x)))};
            factor[o] = new double[] {1};
          }
          case "linear", "cubic" -> spread(x, in, out, o, index, factor);
          default -> throw new Op.NotModelled("resizing by " + mode);
        }
      }
      return new Axis(in, index, factor);
    }

    private double source(int o, int in, int out) {
      double scale = out / (double) in;
      return switch (transform) {
        case "asymmetric" -> o / scale;
        case "align_corners" -> out == 1 ? 0 : o * (in - 1.0) / (out - 1);
        case "pytorch_half_pixel" -> out > 1 ? (o + 0.5) / scale - 0.5 : 0;
        default -> (o + 0.5) / scale - 0.5;
      };
    }

    private double rounded(double x) {
      return switch (nearest) {
        case "floor" -> Math.floor(x);
        case "ceil" -> Math.ceil(x);
        case "round_prefer_ceil" -> Math.floor(x + 0.5);
        default -> Math.ceil(x - 0.5);
      };
    }

    private void spread(double x, int in, int out, int o, int[][] index, double[][] factor) {
      double wide = antialias && out < in ? in / (double) out : 1;
      double reach = (mode.equals("cubic") ? 2 : 1) * wide;
      int from = (int) Math.ceil(x - reach);
      int to = (int) Math.floor(x + reach);
      double[] weight = new double[in];
      double sum = 0;
      for (int i = from; i <= to; i++) {
        double w = kernel((i - x) / wide);
        boolean inside = i >= 0 && i < in;
        if (inside || !antialias) {
          weight[Math.max(0, Math.min(in - 1, i))] += w;
          sum += w;
        }
      }
      List<Integer> used = new ArrayList<>();
      for (int i = 0; i < in; i++) {
        if (weight[i] != 0) {
          used.add(i);
        }
      }
      double all = sum;
      index[o] = used.stream().mapToInt(i -> i).toArray();
      factor[o] = used.stream().mapToDouble(i -> weight[i] / all).toArray();
    }

    private double kernel(double distance) {
      double t = Math.abs(distance);
      if (mode.equals("linear")) {
        return Math.max(0, 1 - t);
      }
      double a = cubic;
      return t <= 1
          ? ((a + 2) * t - (a + 3)) * t * t + 1
          : t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;
    }
  }
}
