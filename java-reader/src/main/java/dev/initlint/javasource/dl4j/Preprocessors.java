package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/** Input preprocessors: changes of layout between feature maps, sequences and vectors. */
final class Preprocessors {
  private Preprocessors() {}

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
        List<Expr> dims = new ArrayList<>(List.of(Sizes.BATCH));
        dims.addAll(
            sizes.size() == 3 ? List.of(sizes.get(2), sizes.get(0), sizes.get(1)) : List.of());
        yield x.writer()
            .foreign("Reshape", List.of(x.value()), sizes.size() == 3 ? dims : null, s.site());
      }
      case "CnnToRnnPreProcessor" ->
          x.writer()
              .foreign(
                  "Reshape",
                  List.of(x.value()),
                  sizes.size() == 3 ? List.of(Sizes.BATCH, Expr.symbol("T"), product(sizes)) : null,
                  s.site());
      default -> x;
    };
  }

  private static Expr batch(Tensor x) {
    return x.rank() > 0 ? x.dim(0) : Sizes.BATCH;
  }

  private static Expr product(List<Expr> sizes) {
    return Sizes.product(sizes, 0, sizes.size());
  }
}
