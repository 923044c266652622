package dev.initlint.javasource.djl;

import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The framework's own blocks. */
final class BuiltIn {
  private BuiltIn() {}

  /** Runs one block on its inputs, of which there is at least one. */
  @FunctionalInterface
  interface Kind {
    TensorList apply(Forward f, DjlBlock b, TensorList inputs, List<Tensor> in);
  }

  /** Runs one block of one input. */
  @FunctionalInterface
  private interface OfOne {
    Tensor apply(Forward f, DjlBlock b, Tensor x);
  }

  /** How every block that is modelled is run, by the name of its class. */
  static final Map<String, Kind> KINDS = kinds();

  private static Map<String, Kind> kinds() {
    Map<String, Kind> k = new TreeMap<>();
    all(k, DenseBlocks::linear, "Linear");
    all(k, DenseBlocks::collection, "LinearCollection");
    all(k, DenseBlocks::multiplication, "Multiplication");
    all(k, DenseBlocks::embedding, "IdEmbedding", "TrainableWordEmbedding");
    all(k, DenseBlocks::embedding, "TrainableTextEmbedding", "Embedding");
    all(k, DenseBlocks::prelu, "Prelu");
    all(k, (f, b, x) -> ConvBlocks.convolution(f, b, x, 1), "Conv1d");
    all(k, (f, b, x) -> ConvBlocks.convolution(f, b, x, 2), "Conv2d");
    all(k, (f, b, x) -> ConvBlocks.convolution(f, b, x, 3), "Conv3d");
    all(k, (f, b, x) -> ConvBlocks.transposed(f, b, x, 1), "Conv1dTranspose");
    all(k, (f, b, x) -> ConvBlocks.transposed(f, b, x, 2), "Conv2dTranspose");
    all(k, NormBlocks::batch, "BatchNorm", "GhostBatchNorm");
    all(k, NormBlocks::layer, "LayerNorm");
    all(k, NormBlocks::dropout, "Dropout");
    all(k, RecurrentBlocks::apply, "LSTM", "GRU", "RNN");
    all(k, AttentionBlocks::feedForward, "PointwiseFeedForwardBlock");
    all(k, BuiltIn::sparseMax, "SparseMax");
    for (String functions : List.of("Activation", "Pool", "Blocks")) {
      k.put(functions, (f, b, inputs, in) -> ArrayFunctions.block(f, b, in.get(0)));
    }
    k.put(
        "ScaledDotProductAttentionBlock",
        (f, b, inputs, in) -> one(AttentionBlocks.attention(f, b, in)));
    k.put("TransformerEncoderBlock", (f, b, inputs, in) -> one(AttentionBlocks.encoder(f, b, in)));
    k.put("BertBlock", (f, b, inputs, in) -> AttentionBlocks.bert(f, b, inputs));
    k.put("BertPretrainingBlock", (f, b, inputs, in) -> AttentionBlocks.pretraining(f, b, inputs));
    return Collections.unmodifiableMap(k);
  }

  private static void all(Map<String, Kind> kinds, OfOne kind, String... names) {
    for (String name : names) {
      kinds.put(name, (f, b, inputs, in) -> one(kind.apply(f, b, in.get(0))));
    }
  }

  private static Tensor sparseMax(Forward f, DjlBlock b, Tensor x) {
    return f.writer().foreign("SparseMax", List.of(x.value()), x.dims(), b.site());
  }

  static TensorList apply(Forward f, DjlBlock b, TensorList inputs) {
    List<Tensor> in = TensorList.tensors(inputs);
    if (in.isEmpty()) {
      return f.opaque(b.type(), inputs, b.site());
    }
    Kind kind = KINDS.get(b.type());
    return kind == null ? f.opaque(b.simpleName(), inputs, b.site()) : kind.apply(f, b, inputs, in);
  }

  private static TensorList one(Tensor t) {
    return new TensorList(List.of(t));
  }
}
