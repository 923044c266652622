package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.symbol.Expr;
import java.util.List;

/** Vertices of computation graphs, which have no layers of their own. */
final class Vertices {
  private Vertices() {}

  static Tensor write(LayerScope s, List<Tensor> in) {
    GraphWriter w = s.writer();
    Tensor x = in.get(0);
    LibraryObject v = s.layer();
    return switch (s.type()) {
      case "ElementWiseVertex" -> elementWise(s, in);
      case "MergeVertex" ->
          in.size() == 1 ? x : TensorOps.concat(in, x.rank() == 3 ? 2 : 1, s.site());
      case "ScaleVertex" -> number("Mul", s, x);
      case "ShiftVertex" -> number("Add", s, x);
      case "SubsetVertex" -> subset(s, x);
      case "StackVertex" -> in.size() == 1 ? x : TensorOps.concat(in, 0, s.site());
      case "L2NormalizeVertex" ->
          TensorOps.unary("LpNormalization", x, java.util.Map.of("axis", 1L, "p", 2L), s.site());
      case "ReshapeVertex" -> reshape(s, x);
      case "DuplicateToTimeSeriesVertex" -> duplicated(s, x);
      case "LastTimeStepVertex" -> RecurrentLayers.lastStep(s, x);
      case "AttentionVertex" -> AttentionLayers.vertex(s, in);
      case "PreprocessorVertex" ->
          v.arg(0) instanceof LibraryObject p ? Preprocessors.apply(s, p, x) : x;
      case "FrozenVertex", "PoolHelperVertex" -> x;
      case "LayerVertex" -> x;
      default -> w.foreign(s.type(), in.stream().map(Tensor::value).toList(), null, s.site());
    };
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
