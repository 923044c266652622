package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.symbol.Expr;
import java.util.List;

/** Input preprocessors: changes of layout between feature maps, sequences and vectors. */
final class Preprocessors {
  private Preprocessors() {}

  /** Length of series, as inputs of no declared type have it. */
  private static final Expr STEPS = Expr.symbol("T");

  static Tensor apply(LayerScope s, LibraryObject p, Tensor x) {
    List<Expr> sizes =
        p.args().stream().filter(a -> Values.asLong(a) != null).map(Values::asExpr).toList();
    return switch (p.type()) {
      case "CnnToFeedForwardPreProcessor" ->
          sizes.size() == 3
              ? TensorOps.reshape(x, List.of(batch(x), product(sizes)), s.site())
              : x.rank() == 4 ? TensorOps.flatten(x, s.site()) : x;
      case "FeedForwardToCnnPreProcessor" ->
          sizes.size() >= 2
              ? TensorOps.reshape(
                  x,
                  List.of(
                      batch(x),
                      sizes.size() > 2 ? sizes.get(2) : Expr.ONE,
                      sizes.get(0),
                      sizes.get(1)),
                  s.site())
              : x;
      case "RnnToCnnPreProcessor" -> {
        if (sizes.size() != 3) {
          yield x.writer().foreign("Reshape", List.of(x.value()), null, s.site());
        }
        x.assume(List.of(Sizes.BATCH, STEPS, product(sizes)));
        Expr frames = x.rank() == 3 ? x.dim(0).times(x.dim(1)) : batch(x);
        List<Expr> map = List.of(frames, sizes.get(2), sizes.get(0), sizes.get(1));
        yield TensorOps.reshape(x, map, s.site());
      }
      case "CnnToRnnPreProcessor" ->
          x.writer()
              .foreign(
                  "Reshape",
                  List.of(x.value()),
                  sizes.size() == 3 ? List.of(Sizes.BATCH, Expr.symbol("T"), product(sizes)) : null,
                  s.site());
      case "FeedForwardToRnnPreProcessor" -> series(x, s);
      default -> x;
    };
  }

  /** Vectors of all steps of a batch become series again. */
  private static Tensor series(Tensor x, LayerScope s) {
    boolean steps = x.rank() == 2 && x.dim(0).equals(Sizes.BATCH.times(STEPS));
    return steps ? TensorOps.reshape(x, List.of(Sizes.BATCH, STEPS, x.dim(1)), s.site()) : x;
  }

  private static Expr batch(Tensor x) {
    return x.rank() > 0 ? x.dim(0) : Sizes.BATCH;
  }

  private static Expr product(List<Expr> sizes) {
    return Sizes.product(sizes, 0, sizes.size());
  }
}
