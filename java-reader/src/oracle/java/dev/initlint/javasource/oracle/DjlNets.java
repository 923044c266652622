package dev.initlint.javasource.oracle;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.core.LinearCollection;
import ai.djl.nn.core.Multiplication;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.initializer.TruncatedNormalInitializer;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.training.initializer.XavierInitializer;
import java.util.Arrays;

/** Networks that are both read as source and built for real. */
final class DjlNets {
  private DjlNets() {}

  static Block mlp() {
    return new SequentialBlock()
        .add(Blocks.batchFlattenBlock(784))
        .add(Linear.builder().setUnits(256).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(128).build());
  }

  static Block xavier() {
    SequentialBlock net = new SequentialBlock();
    net.add(Linear.builder().setUnits(256).build());
    net.add(Linear.builder().setUnits(512).build());
    net.setInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);
    return net;
  }

  static Block truncated() {
    SequentialBlock net = new SequentialBlock();
    net.add(Linear.builder().setUnits(256).build());
    net.setInitializer(new TruncatedNormalInitializer(0.02f), Parameter.Type.WEIGHT);
    return net;
  }

  static Block uniformThenNormal() {
    SequentialBlock net = new SequentialBlock();
    net.add(Linear.builder().setUnits(256).build());
    net.setInitializer(new UniformInitializer(), Parameter.Type.WEIGHT);
    net.add(Linear.builder().setUnits(128).build());
    net.setInitializer(new NormalInitializer(), p -> p.getName().equals("bias"));
    return net;
  }

  static Block convolutions() {
    SequentialBlock net = new SequentialBlock();
    net.add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(64).build());
    net.add(BatchNorm.builder().build()).add(Activation.reluBlock());
    net.add(
        Conv2d.builder()
            .setKernelShape(new Shape(3, 3))
            .setFilters(64)
            .optGroups(64)
            .optStride(new Shape(2, 2))
            .build());
    net.add(Conv2d.builder().setKernelShape(new Shape(1, 1)).setFilters(256).build());
    return net;
  }

  static Block residual() {
    SequentialBlock branch = new SequentialBlock();
    branch.add(Linear.builder().setUnits(128).optBias(false).build());
    branch.add(Activation::tanh);
    return new SequentialBlock()
        .add(
            new ParallelBlock(
                list ->
                    new NDList(list.get(0).singletonOrThrow().add(list.get(1).singletonOrThrow())),
                Arrays.asList(branch, Blocks.identityBlock())))
        .add(Linear.builder().setUnits(64).build());
  }

  static Block collection() {
    return new SequentialBlock().add(LinearCollection.builder().setUnits(64).build());
  }

  static Block products() {
    return new SequentialBlock().add(Multiplication.builder().setUnits(64).build());
  }

  static Block lstm() {
    return new SequentialBlock().add(LSTM.builder().setStateSize(128).setNumLayers(2).build());
  }

  static Block gru() {
    return new SequentialBlock().add(GRU.builder().setStateSize(96).setNumLayers(1).build());
  }

  static Block attention() {
    return new SequentialBlock()
        .add(
            ScaledDotProductAttentionBlock.builder()
                .setEmbeddingSize(128)
                .setHeadCount(4)
                .optAttentionProbsDropoutProb(0)
                .build());
  }

  static Block encoder() {
    return new SequentialBlock()
        .add(new TransformerEncoderBlock(128, 4, 512, 0f, Activation::gelu));
  }

  static Block norms() {
    return new SequentialBlock()
        .add(LayerNorm.builder().axis(2).build())
        .add(Linear.builder().setUnits(128).build());
  }

  static Block series() {
    return new SequentialBlock()
        .add(Conv1d.builder().setKernelShape(new Shape(5)).setFilters(128).build())
        .add(Activation::mish);
  }
}
