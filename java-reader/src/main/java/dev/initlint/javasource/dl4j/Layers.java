package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import java.util.List;
import java.util.Map;

/** Which family writes a layer. */
final class Layers {
  private Layers() {}

  /** Writes one layer after its input. */
  static Tensor write(LayerScope s, Tensor x) {
    return switch (s.type()) {
      case "DenseLayer", "AutoEncoder" -> DenseLayers.dense(s, x);
      case "VariationalAutoencoder" -> DenseLayers.encoder(s, x);
      case "OutputLayer", "RnnOutputLayer", "CenterLossOutputLayer", "OCNNOutputLayer" ->
          DenseLayers.output(s, x);
      case "LossLayer", "CnnLossLayer", "RnnLossLayer", "Cnn3DLossLayer" -> DenseLayers.loss(s, x);
      case "EmbeddingLayer", "EmbeddingSequenceLayer" -> DenseLayers.embedding(s, x);
      case "ElementWiseMultiplicationLayer" -> DenseLayers.elementWise(s, x);
      case "PReLULayer" -> DenseLayers.prelu(s, x);
      case "BatchNormalization" -> DenseLayers.batchNorm(s, x);
      case "ActivationLayer" -> activation(s, x);
      case "DropoutLayer" -> dropout(s, x);
      case "ConvolutionLayer", "Convolution2D" -> ConvolutionLayers.convolution(s, x, 2);
      case "Convolution1DLayer", "Convolution1D" -> ConvolutionLayers.convolution(s, x, 1);
      case "Convolution3D" -> ConvolutionLayers.convolution(s, x, 3);
      case "Deconvolution2D" -> ConvolutionLayers.transposed(s, x, 2);
      case "Deconvolution3D" -> ConvolutionLayers.transposed(s, x, 3);
      case "DepthwiseConvolution2D" -> ConvolutionLayers.depthwise(s, x);
      case "SeparableConvolution2D" -> ConvolutionLayers.separable(s, x);
      case "SubsamplingLayer", "Pooling2D" -> PoolingLayers.subsampling(s, x, 2);
      case "Subsampling1DLayer", "Pooling1D" -> PoolingLayers.subsampling(s, x, 1);
      case "Subsampling3DLayer" -> PoolingLayers.subsampling(s, x, 3);
      case "GlobalPoolingLayer" -> PoolingLayers.global(s, x);
      case "Upsampling2D" -> PoolingLayers.upsampling(s, x);
      case "ZeroPaddingLayer" -> PoolingLayers.padding(s, x, 1);
      case "Cropping2D" -> PoolingLayers.padding(s, x, -1);
      case "SpaceToDepthLayer" -> PoolingLayers.spaceToDepth(s, x);
      case "LocalResponseNormalization" -> PoolingLayers.localResponse(s, x);
      default -> sequence(s, x);
    };
  }

  private static Tensor sequence(LayerScope s, Tensor x) {
    return switch (s.type()) {
      case "LSTM", "GravesLSTM", "GravesBidirectionalLSTM" -> RecurrentLayers.lstm(s, x);
      case "SimpleRnn" -> RecurrentLayers.simple(s, x);
      case "Bidirectional" -> RecurrentLayers.bidirectional(s, x);
      case "LastTimeStep" -> RecurrentLayers.lastStep(s, wrapped(s, x));
      case "TimeDistributed", "MaskZeroLayer", "FrozenLayer", "FrozenLayerWithBackprop" ->
          wrapped(s, x);
      case "MaskLayer", "Yolo2OutputLayer" -> x;
      case "SelfAttentionLayer", "RecurrentAttentionLayer" -> AttentionLayers.self(s, x, false);
      case "LearnedSelfAttentionLayer" -> AttentionLayers.self(s, x, true);
      default -> s.writer().foreign(s.type(), List.of(x.value()), null, s.site());
    };
  }

  private static Tensor wrapped(LayerScope s, Tensor x) {
    Object inner = s.settings().value("underlying", "layer");
    for (Object a : s.layer().args()) {
      inner = a instanceof LibraryObject ? a : inner;
    }
    return inner instanceof LibraryObject o ? write(s.inner(o), x) : x;
  }

  private static Tensor activation(LayerScope s, Tensor x) {
    Object given = s.layer().arg(0);
    boolean stated =
        given instanceof EnumConstant || given instanceof LibraryObject || given instanceof String;
    return stated ? Activations.apply(given, x, s.site()) : s.activate(x);
  }

  private static Tensor dropout(LayerScope s, Tensor x) {
    Object given = s.layer().arg(0) != null ? s.layer().arg(0) : s.settings().value("dropOut");
    if (given instanceof LibraryObject o && !o.type().equals("Dropout")) {
      return TensorOps.unary("Dropout", x, Map.of(), s.site());
    }
    return given == null && Values.asDouble(given) == null ? x : s.drop(x, given, s.site());
  }
}
