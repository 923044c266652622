package dev.initlint.verify.op;

import dev.initlint.graph.Attributes;
import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Resize and its predecessor Upsample: along each axis every output is a mean of its neighbours in
 * the input (ONNX operators, Resize). One axis after the other, forward and back.
 */
final class Resizes implements Operator {

  /**
   * A linear map along one axis.
   *
   * @param sources by output, the inputs it is a mean of
   * @param factors by output, what each of them is multiplied by
   */
  private record Line(int axis, int in, int[][] sources, double[][] factors) {
    int out() {
      return sources.length;
    }

    double[] forward(double[] x, int outer, int inner) {
      double[] y = new double[outer * out() * inner];
      walk(outer, inner, (to, from, f) -> y[to] += f * x[from]);
      return y;
    }

    double[] back(double[] g, int outer, int inner) {
      double[] d = new double[outer * in * inner];
      walk(outer, inner, (to, from, f) -> d[from] += f * g[to]);
      return d;
    }

    private void walk(int outer, int inner, Term term) {
      for (int o = 0; o < outer; o++) {
        for (int j = 0; j < out(); j++) {
          for (int s = 0; s < sources[j].length; s++) {
            int from = (o * in + sources[j][s]) * inner;
            int to = (o * out() + j) * inner;
            for (int i = 0; i < inner; i++) {
              term.of(to + i, from + i, factors[j][s]);
            }
          }
        }
      }
    }
  }

  @FunctionalInterface
  private interface Term {
    void of(int to, int from, double factor);
  }

  @Override
  public Tensor[] forward(Call call) {
    Tensor x = call.need(0);
    List<Line> lines = lines(call, x.dims());
    call.remember(lines);
    double[] y = x.doubles();
    int[] dims = x.dims().clone();
    for (Line line : lines) {
      int inner = Extents.size(dims, line.axis() + 1, dims.length);
      y = line.forward(y, Extents.size(dims, 0, line.axis()), inner);
      dims[line.axis()] = line.out();
    }
    return new Tensor[] {call.arena().of(y, dims)};
  }

  @Override
  @SuppressWarnings("unchecked")
  public Tensor[] backward(Call call, Tensor[] gradients) {
    List<Line> lines = (List<Line>) call.remembered();
    double[] g = gradients[0].doubles();
    int[] dims = gradients[0].dims().clone();
    for (int i = lines.size() - 1; i >= 0; i--) {
      Line line = lines.get(i);
      int inner = Extents.size(dims, line.axis() + 1, dims.length);
      g = line.back(g, Extents.size(dims, 0, line.axis()), inner);
      dims[line.axis()] = line.in();
    }
    Tensor[] result = new Tensor[call.arity()];
    result[0] = call.arena().of(g, dims);
    return result;
  }

  @Override
  public Keep keeps() {
    return Keep.NOTHING;
  }

  private static List<Line> lines(Call call, int[] dims) {
    Attributes a = call.attributes();
    boolean first = call.node().op().equals("Upsample") || call.node().opset() < 11;
    Tensor sizes = first ? null : call.in(3);
    boolean sized = sizes != null && sizes.size() > 0;
    double[] stated = a.reals("scales");
    double[] asked =
        sized ? sizes.doubles() : stated != null ? stated : call.need(first ? 1 : 2).doubles();
    if (sized && !a.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
      throw new Unsupported("sizes that keep the ratio of the sides");
    }
    long[] named = a.integers("axes");
    Sampling sampling = Sampling.of(a, first);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < asked.length; i++) {
      int axis = named == null ? i : Extents.axis(named[i], dims.length);
      int in = dims[axis];
      int out = sized ? (int) asked[i] : (int) Math.floor(in * asked[i]);
      double scale = sized ? out / (double) in : asked[i];
      if (out != in || scale != 1) {
        lines.add(sampling.line(axis, in, out, scale));
      }
    }
    return lines;
  }

  /** Where an output lies in the input, and how its neighbours are weighed. */
  private record Sampling(
      String mode,
      String transform,
      String nearest,
      double cubic,
      boolean antialias,
      boolean excludes) {
    static Sampling of(Attributes a, boolean first) {
      String transform =
          a.text("coordinate_transformation_mode", first ? "asymmetric" : "half_pixel");
      if (transform.equals("tf_crop_and_resize")) {
        throw new Unsupported("resizing of a cropped region");
      }
      return new Sampling(
          a.text("mode", "nearest"),
          transform,
          a.text("nearest_mode", first ? "floor" : "round_prefer_floor"),
          a.real("cubic_coeff_a", -0.75),
          a.integer("antialias", 0) != 0,
          a.integer("exclude_outside", 0) != 0);
    }

    Line line(int axis, int in, int out, double scale) {
      int[][] sources = new int[out][];
      double[][] factors = new double[out][];
      for (int j = 0; j < out; j++) {
        double at = position(j, in, out, scale);
        switch (mode) {
          case "nearest" -> {
            sources[j] = new int[] {inside((int) rounded(at), in)};
            factors[j] = new double[] {1};
          }
          case "linear", "cubic" -> spread(at, in, scale, j, sources, factors);
          default -> throw new Unsupported("resizing by " + mode);
        }
      }
      return new Line(axis, in, sources, factors);
    }

    private double position(int j, int in, int out, double scale) {
      return switch (transform) {
        case "asymmetric" -> j / scale;
        case "align_corners" -> out == 1 ? 0 : j * (in - 1.0) / (out - 1);
        case "pytorch_half_pixel" -> out > 1 ? (j + 0.5) / scale - 0.5 : 0;
        case "half_pixel_symmetric" -> {
          double exact = in * scale;
          yield in / 2.0 * (1 - out / exact) + (j + 0.5) / scale - 0.5;
        }
        default -> (j + 0.5) / scale - 0.5;
      };
    }

    private double rounded(double at) {
      return switch (nearest) {
        case "floor" -> Math.floor(at);
        case "ceil" -> Math.ceil(at);
        case "round_prefer_ceil" -> Math.floor(at + 0.5);
        default -> Math.ceil(at - 0.5);
      };
    }

    private static int inside(int i, int in) {
      return Math.max(0, Math.min(in - 1, i));
    }

    private void spread(
        double at, int in, double scale, int j, int[][] sources, double[][] factors) {
      double wide = antialias && scale < 1 ? 1 / scale : 1;
      double reach = (mode.equals("cubic") ? 2 : 1) * wide;
      int from = (int) Math.ceil(at - reach);
      int to = (int) Math.floor(at + reach);
      int[] source = new int[to - from + 1];
      double[] factor = new double[source.length];
      for (int i = from; i <= to; i++) {
        boolean outside = i < 0 || i >= in;
        source[i - from] = inside(i, in);
        factor[i - from] = outside && (excludes || antialias) ? 0 : kernel((i - at) / wide);
      }
      double sum = Arrays.stream(factor).sum();
      sources[j] = source;
      factors[j] = Arrays.stream(factor).map(f -> f / sum).toArray();
    }

    /** The tent, or the cubic convolution of Keys (1981, eq. 15) with its free constant. */
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
