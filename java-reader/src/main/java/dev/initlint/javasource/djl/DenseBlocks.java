package dev.initlint.javasource.djl;

import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.source.SourceFact;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Matrix products, embeddings and element-wise factors with parameters. */
final class DenseBlocks {
  private DenseBlocks() {}

  /** {@code xWᵀ + b} over the last axis; the weight is written transposed, as MatMul wants it. */
  static Tensor linear(Forward f, DjlBlock b, Tensor x) {
    Expr out = units(f, b);
    if (x.rank() < 0) {
      x.assume(f.writer().denseShape(f.writer().open("in", x)));
    }
    Expr in = x.dim(-1);
    Tensor w =
        b.parameter("weight", "WEIGHT")
            .write(f.writer(), List.of(in, out), Fans.right(in, out), "Linear");
    Tensor y = TensorOps.matMul(x, w, b.site());
    return bias(f, b, y, out, "Linear");
  }

  private static Expr units(Forward f, DjlBlock b) {
    Expr n = b.settings().size("setUnits", "optUnits");
    return n == null ? Expr.symbol(f.writer().scoped("units")) : n;
  }

  private static Tensor bias(Forward f, DjlBlock b, Tensor y, Expr out, String layer) {
    if (!b.settings().flag(true, "optBias")) {
      return y;
    }
    Tensor bias = b.parameter("bias", "BIAS").write(f.writer(), List.of(out), null, layer);
    return TensorOps.binary("Add", y, bias, b.site());
  }

  /** One matrix per position; DJL counts the units into the fan-in. */
  static Tensor collection(Forward f, DjlBlock b, Tensor x) {
    Expr out = units(f, b);
    x.assume(List.of(Sizes.BATCH, Expr.symbol("T"), f.writer().open("in", x)));
    if (x.rank() != 3) {
      return f.writer().foreign("LinearCollection", List.of(x.value()), null, b.site());
    }
    Expr s = x.dim(1);
    Expr in = x.dim(2);
    Fans fans = new Fans(in.times(out), s.times(out), in, out);
    Tensor w =
        b.parameter("weight", "WEIGHT")
            .write(f.writer(), List.of(s, in, out), fans, "LinearCollection");
    quirk(f, w, "linear-collection-fan", b);
    Tensor rows = TensorOps.transpose(x, b.site(), 1, 0, 2);
    Tensor y = TensorOps.transpose(TensorOps.matMul(rows, w, b.site()), b.site(), 1, 0, 2);
    if (!b.settings().flag(true, "optBias")) {
      return y;
    }
    Tensor bias =
        b.parameter("bias", "BIAS").write(f.writer(), List.of(s, out), null, "LinearCollection");
    return TensorOps.binary("Add", y, bias, b.site());
  }

  private static void quirk(Forward f, Tensor w, String name, DjlBlock b) {
    f.writer()
        .fanQuirk(
            w.value(),
            name,
            "the fan-in that the initialiser sees is not the number of inputs per output",
            b.site().range());
  }

  /** Element-wise products with one weight per unit and feature. */
  static Tensor multiplication(Forward f, DjlBlock b, Tensor x) {
    Expr units = units(f, b);
    x.assume(f.writer().denseShape(f.writer().open("in", x)));
    if (x.rank() < 1) {
      return f.writer().foreign("Multiplication", List.of(x.value()), null, b.site());
    }
    List<Expr> dims = new ArrayList<>(List.of(units, Expr.ONE));
    dims.addAll(x.dims().subList(1, x.rank()));
    Expr counted = Sizes.product(dims, 1, dims.size());
    Tensor w =
        b.parameter("weight", "WEIGHT")
            .write(f.writer(), dims, new Fans(counted, units, Expr.ONE, units), "Multiplication");
    quirk(f, w, "multiplication-fan", b);
    return TensorOps.binary("Mul", TensorOps.axis("Unsqueeze", x, 0, b.site()), w, b.site());
  }

  /** A table look-up; its variance is 2 over the embedding size. */
  static Tensor embedding(Forward f, DjlBlock b, Tensor ids) {
    Expr rows = b.settings().size("setDictionarySize", "optNumEmbeddings", "setNumEmbeddings");
    if (rows == null) {
      rows = Expr.symbol("vocabulary");
    }
    Expr width = b.settings().size("setEmbeddingSize", "optEmbeddingSize");
    if (width == null) {
      width = Expr.symbol(f.writer().scoped("embeddingSize"));
    }
    ids.assume(List.of(Sizes.BATCH, Expr.symbol("T")));
    ids.asInteger();
    Tensor table =
        b.parameter("embedding", "WEIGHT")
            .write(f.writer(), List.of(rows, width), Fans.formal(width, rows), b.type());
    List<Expr> dims = new ArrayList<>(ids.dims());
    dims.add(width);
    return f.writer()
        .node("Gather", List.of(table.value(), ids.value()), Map.of("axis", 0L), dims, b.site());
  }

  /** A learned slope; drawn by the default initialiser it cannot be made at all. */
  static Tensor prelu(Forward f, DjlBlock b, Tensor x) {
    Tensor slope = b.parameter("alpha", "WEIGHT").write(f.writer(), List.of(), null, "Prelu");
    if (f.writer().parameters().stream()
        .anyMatch(p -> p.name().equals(slope.value()) && p.byDefault())) {
      throwing(f, b, slope);
    }
    return f.writer()
        .node("PRelu", List.of(x.value(), slope.value()), Map.of(), x.dims(), b.site());
  }

  private static void throwing(Forward f, DjlBlock b, Tensor slope) {
    f.writer()
        .fact(
            new SourceFact.LibraryQuirk(
                slope.value(),
                "prelu-default-throws",
                null,
                null,
                "the default initialiser needs two dimensions and the slope has none",
                b.site().range()));
  }
}
