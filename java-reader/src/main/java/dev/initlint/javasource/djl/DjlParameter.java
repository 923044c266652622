package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.javasource.tensor.ParameterSource;
import dev.initlint.javasource.tensor.ShapeValue;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.symbol.Expr;
import java.util.List;

/** A parameter of a block, with the initialiser that the calls so far have left it. */
final class DjlParameter implements HostObject {
  private final String name;
  private final String type;
  private final Site site;
  private final int insertAt;
  private Initialiser initialiser;
  private Site explicit;
  private List<Expr> shape;
  private GraphWriter writer;
  private Tensor written;

  DjlParameter(String name, String type, Site site, int insertAt) {
    this.name = name;
    this.type = type;
    this.site = site;
    this.insertAt = insertAt;
  }

  String name() {
    return name;
  }

  String type() {
    return type;
  }

  /** Replaces the initialiser. */
  void set(Initialiser rule, Site at) {
    initialiser = rule;
    explicit = at;
  }

  /** Whether a call has chosen its initialiser. */
  boolean isSet() {
    return initialiser != null;
  }

  void shape(List<Expr> dims) {
    shape = dims;
  }

  List<Expr> shape() {
    return shape;
  }

  /** Name of its weight in a graph, or null before it is written there. */
  String weight(GraphWriter w) {
    return writer == w && written != null ? written.value() : null;
  }

  private Initialiser rule() {
    if (initialiser != null) {
      return initialiser;
    }
    return switch (type) {
      case "WEIGHT" -> DjlInitialiser.HE;
      case "GAMMA", "RUNNING_VAR" -> DjlInitialiser.constant("ones", 1, site);
      case "BIAS", "BETA", "RUNNING_MEAN" -> DjlInitialiser.constant("zeros", 0, site);
      default -> DjlInitialiser.unknown(name, site);
    };
  }

  /** Writes it once per graph; the fans are those DJL computes, beside the true ones. */
  Tensor write(GraphWriter w, List<Expr> dims, Fans fans, String layer) {
    if (writer == w && written != null) {
      return written;
    }
    boolean buffer = type.startsWith("RUNNING");
    String weight =
        buffer
            ? w.buffer(name, dims, rule().law(fans), site)
            : w.parameter(
                new ParameterSource(
                    w.scoped(name), dims, rule(), fans, layer, site, explicit, insertAt));
    writer = w;
    written = Tensor.weight(w, weight, dims, site);
    return written;
  }

  /** Writes it in its declared shape, as code that asks the parameter store for it sees it. */
  Tensor write(GraphWriter w, String layer) {
    List<Expr> dims = shape == null ? List.of(Expr.symbol("size(" + name + ")")) : shape;
    Fans fans = dims.size() < 2 ? null : fans(dims);
    return write(w, dims, fans, layer);
  }

  /** The fans of {@code XavierInitializer}: shape[1] and shape[0], times the other extents. */
  static Fans fans(List<Expr> dims) {
    Expr area = Sizes.product(dims, 2, dims.size());
    return Fans.formal(dims.get(1).times(area), dims.get(0).times(area));
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    switch (method) {
      case "setInitializer" -> {
        set(OwnInitialiser.of(in, args.get(0), at), at);
        return null;
      }
      case "setShape", "shape" -> {
        if (args.get(0) instanceof ShapeValue s) {
          shape = s.dims();
        }
        return null;
      }
      case "getName" -> {
        return name;
      }
      case "getShape" -> {
        return shape == null ? UNHANDLED : new ShapeValue(shape);
      }
      case "getArray" -> {
        return written == null ? UNHANDLED : written;
      }
      default -> {
        return method.startsWith("freeze") || method.equals("close") ? null : UNHANDLED;
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
