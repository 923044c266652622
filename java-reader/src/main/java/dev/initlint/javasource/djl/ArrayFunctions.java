package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.ShapeValue;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorList;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Static functions on arrays: {@code NDArrays}, {@code Activation}, {@code Pool}, {@code Blocks}.
 */
final class ArrayFunctions {
  private ArrayFunctions() {}

  /** Calls a static function; UNHANDLED when its first argument is no array. */
  static Object call(Interpreter in, String type, String method, List<Object> args, Site site) {
    if (method.endsWith("Block")) {
      String name = method.substring(0, method.length() - "Block".length());
      List<Object> all = new ArrayList<>(List.of(name));
      all.addAll(args);
      return name.equals("prelu")
          ? DjlLibrary.declared(DjlBlock.of("Prelu", List.of(), site))
          : DjlBlock.of(type, all, site);
    }
    List<Tensor> arrays = TensorList.tensors(args.isEmpty() ? null : args.get(0));
    if (type.equals("NDArrays")) {
      return ndArrays(in, method, args, site);
    }
    if (arrays.isEmpty()) {
      return HostObject.UNHANDLED;
    }
    if (type.equals("NDImageUtils")) {
      return image(method, arrays.get(0), args, site);
    }
    List<Object> rest = args.subList(1, args.size());
    Tensor y = function(type, method, arrays.get(0), rest, site);
    return args.get(0) instanceof TensorList ? new TensorList(List.of(y)) : y;
  }

  private static Object ndArrays(Interpreter in, String method, List<Object> args, Site site) {
    switch (method) {
      case "concat", "stack" -> {
        List<Tensor> parts = TensorList.tensors(args.get(0));
        int axis = args.size() > 1 ? axis(args.get(1)) : 0;
        if (parts.isEmpty()) {
          return HostObject.UNHANDLED;
        }
        return method.equals("concat")
            ? TensorOps.concat(parts, axis, site)
            : TensorOps.concat(
                parts.stream().map(p -> TensorOps.axis("Unsqueeze", p, axis, site)).toList(),
                axis,
                site);
      }
      case "add" -> {
        Object sum = args.get(0);
        for (Object a : args.subList(1, args.size())) {
          sum = sum instanceof Tensor t ? t.call(in, "add", List.of(a), site) : a;
        }
        return sum;
      }
      default -> {
        for (int i = 0; i < args.size(); i++) {
          if (args.get(i) instanceof Tensor t) {
            if (i == 1 && List.of("sub", "div").contains(method)) {
              return t.call(in, "r" + method, List.of(args.get(0)), site);
            }
            List<Object> rest = new ArrayList<>(args);
            rest.remove(i);
            return t.call(in, method, rest, site);
          }
        }
        return HostObject.UNHANDLED;
      }
    }
  }

  /** Resizing of channels-last images; anything else is not known. */
  private static Tensor image(String method, Tensor x, List<Object> args, Site site) {
    boolean resize = method.equals("resize") && args.size() >= 3 && x.rank() >= 3;
    if (!resize) {
      return x.writer().foreign(method, List.of(x.value()), null, site);
    }
    List<Expr> dims = new ArrayList<>(x.dims());
    dims.set(x.rank() - 3, Values.asExpr(args.get(2)));
    dims.set(x.rank() - 2, Values.asExpr(args.get(1)));
    return TensorOps.nearest(x, dims, site);
  }

  private static int axis(Object v) {
    Long l = Values.asLong(v);
    return l == null ? 0 : l.intValue();
  }

  /** Runs a block made by {@code Activation.xBlock()} and its like. */
  static TensorList block(Forward f, DjlBlock b, Tensor x) {
    List<Object> rest = b.args().subList(1, b.args().size());
    return new TensorList(List.of(function(b.type(), (String) b.args().get(0), x, rest, b.site())));
  }

  private static Tensor function(String type, String name, Tensor x, List<Object> args, Site site) {
    return switch (type) {
      case "Activation" -> DjlActivations.apply(name, args.isEmpty() ? null : args.get(0), x, site);
      case "Pool" -> pool(name, x, args, site);
      default -> plain(name, x, args, site);
    };
  }

  private static Tensor plain(String name, Tensor x, List<Object> args, Site site) {
    switch (name) {
      case "identity" -> {
        return x;
      }
      case "batchFlatten" -> {
        if (!args.isEmpty()) {
          Expr n = Values.asExpr(args.get(0));
          x.assume(List.of(Sizes.BATCH, n));
          return x.rank() == 2 ? x : TensorOps.reshape(x, List.of(x.dim(0), n), site);
        }
        if (x.rank() == 2) {
          return x;
        }
        Tensor y = TensorOps.flatten(x, site);
        y.assume(List.of(Sizes.BATCH, x.writer().open("features", x)));
        return y;
      }
      default -> {
        return x.writer().foreign(name, List.of(x.value()), null, site);
      }
    }
  }

  private static Tensor pool(String name, Tensor x, List<Object> args, Site site) {
    String kind = name.toLowerCase(Locale.ROOT);
    int axes = kind.contains("1d") ? 1 : kind.contains("3d") ? 3 : 2;
    ConvBlocks.spatial(x, axes);
    boolean average = kind.contains("avg");
    boolean norm = kind.contains("lp");
    if (kind.startsWith("global")) {
      String op = average ? "GlobalAveragePool" : norm ? "GlobalLpPool" : "GlobalMaxPool";
      List<Expr> dims = x.rank() == axes + 2 ? new ArrayList<>(x.dims().subList(0, 2)) : null;
      if (dims == null) {
        return x.writer().foreign(op, List.of(x.value()), null, site);
      }
      List<Expr> kept = new ArrayList<>(dims);
      for (int i = 0; i < axes; i++) {
        kept.add(Expr.ONE);
      }
      Tensor pooled = x.writer().node(op, List.of(x.value()), Map.of(), kept, site);
      return TensorOps.reshape(pooled, dims, site);
    }
    List<ShapeValue> shapes =
        args.stream().filter(ShapeValue.class::isInstance).map(ShapeValue.class::cast).toList();
    if (shapes.isEmpty() || x.rank() != axes + 2) {
      return x.writer().foreign(name, List.of(x.value()), null, site);
    }
    String op = average ? "AveragePool" : norm ? "LpPool" : "MaxPool";
    return window(op, x, shapes, axes, countsPadding(args), site);
  }

  /** Whether a mean counts the zeros around a map, as it does unless a second flag says no. */
  private static boolean countsPadding(List<Object> args) {
    List<Object> flags = args.stream().filter(Boolean.class::isInstance).toList();
    return flags.size() < 2 || Boolean.TRUE.equals(flags.get(1));
  }

  private static Tensor window(
      String op, Tensor x, List<ShapeValue> shapes, int axes, boolean countsPadding, Site site) {
    long[] kernel = longs(shapes.get(0), axes, 1);
    long[] stride = shapes.size() > 1 ? longs(shapes.get(1), axes, 1) : kernel;
    long[] padding = shapes.size() > 2 ? longs(shapes.get(2), axes, 0) : new long[axes];
    List<Expr> dims = new ArrayList<>(x.dims().subList(0, 2));
    for (int i = 0; i < axes; i++) {
      dims.add(Sizes.window(x.dim(2 + i), kernel[i], stride[i], 2 * padding[i], 1));
    }
    Map<String, Object> attributes = ConvBlocks.attributes(kernel, stride, padding, null);
    if (op.equals("AveragePool")) {
      attributes.put("count_include_pad", countsPadding ? 1L : 0L);
    }
    return x.writer().node(op, List.of(x.value()), attributes, dims, site);
  }

  private static long[] longs(ShapeValue s, int axes, long otherwise) {
    long[] out = new long[axes];
    for (int i = 0; i < axes; i++) {
      long n = i < s.dims().size() ? Sizes.fixed(s.dims().get(i)) : otherwise;
      out[i] = n < 0 ? otherwise : n;
    }
    return out;
  }
}
