package dev.initlint.javasource.djl;

import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorList;
import java.util.List;

/** The framework's own blocks. */
final class BuiltIn {
  private BuiltIn() {}

  static TensorList apply(Forward f, DjlBlock b, TensorList inputs) {
    List<Tensor> in = TensorList.tensors(inputs);
    if (in.isEmpty()) {
      return f.opaque(b.type(), inputs, b.site());
    }
    Tensor x = in.get(0);
    return switch (b.type()) {
      case "Linear" -> one(DenseBlocks.linear(f, b, x));
      case "LinearCollection" -> one(DenseBlocks.collection(f, b, x));
      case "Multiplication" -> one(DenseBlocks.multiplication(f, b, x));
      case "IdEmbedding", "TrainableWordEmbedding", "TrainableTextEmbedding", "Embedding" ->
          one(DenseBlocks.embedding(f, b, x));
      case "Prelu" -> one(DenseBlocks.prelu(f, b, x));
      case "Conv1d" -> one(ConvBlocks.convolution(f, b, x, 1));
      case "Conv2d" -> one(ConvBlocks.convolution(f, b, x, 2));
      case "Conv3d" -> one(ConvBlocks.convolution(f, b, x, 3));
      case "Conv1dTranspose" -> one(ConvBlocks.transposed(f, b, x, 1));
      case "Conv2dTranspose" -> one(ConvBlocks.transposed(f, b, x, 2));
      case "BatchNorm", "GhostBatchNorm" -> one(NormBlocks.batch(f, b, x));
      case "LayerNorm" -> one(NormBlocks.layer(f, b, x));
      case "Dropout" -> one(NormBlocks.dropout(f, b, x));
      case "LSTM", "GRU", "RNN" -> one(RecurrentBlocks.apply(f, b, x));
      case "Activation", "Pool", "Blocks" -> ArrayFunctions.block(f, b, x);
      case "ScaledDotProductAttentionBlock" -> one(AttentionBlocks.attention(f, b, in));
      case "PointwiseFeedForwardBlock" -> one(AttentionBlocks.feedForward(f, b, x));
      case "TransformerEncoderBlock" -> one(AttentionBlocks.encoder(f, b, in));
      case "BertBlock" -> AttentionBlocks.bert(f, b, inputs);
      case "BertPretrainingBlock" -> AttentionBlocks.pretraining(f, b, inputs);
      case "SparseMax" ->
          one(f.writer().foreign("SparseMax", List.of(x.value()), x.dims(), b.site()));
      default -> f.opaque(b.simpleName(), inputs, b.site());
    };
  }

  private static TensorList one(Tensor t) {
    return new TensorList(List.of(t));
  }
}
