package dev.initlint.javasource.oracle;

import java.util.List;
import java.util.Set;

/**
 * Why some predictions differ from what is measured by more than its sampling: each reason with the
 * figures it is for. A difference that none of them is for fails the comparison.
 */
final class Deviations {
  /**
   * A reason.
   *
   * @param figures network and place, as a regular expression
   * @param shown whether the library's source or a derivation shows it; else it is supposed
   */
  private record Reason(String figures, boolean shown, String text) {
    String stated() {
      return shown ? text : "supposed, not shown: " + text;
    }
  }

  private static final List<Reason> REASONS =
      List.of(
          new Reason(
              "(selfAttentionLayer|attentionVertex)/d .*",
              true,
              "the library doubles gradients that enter a SameDiff layer from outside:"
                  + " ExternalErrorsFunction.doDiff sets the gradient that diff then adds once"
                  + " more"),
          new Reason(
              "selfAttentionLayer/1",
              false,
              "scores of unprojected self-attention: a row's own score is its squared length"),
          new Reason(
              "batchNorm.*/d (0/.*|01Conv2d_bias)",
              true,
              "what a batch norm takes from the sum of gradients, seen through a ReLU in front of"
                  + " it"),
          new Reason(
              "(lstm|gravesLstm|lastTimeStep|bidirectional.*|globalPoolingOfSeries)/d .*b",
              false,
              "overlap of the gradients of a recurrent layer's steps: too small in sums over"
                  + " steps"),
          new Reason(
              "(simpleRnn|maskZeroLayer|maskLayer|bidirectional.*|timeDistributed|lastTimeStepVertex|rnn.*|embeddingSequenceLayer|gravesLstm|lstm|gru)/d"
                  + " .*",
              false,
              "gradients through time: a state's slope and the gradient that it carries are taken"
                  + " for independent"),
          new Reason(
              "(rnn|lastTimeStepVertex|simpleRnn|bidirectional.*|lastTimeStep)/.*",
              false,
              "states of finitely many units, whose squares spread from sample to sample"),
          new Reason(
              "rnnLossLayer/1", true, "softmax of what tanh gave, whose law is taken for Gaussian"),
          new Reason(
              "(deconvolution2d|cropping2d)/.*",
              true,
              "variance that differs by position, as at borders, is taken by its mean before a"
                  + " function"),
          new Reason(
              "embeddingLayer/d 0/W",
              false,
              "table read by one number a sample: the batch is counted twice"),
          new Reason(
              "denseLayerNormed/d 0/g",
              false,
              "a gain's gradient: slope and normed value are dependent"),
          new Reason(
              "scaledDotProductAttentionBlock/d .*|transformerEncoderBlock/d .*",
              false,
              "gradients through a softmax whose rows are not independent"),
          new Reason(
              "(stackVertex|preprocessorVertex|elementWiseVertex.*|localResponse.*)/.*",
              false,
              "features of finitely many units share their sample's size"),
          new Reason(
              "kernelsInARow/d .*",
              false,
              "products of kernels of nine entries: rare large draws carry the mean of the square"),
          new Reason(
              "linearCollection/d .*",
              true,
              "each position has a matrix of its own, whose gradient is summed over all positions"),
          new Reason(
              "multiplication/d .*",
              false,
              "a factor in front of the batch's axis: its gradient is divided by the units"));

  private Deviations() {}

  /** Reasons that no figure among those that disagree needs. */
  static List<String> unneeded(Set<String> disagreeing) {
    return REASONS.stream()
        .map(Reason::figures)
        .filter(figures -> disagreeing.stream().noneMatch(key -> key.matches(figures)))
        .toList();
  }

  /** The reason for a figure, by network and place; empty where there is none. */
  static String reason(String key) {
    return REASONS.stream()
        .filter(r -> key.matches(r.figures()))
        .map(Reason::stated)
        .findFirst()
        .orElse("");
  }
}
