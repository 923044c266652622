package dev.initlint.javasource.oracle;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.TruncatedNormalDistribution;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Networks that are both read as source and built for real. */
final class Dl4jNets {
  private Dl4jNets() {}

  static MultiLayerConfiguration dense(WeightInit init) {
    return new NeuralNetConfiguration.Builder()
        .weightInit(init)
        .list()
        .layer(new DenseLayer.Builder().nIn(400).nOut(300).activation(Activation.RELU).build())
        .layer(
            new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).nIn(300).nOut(100).build())
        .build();
  }

  static MultiLayerConfiguration xavier() {
    return dense(WeightInit.XAVIER);
  }

  static MultiLayerConfiguration xavierUniform() {
    return dense(WeightInit.XAVIER_UNIFORM);
  }

  static MultiLayerConfiguration lecunUniform() {
    return dense(WeightInit.LECUN_UNIFORM);
  }

  static MultiLayerConfiguration lecunNormal() {
    return dense(WeightInit.LECUN_NORMAL);
  }

  static MultiLayerConfiguration relu() {
    return dense(WeightInit.RELU);
  }

  static MultiLayerConfiguration reluUniform() {
    return dense(WeightInit.RELU_UNIFORM);
  }

  static MultiLayerConfiguration uniform() {
    return dense(WeightInit.UNIFORM);
  }

  static MultiLayerConfiguration sigmoidUniform() {
    return dense(WeightInit.SIGMOID_UNIFORM);
  }

  static MultiLayerConfiguration varScalingUniformAvg() {
    return dense(WeightInit.VAR_SCALING_UNIFORM_FAN_AVG);
  }

  static MultiLayerConfiguration varScalingUniformOut() {
    return dense(WeightInit.VAR_SCALING_UNIFORM_FAN_OUT);
  }

  static MultiLayerConfiguration varScalingNormalIn() {
    return dense(WeightInit.VAR_SCALING_NORMAL_FAN_IN);
  }

  static MultiLayerConfiguration varScalingNormalAvg() {
    return dense(WeightInit.VAR_SCALING_NORMAL_FAN_AVG);
  }

  static MultiLayerConfiguration distributions() {
    return new NeuralNetConfiguration.Builder()
        .weightInit(new UniformDistribution(0, 1))
        .list()
        .layer(new DenseLayer.Builder().nIn(200).nOut(300).build())
        .layer(
            new OutputLayer.Builder()
                .nIn(300)
                .nOut(100)
                .weightInit(new TruncatedNormalDistribution(0, 0.5))
                .build())
        .build();
  }

  static MultiLayerConfiguration convolutions() {
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
        .layer(new OutputLayer.Builder().nOut(10).build())
        .setInputType(InputType.convolutional(32, 32, 3))
        .build();
  }

  static MultiLayerConfiguration sequences() {
    return new NeuralNetConfiguration.Builder()
        .list()
        .layer(new EmbeddingSequenceLayer.Builder().nIn(1000).nOut(128).build())
        .layer(new LSTM.Builder().nIn(128).nOut(96).activation(Activation.TANH).build())
        .layer(new GravesLSTM.Builder().nIn(96).nOut(64).activation(Activation.TANH).build())
        .layer(new SimpleRnn.Builder().nIn(64).nOut(128).activation(Activation.TANH).build())
        .layer(new RnnOutputLayer.Builder().nIn(128).nOut(100).build())
        .build();
  }

  static MultiLayerConfiguration selfAttention() {
    return new NeuralNetConfiguration.Builder()
        .weightInit(WeightInit.ZERO)
        .list()
        .layer(
            new SelfAttentionLayer.Builder()
                .nIn(1000)
                .nOut(64)
                .nHeads(2)
                .headSize(32)
                .projectInput(true)
                .build())
        .layer(new GlobalPoolingLayer(PoolingType.MAX))
        .layer(new OutputLayer.Builder().nIn(64).nOut(5).build())
        .setInputType(InputType.recurrent(1000, 7))
        .build();
  }

  static ComputationGraphConfiguration graph() {
    return new NeuralNetConfiguration.Builder()
        .weightInit(WeightInit.RELU)
        .graphBuilder()
        .addInputs("in")
        .setInputTypes(InputType.recurrent(128, 9))
        .addVertex(
            "attention",
            new AttentionVertex.Builder()
                .nHeads(4)
                .headSize(32)
                .projectInput(true)
                .nInQueries(128)
                .nInKeys(128)
                .nInValues(128)
                .nOut(128)
                .build(),
            "in",
            "in",
            "in")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "attention", "in")
        .addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "sum")
        .addLayer("norm", new BatchNormalization(), "pool")
        .addLayer("out", new OutputLayer.Builder().nOut(200).build(), "norm")
        .setOutputs("out")
        .build();
  }

  static MultiLayerConfiguration defaults() {
    return new NeuralNetConfiguration.Builder()
        .list()
        .layer(new DenseLayer.Builder().nIn(200).nOut(300).build())
        .layer(new DenseLayer.Builder().nIn(300).nOut(300).build())
        .layer(new OutputLayer.Builder().nIn(300).nOut(100).build())
        .build();
  }

  static MultiLayerConfiguration normalised() {
    return new NeuralNetConfiguration.Builder()
        .activation(Activation.RELU)
        .list()
        .layer(new ConvolutionLayer.Builder(3, 3).nOut(64).activation(Activation.IDENTITY).build())
        .layer(new BatchNormalization.Builder().activation(Activation.RELU).build())
        .layer(new ConvolutionLayer.Builder(3, 3).nOut(64).build())
        .layer(new BatchNormalization())
        .layer(new OutputLayer.Builder().nOut(10).build())
        .setInputType(InputType.convolutional(16, 16, 3))
        .build();
  }
}
