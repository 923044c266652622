package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which family writes a layer. */
final class Layers {
  private Layers() {}

  /** Writes one layer after its input. */
  @FunctionalInterface
  interface Kind {
    Tensor write(LayerScope s, Tensor x);
  }

  /** How every layer that is modelled is written, by the name of its class. */
  static final Map<String, Kind> KINDS = kinds();

  private static Map<String, Kind> kinds() {
    Map<String, Kind> k = new TreeMap<>();
    all(k, DenseLayers::dense, "DenseLayer", "AutoEncoder");
    all(k, DenseLayers::encoder, "VariationalAutoencoder");
    all(k, DenseLayers::output, "OutputLayer", "RnnOutputLayer", "CenterLossOutputLayer");
    all(k, DenseLayers::oneClass, "OCNNOutputLayer");
    all(k, DenseLayers::loss, "LossLayer", "CnnLossLayer", "RnnLossLayer", "Cnn3DLossLayer");
    all(k, DenseLayers::embedding, "EmbeddingLayer", "EmbeddingSequenceLayer");
    all(k, DenseLayers::elementWise, "ElementWiseMultiplicationLayer");
    all(k, DenseLayers::prelu, "PReLULayer");
    all(k, DenseLayers::batchNorm, "BatchNormalization");
    all(k, Layers::activation, "ActivationLayer");
    all(k, Layers::dropout, "DropoutLayer");
    all(k, (s, x) -> ConvolutionLayers.convolution(s, x, 1), "Convolution1DLayer", "Convolution1D");
    all(k, (s, x) -> ConvolutionLayers.convolution(s, x, 2), "ConvolutionLayer", "Convolution2D");
    all(k, (s, x) -> ConvolutionLayers.convolution(s, x, 3), "Convolution3D");
    all(k, (s, x) -> ConvolutionLayers.transposed(s, x, 2), "Deconvolution2D");
    all(k, (s, x) -> ConvolutionLayers.transposed(s, x, 3), "Deconvolution3D");
    all(k, ConvolutionLayers::depthwise, "DepthwiseConvolution2D");
    all(k, ConvolutionLayers::separable, "SeparableConvolution2D");
    all(k, (s, x) -> PoolingLayers.subsampling(s, x, 1), "Subsampling1DLayer", "Pooling1D");
    all(k, (s, x) -> PoolingLayers.subsampling(s, x, 2), "SubsamplingLayer", "Pooling2D");
    all(k, (s, x) -> PoolingLayers.subsampling(s, x, 3), "Subsampling3DLayer");
    all(k, PoolingLayers::global, "GlobalPoolingLayer");
    all(k, PoolingLayers::upsampling, "Upsampling2D");
    all(k, (s, x) -> PoolingLayers.padding(s, x, 1), "ZeroPaddingLayer");
    all(k, (s, x) -> PoolingLayers.padding(s, x, -1), "Cropping2D");
    all(k, PoolingLayers::spaceToDepth, "SpaceToDepthLayer");
    all(k, PoolingLayers::localResponse, "LocalResponseNormalization");
    all(k, RecurrentLayers::lstm, "LSTM", "GravesLSTM", "GravesBidirectionalLSTM");
    all(k, RecurrentLayers::simple, "SimpleRnn");
    all(k, RecurrentLayers::bidirectional, "Bidirectional");
    all(k, (s, x) -> RecurrentLayers.lastStep(s, wrapped(s, x)), "LastTimeStep");
    all(k, Layers::wrapped, "TimeDistributed", "MaskZeroLayer");
    all(k, Layers::wrapped, "FrozenLayer", "FrozenLayerWithBackprop");
    all(k, (s, x) -> x, "MaskLayer", "Yolo2OutputLayer");
    all(k, (s, x) -> AttentionLayers.self(s, x, false), "SelfAttentionLayer");
    all(k, (s, x) -> AttentionLayers.self(s, x, true), "LearnedSelfAttentionLayer");
    all(k, AttentionLayers::recurrent, "RecurrentAttentionLayer");
    return Collections.unmodifiableMap(k);
  }

  private static void all(Map<String, Kind> kinds, Kind kind, String... names) {
    for (String name : names) {
      kinds.put(name, kind);
    }
  }

  /** Writes one layer after its input; what no kind is of is a layer that is not known. */
  static Tensor write(LayerScope s, Tensor x) {
    Kind kind = KINDS.get(s.type());
    return kind == null
        ? s.writer().foreign(s.type(), List.of(x.value()), null, s.site())
        : kind.write(s, x);
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
