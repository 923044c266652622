package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Convolutions, with the fans of the library's parameter initialisers. */
final class ConvolutionLayers {
  private ConvolutionLayers() {}

  /** Gives an input of unknown shape the axes a convolution needs. */
  static Tensor spatial(LayerScope s, Tensor x, int axes) {
    Expr in = s.inputs(x, 1);
    List<Expr> dims = new ArrayList<>(Sizes.of(Sizes.BATCH, in));
    String[] names = axes == 2 ? new String[] {"H", "W"} : new String[] {"D", "H", "W"};
    for (int i = 0; i < axes; i++) {
      dims.add(Expr.symbol(names[i]));
    }
    x.assume(dims);
    if (x.rank() == axes + 2) {
      return x;
    }
    List<Expr> target = new ArrayList<>(dims);
    target.set(0, x.rank() > 0 ? x.dim(0) : Sizes.BATCH);
    return x.writer().foreign("Reshape", List.of(x.value()), target, s.site());
  }

  /** A convolution over one, two or three axes. */
  static Tensor convolution(LayerScope s, Tensor input, int axes) {
    Tensor dropped = s.dropInput(input);
    Tensor x = axes == 1 ? TensorOps.swap(dropped, 1, 2, s.site()) : spatial(s, dropped, axes);
    if (axes == 1) {
      x.assume(Sizes.of(Sizes.BATCH, s.inputs(x, 1), Expr.symbol("T")));
    }
    Windows win = Windows.of(s, axes, axes == 2 ? 5 : axes == 1 ? 5 : 2, 1);
    Expr in = s.inputs(x, 1);
    Expr out = s.outputs();
    Expr area = Expr.of(win.area());
    // One number is stored as a square kernel and stride, of which the fans count both sides.
    boolean twice = axes == 1 && win.area() > 1;
    Expr counted = twice ? area.times(area) : area;
    double strides = axes == 1 ? (double) win.strides() * win.strides() : win.strides();
    Fans fans =
        new Fans(
            in.times(counted),
            out.times(counted).over(Expr.of(strides)),
            in.times(area),
            out.times(area));
    List<Expr> dims = new ArrayList<>(List.of(out, in));
    for (long k : win.kernel()) {
      dims.add(Expr.of(k));
    }
    Tensor w = s.weight("W", dims, fans);
    if (twice) {
      quirk(s, w, "convolution-1d-fan", "the fans count the kernel's length squared");
    }
    Tensor y = apply(s, "Conv", x, w, out, win, win.attributes(), false);
    y = s.activate(y);
    return axes == 1 ? TensorOps.swap(y, 1, 2, s.site()) : y;
  }

  private static Tensor apply(
      LayerScope s,
      String op,
      Tensor x,
      Tensor w,
      Expr out,
      Windows win,
      Map<String, Object> attributes,
      boolean transposed) {
    List<Expr> dims = new ArrayList<>(List.of(x.dim(0), out));
    List<Expr> spatial = x.dims().subList(2, x.rank());
    dims.addAll(transposed ? win.unslide(spatial) : win.slide(spatial));
    List<String> in = new ArrayList<>(List.of(x.value(), w.value()));
    Tensor b = s.bias(Sizes.of(out));
    if (b != null) {
      in.add(b.value());
    }
    return s.writer().node(op, in, attributes, dims, s.site());
  }

  /** A transposed convolution; the rule's fan-in ignores the stride. */
  static Tensor transposed(LayerScope s, Tensor input, int axes) {
    Tensor x = spatial(s, s.dropInput(input), axes);
    Windows win = Windows.of(s, axes, 5, 1);
    Expr in = s.inputs(x, 1);
    Expr out = s.outputs();
    Expr area = Expr.of(win.area());
    Expr perStride = Expr.of(1.0 / win.strides());
    Fans fans =
        new Fans(
            in.times(area),
            out.times(area).times(perStride),
            in.times(area).times(perStride),
            out.times(area));
    List<Expr> dims = new ArrayList<>(List.of(in, out));
    for (long k : win.kernel()) {
      dims.add(Expr.of(k));
    }
    Tensor w = s.weight("W", dims, fans);
    if (win.strides() > 1) {
      quirk(
          s,
          w,
          "deconvolution-fan",
          "the fan-in ignores the stride, so each output sums over fewer inputs than counted");
    }
    return s.activate(apply(s, "ConvTranspose", x, w, out, win, win.attributes(), true));
  }

  /** One filter bank per input channel; the rule counts all channels as inputs. */
  static Tensor depthwise(LayerScope s, Tensor input) {
    Tensor x = spatial(s, s.dropInput(input), 2);
    Windows win = Windows.of(s, 2, 5, 1);
    Tensor y = depth(s, x, win, "W", true);
    return s.activate(y);
  }

  private static Tensor depth(LayerScope s, Tensor x, Windows win, String key, boolean biased) {
    Expr in = s.inputs(x, 1);
    Expr multiplier = s.size("depthMultiplier");
    Expr mult = multiplier == null ? Expr.ONE : multiplier;
    Expr area = Expr.of(win.area());
    Fans fans =
        new Fans(
            in.times(area),
            mult.times(area).over(Expr.of(win.strides())),
            area,
            mult.times(area),
            true);
    Expr out = in.times(mult);
    List<Expr> dims = Sizes.of(out, Expr.ONE, win.kernel()[0], win.kernel()[1]);
    Tensor w = s.weight(key, dims, fans);
    quirk(
        s,
        w,
        "depthwise-fan",
        "the fan-in counts all input channels although each output sees one");
    Map<String, Object> attributes = win.attributes();
    attributes.put("group", in);
    if (!biased) {
      List<Expr> to = new ArrayList<>(List.of(x.dim(0), out));
      to.addAll(win.slide(x.dims().subList(2, x.rank())));
      return s.writer().node("Conv", List.of(x.value(), w.value()), attributes, to, s.site());
    }
    return apply(s, "Conv", x, w, out, win, attributes, false);
  }

  /** A depthwise convolution followed by one of kernel 1. */
  static Tensor separable(LayerScope s, Tensor input) {
    Tensor x = spatial(s, s.dropInput(input), 2);
    Windows win = Windows.of(s, 2, 5, 1);
    Tensor middle = depth(s, x, win, "W", false);
    Expr in = middle.dim(1);
    Expr out = s.outputs();
    Tensor w = s.weight("pW", Sizes.of(out, in, 1, 1), new Fans(in, in, in, out));
    Windows point =
        new Windows(new long[] {1, 1}, new long[] {1, 1}, new long[2], new long[] {1, 1}, false);
    return s.activate(apply(s, "Conv", middle, w, out, point, point.attributes(), false));
  }

  private static void quirk(LayerScope s, Tensor w, String quirk, String explanation) {
    s.writer().fanQuirk(w.value(), quirk, explanation, s.site().range());
  }
}
