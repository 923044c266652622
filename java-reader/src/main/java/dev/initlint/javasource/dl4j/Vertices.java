package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Map;

/** Vertices of computation graphs, which have no layers of their own. */
final class Vertices {
  private Vertices() {}

  /** Writes one vertex behind its inputs. */
  @FunctionalInterface
  interface Kind {
    Tensor write(LayerScope s, List<Tensor> in);
  }

  /** How every vertex that is modelled is written, by the name of its class. */
  static final Map<String, Kind> KINDS =
      Map.ofEntries(
          Map.entry("ElementWiseVertex", Vertices::elementWise),
          Map.entry("MergeVertex", Vertices::merged),
          Map.entry("ScaleVertex", (s, in) -> number("Mul", s, in.get(0))),
          Map.entry("ShiftVertex", (s, in) -> number("Add", s, in.get(0))),
          Map.entry("SubsetVertex", (s, in) -> subset(s, in.get(0))),
          Map.entry("StackVertex", Vertices::stacked),
          Map.entry("L2NormalizeVertex", (s, in) -> normalised(s, in.get(0))),
          Map.entry("ReshapeVertex", (s, in) -> reshape(s, in.get(0))),
          Map.entry("DuplicateToTimeSeriesVertex", (s, in) -> duplicated(s, in.get(0))),
          Map.entry("LastTimeStepVertex", (s, in) -> RecurrentLayers.lastStep(s, in.get(0))),
          Map.entry("AttentionVertex", AttentionLayers::vertex),
          Map.entry("PreprocessorVertex", (s, in) -> preprocessed(s, in.get(0))),
          Map.entry("PoolHelperVertex", (s, in) -> trimmed(s, in.get(0))),
          Map.entry("FrozenVertex", Vertices::frozen),
          Map.entry("LayerVertex", (s, in) -> in.get(0)));

  static Tensor write(LayerScope s, List<Tensor> in) {
    Kind kind = KINDS.get(s.type());
    return kind == null
        ? s.writer().foreign(s.type(), in.stream().map(Tensor::value).toList(), null, s.site())
        : kind.write(s, in);
  }

  private static Tensor merged(LayerScope s, List<Tensor> in) {
    Tensor x = in.get(0);
    return in.size() == 1 ? x : TensorOps.concat(in, x.rank() == 3 ? 2 : 1, s.site());
  }

  private static Tensor stacked(LayerScope s, List<Tensor> in) {
    return in.size() == 1 ? in.get(0) : TensorOps.concat(in, 0, s.site());
  }

  private static Tensor normalised(LayerScope s, Tensor x) {
    return TensorOps.unary("LpNormalization", x, Map.of("axis", 1L, "p", 2L), s.site());
  }

  private static Tensor preprocessed(LayerScope s, Tensor x) {
    return s.layer().arg(0) instanceof LibraryObject p ? Preprocessors.apply(s, p, x) : x;
  }

  /** The vertex that is frozen. */
  private static Tensor frozen(LayerScope s, List<Tensor> in) {
    return s.layer().arg(0) instanceof LibraryObject v ? write(s.inner(v), in) : in.get(0);
  }

  /** Maps without their first row and column. */
  private static Tensor trimmed(LayerScope s, Tensor x) {
    if (x.rank() != 4) {
      return x;
    }
    Tensor rows = TensorOps.slice(x, 2, Expr.ONE, x.dim(2), s.site());
    return TensorOps.slice(rows, 3, Expr.ONE, x.dim(3), s.site());
  }

  private static Tensor elementWise(LayerScope s, List<Tensor> in) {
    String op = s.layer().arg(0) instanceof EnumConstant e ? e.name() : "Add";
    String onnx =
        switch (op) {
          case "Subtract" -> "Sub";
          case "Product" -> "Mul";
          case "Max" -> "Max";
          case "Min" -> "Min";
          default -> "Add";
        };
    Tensor sum = in.get(0);
    for (Tensor t : in.subList(1, in.size())) {
      sum = TensorOps.binary(onnx, sum, t, s.site());
    }
    return op.equals("Average") ? TensorOps.binary("Mul", sum, 1.0 / in.size(), s.site()) : sum;
  }

  private static Tensor number(String op, LayerScope s, Tensor x) {
    return s.layer().arg(0) == null
        ? x
        : TensorOps.binary(op, x, Values.asExpr(s.layer().arg(0)), s.site());
  }

  private static Tensor subset(LayerScope s, Tensor x) {
    Expr from = Values.asExpr(s.layer().arg(0));
    Expr to = Values.asExpr(s.layer().arg(1)).plus(Expr.ONE);
    return TensorOps.slice(x, x.rank() == 3 ? 2 : 1, from, to, s.site());
  }

  /** Vectors at every position of a series, whose length is that of the input it names. */
  private static Tensor duplicated(LayerScope s, Tensor x) {
    if (x.rank() != 2) {
      return s.writer().foreign(s.type(), List.of(x.value()), null, s.site());
    }
    Tensor input =
        s.layer().arg(0) instanceof String name ? s.writer().inputNamed(name).orElse(null) : null;
    Expr length = input != null && input.rank() > 1 ? input.dim(1) : Expr.symbol("T");
    List<Expr> dims = List.of(x.dim(0), length, x.dim(1));
    return TensorOps.expand(TensorOps.axis("Unsqueeze", x, 1, s.site()), dims, s.site());
  }

  private static Tensor reshape(LayerScope s, Tensor x) {
    for (int i = s.layer().args().size() - 1; i >= 0; i--) {
      Object a = s.layer().args().get(i);
      long[] shape = Values.elements(a) == null ? null : Recorder.wholes(List.of(a));
      if (shape != null) {
        List<Expr> dims = java.util.Arrays.stream(shape).mapToObj(n -> Expr.of(n)).toList();
        return TensorOps.reshape(x, dims, s.site());
      }
    }
    return s.writer().foreign("Reshape", List.of(x.value()), null, s.site());
  }
}
