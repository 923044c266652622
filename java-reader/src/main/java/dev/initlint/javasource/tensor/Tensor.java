package dev.initlint.javasource.tensor;

import dev.initlint.graph.ElementType;
import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Locale;

/** A value of the graph being written, as code that computes with it sees it. */
public final class Tensor implements HostObject {
  private final GraphWriter writer;
  private final String value;
  private final Site site;
  private ElementType type;
  private List<Expr> dims;

  Tensor(GraphWriter writer, String value, List<Expr> dims, ElementType type, Site site) {
    this.writer = writer;
    this.value = value;
    this.dims = dims == null ? null : List.copyOf(dims);
    this.type = type;
    this.site = site;
  }

  /** A weight as an operand. */
  public static Tensor weight(GraphWriter writer, String name, List<Expr> dims, Site site) {
    return new Tensor(writer, name, dims, ElementType.FLOAT, site);
  }

  /** The graph it belongs to. */
  public GraphWriter writer() {
    return writer;
  }

  /** Its name in the graph. */
  public String value() {
    return value;
  }

  /** Element type. */
  public ElementType type() {
    return type;
  }

  /** Extents, or null when not even their number is known. */
  public List<Expr> dims() {
    return dims;
  }

  /** Number of axes, or -1. */
  public int rank() {
    return dims == null ? -1 : dims.size();
  }

  /** Extent {@code i}, counted from the end when negative. */
  public Expr dim(int i) {
    return dims.get(i < 0 ? dims.size() + i : i);
  }

  /** Where it was computed. */
  public Site site() {
    return site;
  }

  /** Settles the shape of a tensor of which nothing was known. */
  public void assume(List<Expr> shape) {
    if (dims == null) {
      dims = List.copyOf(shape);
    }
  }

  /** Settles that an input holds indices. */
  public void asInteger() {
    if (writer.isInput(this)) {
      type = ElementType.INT64;
    }
  }

  @Override
  public boolean fits(String typeName) {
    return typeName.equals("NDArray") || typeName.equals("SDVariable");
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    return TensorMethods.call(in, this, method, args, at);
  }

  /** A function that is named as a softmax is taken for one over the last axis; it is told. */
  @Override
  public Object passedTo(String function, List<Object> args, Site at) {
    if (args.get(0) == this && function.toLowerCase(Locale.ROOT).endsWith("softmax")) {
      writer.remark(function + " is taken for a softmax over the last axis that hides nothing");
      return TensorOps.softmax(this, -1, at);
    }
    return TensorMethods.foreign(
        this, function, args.subList(args.indexOf(this) + 1, args.size()), at);
  }

  @Override
  public String toString() {
    return value;
  }
}
