package dev.initlint.javasource.oracle;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.core.LinearCollection;
import ai.djl.nn.core.Multiplication;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.PointwiseFeedForwardBlock;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.initializer.TruncatedNormalInitializer;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.training.initializer.XavierInitializer;
import java.util.Arrays;

/** One network for each kind of block, function and initialiser that the reader models. */
final class DjlKinds {
  private static final int B = 48;

  private DjlKinds() {}

  private static Linear dense(long units) {
    return Linear.builder().setUnits(units).build();
  }

  private static Conv2d conv(int filters) {
    return Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(filters).build();
  }

  @Given({B, 96})
  static Block linear() {
    return new SequentialBlock().add(dense(128)).add(Activation::relu).add(dense(64));
  }

  @Given({B, 96})
  static Block multiplication() {
    return new SequentialBlock().add(Multiplication.builder().setUnits(8).build());
  }

  @Given(
      value = {B, 10},
      tokens = 500)
  static Block idEmbedding() {
    return new SequentialBlock()
        .add(new IdEmbedding.Builder().setDictionarySize(500).setEmbeddingSize(64).build())
        .add(dense(64));
  }

  @Given({B, 24, 12})
  static Block conv1d() {
    return new SequentialBlock()
        .add(Conv1d.builder().setKernelShape(new Shape(3)).setFilters(48).build())
        .add(Activation::tanh)
        .add(Conv1d.builder().setKernelShape(new Shape(3)).setFilters(32).build());
  }

  @Given({16, 24, 12, 12})
  static Block conv2d() {
    return new SequentialBlock()
        .add(conv(32))
        .add(Activation::relu)
        .add(
            Conv2d.builder()
                .setKernelShape(new Shape(3, 3))
                .setFilters(64)
                .optStride(new Shape(2, 2))
                .optPadding(new Shape(1, 1))
                .optGroups(4)
                .build());
  }

  @Given({8, 8, 6, 6, 6})
  static Block conv3d() {
    return new SequentialBlock()
        .add(Conv3d.builder().setKernelShape(new Shape(3, 3, 3)).setFilters(32).build())
        .add(Activation::relu)
        .add(Conv3d.builder().setKernelShape(new Shape(2, 2, 2)).setFilters(32).build());
  }

  @Given({16, 24, 12, 12})
  static Block batchNorm() {
    return new SequentialBlock()
        .add(conv(32))
        .add(BatchNorm.builder().build())
        .add(Activation::relu)
        .add(conv(32));
  }

  @Given({B, 10, 64})
  static Block layerNorm() {
    return new SequentialBlock().add(LayerNorm.builder().axis(2).build()).add(dense(64));
  }

  @Given({B, 10, 64})
  static Block layerNormWithoutAxis() {
    return new SequentialBlock().add(LayerNorm.builder().build()).add(dense(64));
  }

  @Given(
      value = {B, 96},
      training = false)
  static Block dropout() {
    return new SequentialBlock()
        .add(dense(128))
        .add(Dropout.builder().optRate(0.3f).build())
        .add(dense(64));
  }

  @Given({B, 10, 48})
  static Block lstm() {
    return new SequentialBlock().add(LSTM.builder().setStateSize(64).setNumLayers(2).build());
  }

  @Given({B, 10, 48})
  static Block gru() {
    return new SequentialBlock().add(GRU.builder().setStateSize(64).setNumLayers(2).build());
  }

  @Given({B, 10, 48})
  static Block rnn() {
    return new SequentialBlock()
        .add(
            RNN.builder()
                .setStateSize(64)
                .setNumLayers(1)
                .setActivation(RNN.Activation.TANH)
                .build());
  }

  @Given({B, 10, 48})
  static Block rnnOfRelu() {
    return new SequentialBlock()
        .add(
            RNN.builder()
                .setStateSize(64)
                .setNumLayers(1)
                .setActivation(RNN.Activation.RELU)
                .build());
  }

  @Given({B, 10, 64})
  static Block scaledDotProductAttentionBlock() {
    return new SequentialBlock()
        .add(
            ScaledDotProductAttentionBlock.builder()
                .setEmbeddingSize(64)
                .setHeadCount(4)
                .optAttentionProbsDropoutProb(0)
                .build());
  }

  @Given({B, 10, 64})
  static Block pointwiseFeedForwardBlock() {
    return new SequentialBlock()
        .add(LayerNorm.builder().axis(2).build())
        .add(new PointwiseFeedForwardBlock(Arrays.asList(128, 96), 64, Activation::relu));
  }

  @Given({B, 10, 64})
  static Block transformerEncoderBlock() {
    return new SequentialBlock()
        .add(new TransformerEncoderBlock(64, 4, 128, 0f, Activation::gelu))
        .add(new TransformerEncoderBlock(64, 4, 128, 0f, Activation::gelu));
  }

  @Given({16, 24, 12, 12})
  static Block poolOfLargest() {
    return new SequentialBlock()
        .add(conv(32))
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Pool.globalMaxPool2dBlock());
  }

  @Given({16, 24, 12, 12})
  static Block poolByMean() {
    return new SequentialBlock()
        .add(conv(32))
        .add(Pool.avgPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)))
        .add(Pool.globalAvgPool2dBlock());
  }

  @Given({16, 24, 12, 12})
  static Block batchFlatten() {
    return new SequentialBlock().add(conv(8)).add(Blocks.batchFlattenBlock()).add(dense(32));
  }

  private static Block activated(Block function) {
    return new SequentialBlock().add(dense(128)).add(function).add(dense(64));
  }

  @Given({B, 10, 64})
  static Block linearCollection() {
    return new SequentialBlock().add(LinearCollection.builder().setUnits(48).build());
  }

  @Given({B, 96})
  static Block relu() {
    return activated(Activation.reluBlock());
  }

  @Given({B, 96})
  static Block sigmoid() {
    return activated(Activation.sigmoidBlock());
  }

  @Given({B, 96})
  static Block tanh() {
    return activated(Activation.tanhBlock());
  }

  @Given({B, 96})
  static Block relu6() {
    return activated(Activation.relu6Block());
  }

  @Given({B, 96})
  static Block softPlus() {
    return activated(Activation.softPlusBlock());
  }

  @Given({B, 96})
  static Block softSign() {
    return activated(Activation.softSignBlock());
  }

  @Given({B, 96})
  static Block leakyRelu() {
    return activated(Activation.leakyReluBlock(0.2f));
  }

  @Given({B, 96})
  static Block elu() {
    return activated(Activation.eluBlock(1.5f));
  }

  @Given({B, 96})
  static Block selu() {
    return activated(Activation.seluBlock());
  }

  @Given({B, 96})
  static Block gelu() {
    return activated(Activation.geluBlock());
  }

  @Given({B, 96})
  static Block swish() {
    return activated(Activation.swishBlock(2f));
  }

  @Given({B, 96})
  static Block mish() {
    return activated(Activation.mishBlock());
  }

  private static Block drawn(ai.djl.training.initializer.Initializer rule) {
    SequentialBlock net = new SequentialBlock();
    net.add(dense(128)).add(Activation::tanh).add(dense(64));
    net.setInitializer(rule, Parameter.Type.WEIGHT);
    return net;
  }

  @Given({B, 96})
  static Block xavierInitializer() {
    return drawn(new XavierInitializer());
  }

  @Given({B, 96})
  static Block xavierInitializerByOutputs() {
    return drawn(
        new XavierInitializer(
            XavierInitializer.RandomType.UNIFORM, XavierInitializer.FactorType.OUT, 3f));
  }

  @Given({B, 96})
  static Block normalInitializer() {
    return drawn(new NormalInitializer(0.1f));
  }

  @Given({B, 96})
  static Block truncatedNormalInitializer() {
    return drawn(new TruncatedNormalInitializer(0.1f));
  }

  @Given({B, 96})
  static Block uniformInitializer() {
    return drawn(new UniformInitializer());
  }
}
