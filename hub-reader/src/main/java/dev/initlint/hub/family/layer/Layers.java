package dev.initlint.hub.family.layer;

import dev.initlint.graph.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Inputs, parameters, linear maps and tables. */
final class Layers {
  private static final String ORT = "com.microsoft";

  private Layers() {}

  static void register(Map<String, Function> all) {
    all.put("tokens", a -> input(a, ElementType.INT64));
    all.put("signal", a -> input(a, ElementType.FLOAT));
    all.put("parameter", Layers::parameter);
    all.put("table", Layers::table);
    all.put("weight", a -> a.writer().named(a.text(0, "name", null)));
    all.put("weight_of", a -> a.writer().named(a.writer().draft().scoped(a.text(0, "name", null))));
    all.put("linear", Layers::linear);
    all.put("conv1d_linear", Layers::transposedLinear);
    all.put("embedding", Layers::embedding);
  }

  /** {@code tokens("input_ids", batch, sequence)}: an input; its extents are names or numbers. */
  private static Tensor input(Arguments a, ElementType type) {
    List<Object> extents = new ArrayList<>(a.positional().subList(1, a.positional().size()));
    return a.writer().input(a.text(0, "name", null), type, extents);
  }

  /** {@code parameter("name", sizes…)}: a tensor of the module itself, {@code nn.Parameter}. */
  private static Tensor parameter(Arguments a) {
    String name = a.text(0, "name", null);
    return a.writer().parameter("Parameter", name, -1, a.sizesFrom(1));
  }

  /**
   * {@code linear(x, outputs, bias=true, weight=tensor, kind="Linear")}: torch's {@code nn.Linear}
   * with its weight as [out, in]. A given weight or bias is that of another module.
   */
  private static Tensor linear(Arguments a) {
    a.allow(java.util.Set.of("bias", "weight", "kind"));
    Tensor x = a.tensor(0);
    String kind = a.text(-1, "kind", "Linear");
    Tensor shared = a.tensor("weight");
    long outputs = shared != null ? shared.dim(0) : a.size(1, "outputs");
    ModelWriter w = a.writer();
    Tensor weight = shared != null ? shared : w.parameter(kind, "weight", -1, outputs, x.last());
    if (weight.rank() != 2 || weight.dim(1) != x.last()) {
      throw new LayerFault(
          "a weight of " + weight.last() + " inputs meets " + x.last() + " features");
    }
    long[] dims = x.dims().clone();
    dims[dims.length - 1] = outputs;
    Tensor y = w.nodes(ORT, "FusedMatMul", Map.of("transB", 1L), List.of(dims), x, weight).get(0);
    Tensor bias = a.tensor("bias");
    if (bias != null) {
      return biased(w, y, bias);
    }
    return a.flag(-1, "bias", true) ? biased(w, y, w.parameter(kind, "bias", -1, outputs)) : y;
  }

  private static Tensor biased(ModelWriter w, Tensor y, Tensor bias) {
    return w.node("Add", Map.of(), y.dims(), y, bias);
  }

  /**
   * {@code conv1d_linear(x, outputs)}: GPT-2's {@code Conv1D}, a linear map stored as [in, out].
   */
  private static Tensor transposedLinear(Arguments a) {
    Tensor x = a.tensor(0);
    long outputs = a.size(1, "outputs");
    ModelWriter w = a.writer();
    Tensor weight = w.parameter("Conv1D", "weight", -1, x.last(), outputs);
    long[] dims = x.dims().clone();
    dims[dims.length - 1] = outputs;
    Tensor y = w.node("MatMul", Map.of(), dims, x, weight);
    return biased(w, y, w.parameter("Conv1D", "bias", -1, outputs));
  }

  /** {@code table(rows, width, padding=null)}: the weight of an embedding that others look up. */
  private static Tensor table(Arguments a) {
    long padding = a.get(2, "padding", null) == null ? -1 : a.size(2, "padding");
    String kind = a.text(-1, "kind", "Embedding");
    return a.writer().parameter(kind, "weight", padding, a.size(0, "rows"), a.size(1, "width"));
  }

  /** {@code embedding(indices, rows, width, padding=null)}: rows of a table. */
  private static Tensor embedding(Arguments a) {
    a.allow(java.util.Set.of("padding", "kind", "weight"));
    Tensor ids = a.tensor(0);
    long padding = a.get(3, "padding", null) == null ? -1 : a.size(3, "padding");
    Tensor shared = a.tensor("weight");
    Tensor table =
        shared != null
            ? shared
            : a.writer()
                .parameter(
                    a.text(-1, "kind", "Embedding"),
                    "weight",
                    padding,
                    a.size(1, "rows"),
                    a.size(2, "width"));
    long[] dims = java.util.Arrays.copyOf(ids.dims(), ids.rank() + 1);
    dims[ids.rank()] = table.dim(1);
    Tensor y = a.writer().node("Gather", Map.of("axis", 0L), dims, table, ids);
    return y;
  }
}
