package dev.initlint.source;

import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.List;

/**
 * One trainable tensor as the source defines it; every size is a formula, so that widths the source
 * leaves open keep their ratios.
 *
 * @param name the weight's name in the graph
 * @param dims extents, outermost first
 * @param law what the framework draws it from; {@code fan_in} and {@code fan_out} in its variance
 *     are the true fans of the operation that uses the weight
 * @param variance variance of an entry with all fans inserted
 * @param mean mean of an entry
 * @param fanIn the fan-in the framework computes, right or wrong; null where none enters
 * @param fanOut the fan-out the framework computes; null where none enters
 * @param trueFanIn number of inputs each output of the operation sums over; null where it is no sum
 * @param layer class of the layer, as {@code ConvolutionLayer}
 * @param initialiser name of the initialiser as the framework spells it
 * @param byDefault true when no source names the initialiser
 * @param definition the expression that makes the layer
 * @param initialiserRange the call that sets the initialiser, or null when it is a default
 * @param insertAt offset at which a further builder call may be inserted; -1 where none may
 */
public record SourceParameter(
    String name,
    List<Expr> dims,
    Law law,
    Expr variance,
    Expr mean,
    Expr fanIn,
    Expr fanOut,
    Expr trueFanIn,
    String layer,
    String initialiser,
    boolean byDefault,
    SourceRange definition,
    SourceRange initialiserRange,
    int insertAt) {
  public SourceParameter {
    dims = List.copyOf(dims);
  }

  /** True when its extents and its variance are numbers. */
  public boolean resolved() {
    return variance instanceof Expr.Constant
        && dims.stream().allMatch(d -> d instanceof Expr.Constant);
  }
}
