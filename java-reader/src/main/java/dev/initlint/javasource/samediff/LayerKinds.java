package dev.initlint.javasource.samediff;

import java.util.Set;

/**
 * Which of Deeplearning4j's abstract types a configuration class belongs to, for code that asks
 * {@code instanceof} (1.0.0-M2.1, package {@code org.deeplearning4j.nn.conf}).
 */
final class LayerKinds {
  private static final Set<String> RECURRENT =
      Set.of("LSTM", "GravesLSTM", "GravesBidirectionalLSTM", "SimpleRnn");

  private static final Set<String> WITHOUT_PARAMETERS =
      Set.of(
          "ActivationLayer",
          "SubsamplingLayer",
          "Subsampling1DLayer",
          "Subsampling3DLayer",
          "Upsampling1D",
          "Upsampling2D",
          "Upsampling3D",
          "ZeroPaddingLayer",
          "ZeroPadding1DLayer",
          "ZeroPadding3DLayer",
          "Cropping1D",
          "Cropping2D",
          "Cropping3D",
          "SpaceToDepthLayer",
          "GlobalPoolingLayer",
          "MaskLayer");

  /** Endings of names that no layer has. */
  private static final Set<String> OTHERS =
      Set.of("Vertex", "Distribution", "PreProcessor", "Schedule", "Config", "InitScheme", "Noise");

  private static final Set<String> UPDATERS =
      Set.of(
          "Sgd",
          "Adam",
          "AdaMax",
          "AdaGrad",
          "AdaDelta",
          "AdaBelief",
          "AMSGrad",
          "Nadam",
          "Nesterovs",
          "RmsProp",
          "NoOp",
          "Dropout",
          "AlphaDropout",
          "SpatialDropout");

  private LayerKinds() {}

  /**
   * Whether a class is of a type.
   *
   * @param type simple name of the class
   * @param asked simple name of a class or interface
   * @return null where it cannot be told
   */
  static Boolean isA(String type, String asked) {
    if (type.equals(asked)) {
      return true;
    }
    boolean layer = OTHERS.stream().noneMatch(type::endsWith) && !UPDATERS.contains(type);
    return switch (asked) {
      case "Layer" -> layer;
      case "GraphVertex" -> type.endsWith("Vertex");
      case "IUpdater" -> UPDATERS.contains(type) && !type.endsWith("ropout");
      case "BaseRecurrentLayer" -> RECURRENT.contains(type);
      case "AbstractLSTM" -> type.endsWith("LSTM");
      case "BaseOutputLayer" -> type.endsWith("OutputLayer") && !type.startsWith("Yolo2");
      case "NoParamLayer" -> WITHOUT_PARAMETERS.contains(type);
      case "InputPreProcessor" -> type.endsWith("PreProcessor");
      case "Distribution" -> type.endsWith("Distribution");
      case "BaseLayer", "FeedForwardLayer" ->
          !layer || WITHOUT_PARAMETERS.contains(type) ? Boolean.FALSE : null;
      // One concrete class is not another, but for the few that extend one.
      default -> type.startsWith(asked) || asked.startsWith("Abstract") ? null : Boolean.FALSE;
    };
  }
}
