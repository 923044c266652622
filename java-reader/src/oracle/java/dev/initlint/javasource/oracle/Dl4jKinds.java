package dev.initlint.javasource.oracle;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.*;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** One network for each kind of layer, vertex and preprocessor that the reader models. */
final class Dl4jKinds {
  private static final int B = 48;

  private Dl4jKinds() {}

  private static MultiLayerConfiguration net(InputType in, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().activation(Activation.TANH).list();
    for (Layer l : layers) {
      list.layer(l);
    }
    return list.setInputType(in).build();
  }

  private static MultiLayerConfiguration vectors(Layer... layers) {
    return net(InputType.feedForward(96), layers);
  }

  private static MultiLayerConfiguration maps(Layer... layers) {
    return net(InputType.convolutional(12, 12, 24), layers);
  }

  private static MultiLayerConfiguration volumes(Layer... layers) {
    return net(InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 6, 6, 6, 16), layers);
  }

  private static MultiLayerConfiguration series(Layer... layers) {
    return net(InputType.recurrent(48, 10), layers);
  }

  private static DenseLayer dense(int n, Activation a) {
    return new DenseLayer.Builder().nOut(n).activation(a).build();
  }

  private static ConvolutionLayer conv(int n) {
    return new ConvolutionLayer.Builder(3, 3).nOut(n).activation(Activation.RELU).build();
  }

  @Given({B, 96})
  static MultiLayerConfiguration denseLayer() {
    return vectors(dense(128, Activation.RELU), dense(64, Activation.TANH));
  }

  @Given({B, 96})
  static MultiLayerConfiguration denseLayerNormed() {
    return vectors(
        new DenseLayer.Builder().nOut(128).hasLayerNorm(true).biasInit(0.3).build(),
        dense(64, Activation.TANH));
  }

  @Given({B, 96})
  static MultiLayerConfiguration autoEncoder() {
    return vectors(new AutoEncoder.Builder().nOut(64).build(), dense(64, Activation.TANH));
  }

  @Given({B, 96})
  static MultiLayerConfiguration variationalAutoencoder() {
    return vectors(
        new VariationalAutoencoder.Builder().encoderLayerSizes(80, 72).nOut(64).build(),
        dense(64, Activation.TANH));
  }

  @Given({B, 96})
  static MultiLayerConfiguration outputLayer() {
    return vectors(
        dense(128, Activation.RELU),
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).nOut(32).build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration rnnOutputLayer() {
    return series(new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT).nOut(32).build());
  }

  @Given({B, 96})
  static MultiLayerConfiguration centerLossOutputLayer() {
    return vectors(
        dense(128, Activation.RELU), new CenterLossOutputLayer.Builder().nOut(32).build());
  }

  @Given({B, 96})
  static MultiLayerConfiguration ocnnOutputLayer() {
    return vectors(
        dense(128, Activation.RELU), new OCNNOutputLayer.Builder().hiddenLayerSize(40).build());
  }

  @Given({B, 96})
  static MultiLayerConfiguration lossLayer() {
    return vectors(
        dense(32, Activation.IDENTITY),
        new LossLayer.Builder().activation(Activation.SOFTMAX).build());
  }

  @Given({B, 24, 12, 12})
  static MultiLayerConfiguration cnnLossLayer() {
    return maps(
        conv(16),
        new CnnLossLayer.Builder(LossFunctions.LossFunction.XENT)
            .format(org.deeplearning4j.nn.conf.CNN2DFormat.NCHW)
            .activation(Activation.SIGMOID)
            .build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration rnnLossLayer() {
    return series(
        new SimpleRnn.Builder().nOut(32).build(),
        new RnnLossLayer.Builder().activation(Activation.SOFTMAX).build());
  }

  @Given({8, 16, 6, 6, 6})
  static MultiLayerConfiguration cnn3dLossLayer() {
    return volumes(
        new Convolution3D.Builder(3, 3, 3).nOut(16).build(),
        new Cnn3DLossLayer.Builder(Convolution3D.DataFormat.NCDHW)
            .activation(Activation.SIGMOID)
            .build());
  }

  @Given(
      value = {B, 1},
      tokens = 500)
  static MultiLayerConfiguration embeddingLayer() {
    return net(
        InputType.feedForward(500),
        new EmbeddingLayer.Builder().nIn(500).nOut(64).build(),
        dense(64, Activation.TANH));
  }

  @Given(
      value = {B, 10},
      tokens = 500)
  static MultiLayerConfiguration embeddingSequenceLayer() {
    return net(
        InputType.recurrent(500, 10),
        new EmbeddingSequenceLayer.Builder().nIn(500).nOut(64).build(),
        new SimpleRnn.Builder().nOut(32).build());
  }

  @Given({B, 96})
  static MultiLayerConfiguration elementWiseMultiplicationLayer() {
    return vectors(
        dense(128, Activation.RELU),
        new ElementWiseMultiplicationLayer.Builder().nIn(128).nOut(128).build());
  }

  @Given({B, 96})
  static MultiLayerConfiguration preluLayer() {
    return vectors(
        dense(128, Activation.IDENTITY),
        new PReLULayer.Builder().inputShape(128).build(),
        dense(64, Activation.IDENTITY));
  }

  @Given({B, 24, 12, 12})
  static MultiLayerConfiguration batchNormalization() {
    return maps(conv(32), new BatchNormalization(), conv(32));
  }

  @Given({B, 96})
  static MultiLayerConfiguration batchNormalizationOfVectors() {
    return vectors(
        dense(128, Activation.RELU),
        new BatchNormalization.Builder().gamma(0.5).beta(0.2).build(),
        dense(64, Activation.IDENTITY));
  }

  @Given({B, 96})
  static MultiLayerConfiguration activationLayer() {
    return vectors(
        dense(128, Activation.IDENTITY),
        new ActivationLayer(Activation.ELU),
        dense(64, Activation.TANH));
  }

  @Given(
      value = {B, 96},
      training = false)
  static MultiLayerConfiguration dropoutLayer() {
    return vectors(
        dense(128, Activation.RELU), new DropoutLayer(0.7), dense(64, Activation.IDENTITY));
  }

  @Given(
      value = {B, 96},
      training = false)
  static MultiLayerConfiguration dropoutOfALayer() {
    return vectors(
        dense(128, Activation.RELU),
        new DenseLayer.Builder().nOut(64).dropOut(0.6).activation(Activation.IDENTITY).build());
  }

  @Given(
      value = {B, 96},
      training = false)
  static MultiLayerConfiguration dropoutObject() {
    return vectors(
        dense(128, Activation.RELU),
        new DropoutLayer(new Dropout(0.8)),
        dense(64, Activation.IDENTITY));
  }

  @Given(
      value = {B, 96},
      training = false)
  static MultiLayerConfiguration alphaDropout() {
    return vectors(
        dense(128, Activation.SELU),
        new DropoutLayer(new AlphaDropout(0.8)),
        dense(64, Activation.IDENTITY));
  }

  @Given(
      value = {B, 96},
      training = false)
  static MultiLayerConfiguration gaussianDropout() {
    return vectors(
        dense(128, Activation.RELU),
        new DropoutLayer(new GaussianDropout(0.3)),
        dense(64, Activation.IDENTITY));
  }

  @Given(
      value = {B, 96},
      training = false)
  static MultiLayerConfiguration gaussianNoise() {
    return vectors(
        dense(128, Activation.RELU),
        new DropoutLayer(new GaussianNoise(0.4)),
        dense(64, Activation.IDENTITY));
  }

  @Given(
      value = {B, 24, 12, 12},
      training = false)
  static MultiLayerConfiguration spatialDropout() {
    return maps(conv(32), new DropoutLayer(new SpatialDropout(0.7)), conv(32));
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration convolutionLayer() {
    return maps(
        conv(32),
        new ConvolutionLayer.Builder(3, 3).stride(2, 2).padding(1, 1).nOut(48).build(),
        new Convolution2D.Builder(3, 3)
            .nOut(32)
            .dilation(2, 2)
            .convolutionMode(ConvolutionMode.Same)
            .build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration convolution1dLayer() {
    return series(
        new Convolution1DLayer.Builder(3).nOut(64).activation(Activation.RELU).build(),
        new Convolution1D.Builder(3).nOut(64).convolutionMode(ConvolutionMode.Same).build());
  }

  @Given({8, 16, 6, 6, 6})
  static MultiLayerConfiguration convolution3d() {
    return volumes(
        new Convolution3D.Builder(3, 3, 3).nOut(32).activation(Activation.RELU).build(),
        new Convolution3D.Builder(2, 2, 2).nOut(32).build());
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration deconvolution2d() {
    return maps(
        new Deconvolution2D.Builder(4, 4).stride(2, 2).nOut(32).build(),
        new Deconvolution2D.Builder(3, 3)
            .stride(2, 2)
            .nOut(32)
            .convolutionMode(ConvolutionMode.Same)
            .build());
  }

  @Given({4, 16, 6, 6, 6})
  static MultiLayerConfiguration deconvolution3d() {
    return volumes(
        new Deconvolution3D.Builder().kernelSize(2, 2, 2).stride(2, 2, 2).nOut(24).build());
  }

  @Given(
      value = {16, 24, 12, 12},
      draws = 64)
  static MultiLayerConfiguration depthwiseConvolution2d() {
    return maps(
        conv(32), new DepthwiseConvolution2D.Builder(3, 3).depthMultiplier(4).build(), conv(32));
  }

  @Given(
      value = {16, 24, 12, 12},
      draws = 64)
  static MultiLayerConfiguration separableConvolution2d() {
    return maps(
        conv(32),
        new SeparableConvolution2D.Builder(3, 3).depthMultiplier(2).nOut(48).build(),
        conv(32));
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration subsamplingOfLargest() {
    return maps(
        conv(32),
        new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build(),
        conv(32));
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration subsamplingByMean() {
    return maps(
        conv(32),
        new Pooling2D.Builder(PoolingType.AVG).kernelSize(3, 3).stride(2, 2).build(),
        conv(32));
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration subsamplingByMeanAtBorders() {
    return maps(
        conv(32),
        new SubsamplingLayer.Builder(PoolingType.AVG)
            .kernelSize(3, 3)
            .stride(2, 2)
            .convolutionMode(ConvolutionMode.Same)
            .build(),
        new SubsamplingLayer.Builder(PoolingType.AVG)
            .kernelSize(3, 3)
            .stride(2, 2)
            .padding(1, 1)
            .build());
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration subsamplingByNorm() {
    return maps(
        conv(32),
        new SubsamplingLayer.Builder(PoolingType.PNORM)
            .pnorm(2)
            .kernelSize(2, 2)
            .stride(2, 2)
            .build(),
        conv(32));
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration subsampling1d() {
    return series(
        new Convolution1DLayer.Builder(3).nOut(64).build(),
        new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.MAX, 2, 2).build(),
        new Pooling1D.Builder(SubsamplingLayer.PoolingType.AVG, 2, 2).build());
  }

  @Given({8, 16, 6, 6, 6})
  static MultiLayerConfiguration subsampling3d() {
    return volumes(
        new Subsampling3DLayer.Builder(PoolingType.MAX).kernelSize(2, 2, 2).stride(2, 2, 2).build(),
        new Subsampling3DLayer.Builder(PoolingType.AVG).kernelSize(3, 3, 3).build());
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration globalPoolingOfMaps() {
    return maps(
        conv(32),
        new GlobalPoolingLayer.Builder(PoolingType.AVG).build(),
        dense(64, Activation.TANH));
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration globalPoolingOfLargest() {
    return maps(
        conv(32),
        new GlobalPoolingLayer.Builder(PoolingType.MAX).build(),
        dense(64, Activation.TANH));
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration globalPoolingBySum() {
    return maps(
        conv(32),
        new GlobalPoolingLayer.Builder(PoolingType.SUM).build(),
        dense(64, Activation.TANH));
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration globalPoolingByNorm() {
    return series(
        new SimpleRnn.Builder().nOut(64).build(),
        new GlobalPoolingLayer.Builder(PoolingType.PNORM).pnorm(2).build(),
        dense(64, Activation.TANH));
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration globalPoolingOfSeries() {
    return series(
        new SimpleRnn.Builder().nOut(64).build(),
        new GlobalPoolingLayer.Builder(PoolingType.AVG).build(),
        dense(64, Activation.TANH));
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration upsampling2d() {
    return maps(conv(32), new Upsampling2D.Builder(2).build(), conv(32));
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration zeroPaddingLayer() {
    return maps(conv(32), new ZeroPaddingLayer.Builder(2, 1).build(), conv(32));
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration cropping2d() {
    return maps(
        new ConvolutionLayer.Builder(5, 5).padding(2, 2).nOut(32).build(),
        new Cropping2D.Builder(2, 2).build(),
        conv(32));
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration spaceToDepthLayer() {
    return maps(conv(32), new SpaceToDepthLayer.Builder(2).build(), conv(32));
  }

  @Given({16, 24, 12, 12})
  static MultiLayerConfiguration localResponseNormalization() {
    return maps(
        conv(32),
        new LocalResponseNormalization.Builder().k(1).n(5).alpha(0.5).beta(0.75).build(),
        conv(32));
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration lstm() {
    return series(new LSTM.Builder().nOut(64).build(), new LSTM.Builder().nOut(64).build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration gravesLstm() {
    return series(
        new GravesLSTM.Builder().nOut(64).build(),
        new GravesLSTM.Builder().nOut(64).forgetGateBiasInit(0.5).build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration gravesBidirectionalLstm() {
    return series(
        new GravesBidirectionalLSTM.Builder().nOut(64).build(),
        new GravesBidirectionalLSTM.Builder().nOut(64).build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration simpleRnn() {
    return series(
        new SimpleRnn.Builder().nOut(64).build(), new SimpleRnn.Builder().nOut(64).build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration bidirectionalConcat() {
    return series(
        new Bidirectional(Bidirectional.Mode.CONCAT, new LSTM.Builder().nOut(64).build()),
        new SimpleRnn.Builder().nOut(64).build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration bidirectionalAdd() {
    return series(
        new Bidirectional(Bidirectional.Mode.ADD, new SimpleRnn.Builder().nOut(64).build()),
        new SimpleRnn.Builder().nOut(64).build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration bidirectionalMul() {
    return series(
        new Bidirectional(Bidirectional.Mode.MUL, new SimpleRnn.Builder().nOut(64).build()),
        new SimpleRnn.Builder().nOut(64).build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration bidirectionalAverage() {
    return series(
        new Bidirectional(Bidirectional.Mode.AVERAGE, new SimpleRnn.Builder().nOut(64).build()),
        new SimpleRnn.Builder().nOut(64).build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration lastTimeStep() {
    return series(
        new LastTimeStep(new LSTM.Builder().nOut(64).build()), dense(64, Activation.TANH));
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration timeDistributed() {
    return series(
        new TimeDistributed(new DenseLayer.Builder().nIn(48).nOut(64).build()),
        new SimpleRnn.Builder().nOut(64).build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration maskZeroLayer() {
    return series(
        new MaskZeroLayer(new SimpleRnn.Builder().nOut(64).build(), 0),
        new SimpleRnn.Builder().nOut(64).build());
  }

  @Given({B, 96})
  static MultiLayerConfiguration frozenLayer() {
    return vectors(
        new FrozenLayer(new DenseLayer.Builder().nIn(96).nOut(64).build()),
        dense(64, Activation.TANH));
  }

  @Given({B, 96})
  static MultiLayerConfiguration frozenLayerWithBackprop() {
    return vectors(
        new FrozenLayerWithBackprop(new DenseLayer.Builder().nIn(96).nOut(64).build()),
        dense(64, Activation.TANH));
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration maskLayer() {
    return series(
        new SimpleRnn.Builder().nOut(64).build(),
        new MaskLayer(),
        new SimpleRnn.Builder().nOut(64).build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration selfAttentionLayer() {
    return series(
        new SelfAttentionLayer.Builder().nOut(64).nHeads(4).headSize(16).projectInput(true).build(),
        new SelfAttentionLayer.Builder().nIn(64).nOut(64).nHeads(1).projectInput(false).build());
  }

  @Given({B, 48, 10})
  static MultiLayerConfiguration recurrentAttentionLayer() {
    return series(
        new RecurrentAttentionLayer.Builder()
            .nIn(48)
            .nOut(64)
            .nHeads(4)
            .headSize(16)
            .projectInput(true)
            .build());
  }

  private static ComputationGraphConfiguration joined(GraphVertex v) {
    return new NeuralNetConfiguration.Builder()
        .activation(Activation.TANH)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.feedForward(96))
        .addLayer("a", dense(64, Activation.RELU), "in")
        .addLayer("b", dense(64, Activation.TANH), "in")
        .addVertex("v", v, "a", "b")
        .addLayer("out", dense(64, Activation.TANH), "v")
        .setOutputs("out")
        .build();
  }

  private static ComputationGraphConfiguration behind(GraphVertex v) {
    return new NeuralNetConfiguration.Builder()
        .activation(Activation.TANH)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.feedForward(96))
        .addLayer("a", dense(64, Activation.RELU), "in")
        .addVertex("v", v, "a")
        .addLayer("out", dense(64, Activation.TANH), "v")
        .setOutputs("out")
        .build();
  }

  @Given({B, 96})
  static ComputationGraphConfiguration elementWiseVertexAdd() {
    return joined(new ElementWiseVertex(ElementWiseVertex.Op.Add));
  }

  @Given({B, 96})
  static ComputationGraphConfiguration elementWiseVertexSubtract() {
    return joined(new ElementWiseVertex(ElementWiseVertex.Op.Subtract));
  }

  @Given({B, 96})
  static ComputationGraphConfiguration elementWiseVertexProduct() {
    return joined(new ElementWiseVertex(ElementWiseVertex.Op.Product));
  }

  @Given({B, 96})
  static ComputationGraphConfiguration elementWiseVertexAverage() {
    return joined(new ElementWiseVertex(ElementWiseVertex.Op.Average));
  }

  @Given({B, 96})
  static ComputationGraphConfiguration elementWiseVertexMax() {
    return joined(new ElementWiseVertex(ElementWiseVertex.Op.Max));
  }

  @Given({B, 96})
  static ComputationGraphConfiguration mergeVertex() {
    return joined(new MergeVertex());
  }

  @Given({B, 96})
  static ComputationGraphConfiguration stackVertex() {
    return joined(new StackVertex());
  }

  @Given({B, 96})
  static ComputationGraphConfiguration scaleVertex() {
    return behind(new ScaleVertex(0.5));
  }

  @Given({B, 96})
  static ComputationGraphConfiguration shiftVertex() {
    return behind(new ShiftVertex(0.5));
  }

  @Given({B, 96})
  static ComputationGraphConfiguration subsetVertex() {
    return behind(new SubsetVertex(8, 39));
  }

  @Given({B, 96})
  static ComputationGraphConfiguration l2NormalizeVertex() {
    return behind(new L2NormalizeVertex());
  }

  @Given({B, 96})
  static ComputationGraphConfiguration reshapeVertex() {
    return behind(new ReshapeVertex(-1, 64));
  }

  @Given({B, 96})
  static ComputationGraphConfiguration preprocessorVertex() {
    return behind(new PreprocessorVertex(new FeedForwardToCnnPreProcessor(8, 8, 1)));
  }

  @Given(
      value = {B, 96},
      training = false)
  static ComputationGraphConfiguration frozenVertex() {
    return behind(new FrozenVertex(new ScaleVertex(0.5)));
  }

  @Given({B, 24, 12, 12})
  static ComputationGraphConfiguration poolHelperVertex() {
    return new NeuralNetConfiguration.Builder()
        .activation(Activation.TANH)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.convolutional(12, 12, 24))
        .addLayer("a", conv(32), "in")
        .addVertex("v", new PoolHelperVertex(), "a")
        .addLayer("out", conv(32), "v")
        .setOutputs("out")
        .build();
  }

  @Given({B, 48, 10})
  static ComputationGraphConfiguration lastTimeStepVertex() {
    return new NeuralNetConfiguration.Builder()
        .activation(Activation.TANH)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.recurrent(48, 10))
        .addLayer("a", new SimpleRnn.Builder().nOut(64).build(), "in")
        .addVertex("v", new LastTimeStepVertex("in"), "a")
        .addVertex("d", new DuplicateToTimeSeriesVertex("in"), "v")
        .addLayer("out", new SimpleRnn.Builder().nOut(64).build(), "d")
        .setOutputs("out")
        .build();
  }

  @Given({B, 48, 10})
  static ComputationGraphConfiguration attentionVertex() {
    return new NeuralNetConfiguration.Builder()
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.recurrent(48, 10))
        .addVertex(
            "v",
            new AttentionVertex.Builder()
                .nHeads(4)
                .headSize(16)
                .projectInput(true)
                .nInQueries(48)
                .nInKeys(48)
                .nInValues(48)
                .nOut(48)
                .build(),
            "in",
            "in",
            "in")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "v", "in")
        .setOutputs("sum")
        .build();
  }

  @Given(
      value = {4, 3, 32, 32},
      draws = 60)
  static MultiLayerConfiguration kernelsInARow() {
    return new NeuralNetConfiguration.Builder()
        .activation(Activation.RELU)
        .convolutionMode(ConvolutionMode.Same)
        .list()
        .layer(new ConvolutionLayer.Builder(3, 3).nOut(64).build())
        .layer(new ConvolutionLayer.Builder(3, 3).stride(2, 2).nOut(128).build())
        .layer(new DepthwiseConvolution2D.Builder(3, 3).depthMultiplier(4).build())
        .layer(new SeparableConvolution2D.Builder(3, 3).depthMultiplier(2).nOut(64).build())
        .layer(new Deconvolution2D.Builder(4, 4).stride(2, 2).nOut(32).build())
        .layer(new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).build())
        .layer(new DenseLayer.Builder().nOut(50).build())
        .setInputType(InputType.convolutional(32, 32, 3))
        .build();
  }
}
