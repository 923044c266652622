package dev.initlint.javasource.tensor;

import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.List;

/**
 * The fans a framework passes to an initialiser, beside the true ones.
 *
 * @param in fan-in as the framework computes it
 * @param out fan-out as the framework computes it
 * @param trueIn number of inputs each output sums over
 * @param trueOut number of outputs each input reaches
 * @param grouped whether an input reaches the outputs of its group only, where a law's {@code
 *     fan_out} counts those of all groups
 */
public record Fans(Expr in, Expr out, Expr trueIn, Expr trueOut, boolean grouped) {
  /** Fans of a layer without groups. */
  public Fans(Expr in, Expr out, Expr trueIn, Expr trueOut) {
    this(in, out, trueIn, trueOut, false);
  }

  /** Fans the framework gets right. */
  public static Fans right(Expr in, Expr out) {
    return new Fans(in, out, in, out);
  }

  /**
   * Fans of a matrix laid out as in, out or of a kernel laid out as height, width, in, out.
   *
   * @return null for fewer than two axes
   */
  public static Fans inputsBeforeOutputs(List<Expr> dims) {
    if (dims.size() < 2) {
      return null;
    }
    Expr area = Sizes.product(dims, 0, dims.size() - 2);
    return right(area.times(dims.get(dims.size() - 2)), area.times(dims.get(dims.size() - 1)));
  }

  /** Fans that mean nothing, as an embedding's. */
  public static Fans formal(Expr in, Expr out) {
    return new Fans(in, out, null, null);
  }

  /** The same fans with symbols in place of those that are right, for the law a reader sees. */
  Fans symbols() {
    return new Fans(
        in.equals(trueIn) ? Law.Symbols.FAN_IN : in,
        out.equals(trueOut) && !grouped ? Law.Symbols.FAN_OUT : out,
        trueIn,
        trueOut,
        grouped);
  }
}
