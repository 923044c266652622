package dev.initlint.javasource.tensorflow;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.tensor.ShapeValue;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * An operand of a TensorFlow graph. TensorFlow lays images out as batch, height, width, channel;
 * what a convolution gives is kept as batch, channel, height, width, as the graph that is written
 * has it, until an operation asks for rows.
 */
final class FlowValue implements HostObject {
  private static final Set<String> SAME =
      Set.of("asOutput", "output", "loss", "asOperand", "op", "asTensor");

  private final Site site;
  private final boolean channelsFirst;
  private Tensor rows;
  private Tensor map;

  /** A convolution that still waits for its bias; given null where it has none. */
  private Function<Tensor, Tensor> pending;

  private FlowValue(Tensor rows, Tensor map, Function<Tensor, Tensor> pending, Site site) {
    this.rows = rows;
    this.map = map;
    this.pending = pending;
    this.site = site;
    channelsFirst = rows == null;
  }

  /** A value in TensorFlow's own layout. */
  static FlowValue rows(Tensor t) {
    return new FlowValue(t, null, null, t.site());
  }

  /** A map with its channels first. */
  static FlowValue map(Tensor t) {
    return new FlowValue(null, t, null, t.site());
  }

  /** A convolution that is written with the bias that may follow it. */
  static FlowValue convolution(Function<Tensor, Tensor> write, Site site) {
    return new FlowValue(null, null, write, site);
  }

  /** Whether it is kept with its channels first. */
  boolean isMap() {
    return channelsFirst;
  }

  /** The value with its channels first. */
  Tensor map() {
    if (map == null) {
      map = pending != null ? pending.apply(null) : TensorOps.transpose(rows, site, 0, 3, 1, 2);
      pending = null;
    }
    return map;
  }

  /** The value as TensorFlow lays it out. */
  Tensor rows() {
    if (rows == null) {
      rows = TensorOps.transpose(map(), site, 0, 2, 3, 1);
    }
    return rows;
  }

  /** Its extents as TensorFlow lays it out; null where not even their number is known. */
  List<Expr> dims() {
    if (!channelsFirst) {
      return rows.dims();
    }
    return List.of(map().dim(0), map.dim(2), map.dim(3), map.dim(1));
  }

  /** The value with a bias for each channel added; null where it does not wait for one. */
  FlowValue biased(Tensor bias) {
    if (pending == null || bias.rank() != 1) {
      return null;
    }
    FlowValue sum = map(pending.apply(bias));
    pending = null;
    map = sum.map;
    return sum;
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    if (SAME.contains(method)) {
      return this;
    }
    return method.equals("shape") && dims() != null ? new ShapeValue(dims()) : UNHANDLED;
  }
}
