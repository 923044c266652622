package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.samediff.LibraryObject;
import java.util.Set;

/** What a layer's class decides before the network's settings are asked. */
final class LayerDefaults {
  private static final Set<String> IDENTITY =
      Set.of(
          "EmbeddingLayer",
          "EmbeddingSequenceLayer",
          "LossLayer",
          "CnnLossLayer",
          "RnnLossLayer",
          "Cnn3DLossLayer",
          "OCNNOutputLayer",
          "SelfAttentionLayer",
          "LearnedSelfAttentionLayer");

  private LayerDefaults() {}

  /** Name of the activation that the class fixes, or null. */
  static String activation(String type, LibraryObject layer) {
    if (IDENTITY.contains(type)) {
      return "identity";
    }
    if (type.equals("OutputLayer") || type.equals("RnnOutputLayer")) {
      return "softmax";
    }
    return type.equals("CenterLossOutputLayer") && layer.args().isEmpty() ? "softmax" : null;
  }

  /** Name of the loss that a constructor argument or setting states; null when it has none. */
  static String loss(LibraryObject layer) {
    Object v = layer.settings().value("lossFunction", "lossFn", "loss");
    if (v == null && !layer.args().isEmpty()) {
      v = layer.arg(0);
    }
    if (v instanceof EnumConstant e) {
      return e.name();
    }
    if (v instanceof LibraryObject o && o.type().startsWith("Loss")) {
      return o.type().substring("Loss".length()).toUpperCase(java.util.Locale.ROOT);
    }
    return v == null ? "MCXENT" : null;
  }
}
