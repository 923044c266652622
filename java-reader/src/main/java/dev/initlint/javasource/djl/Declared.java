package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.Values;

/** Parameters that a block declares when it is constructed, before its inputs are known. */
final class Declared {
  private Declared() {}

  static void parameters(DjlBlock b) {
    switch (b.type()) {
      case "Linear",
          "LinearCollection",
          "Multiplication",
          "Conv1d",
          "Conv2d",
          "Conv3d",
          "Conv1dTranspose",
          "Conv2dTranspose" -> {
        b.parameter("weight", "WEIGHT");
        if (b.settings().flag(true, "optBias")) {
          b.parameter("bias", "BIAS");
        }
      }
      case "BatchNorm", "GhostBatchNorm" -> {
        b.parameter("gamma", "GAMMA");
        b.parameter("beta", "BETA");
        b.parameter("runningMean", "RUNNING_MEAN");
        b.parameter("runningVar", "RUNNING_VAR");
      }
      case "LayerNorm" -> {
        b.parameter("gamma", "GAMMA");
        b.parameter("beta", "BETA");
      }
      case "IdEmbedding", "TrainableWordEmbedding", "TrainableTextEmbedding", "Embedding" ->
          b.parameter("embedding", "WEIGHT");
      case "Prelu" -> b.parameter("alpha", "WEIGHT");
      case "LSTM", "GRU", "RNN" -> recurrent(b);
      default -> {}
    }
  }

  private static void recurrent(DjlBlock b) {
    Long layers = Values.asLong(b.settings().value("setNumLayers"));
    for (int i = 0; i < (layers == null ? 1 : Math.min(layers, 64)); i++) {
      b.parameter("l_" + i + "_i2h_WEIGHT", "WEIGHT");
      b.parameter("l_" + i + "_h2h_WEIGHT", "WEIGHT");
      b.parameter("l_" + i + "_BIAS", "BIAS");
    }
  }
}
