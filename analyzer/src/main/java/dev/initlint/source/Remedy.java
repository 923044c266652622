package dev.initlint.source;

/**
 * A cure in terms of the model, which whoever knows the library spells as edits of the source.
 * Rules name what is to be, not how a library says it.
 */
public sealed interface Remedy {

  /**
   * Draw a weight from a normal law of mean zero.
   *
   * @param parameter name of the weight in the graph
   * @param std standard deviation of an entry
   * @param fanIn number of inputs that each output of its operation sums over; 0 for a table
   */
  record Redraw(String parameter, double std, long fanIn) implements Remedy {
    /** What a layer makes of the second moment: fan_in·var(W); 0 for a table. */
    public double gain() {
      return std * std * fanIn;
    }
  }

  /**
   * Multiply the scores of an attention by 1/√d_k, and by nothing else.
   *
   * @param node the softmax, or the attention where it is one operation
   * @param factor what the scores as they are have to be multiplied by for that
   */
  record ScaleScores(String node, double headDim, double factor) implements Remedy {
    /** Of scores that nothing multiplies yet. */
    public ScaleScores(String node, double headDim) {
      this(node, headDim, 1 / Math.sqrt(headDim));
    }
  }

  /**
   * Multiply a value by a number, for all that read it.
   *
   * @param value name of an output of a node
   */
  record ScaleValue(String value, double factor) implements Remedy {}

  /**
   * Normalise a value over its features, for all that read it.
   *
   * @param value name of an output of a node
   */
  record InsertNorm(String value) implements Remedy {}

  /** Start all entries of a parameter at a number. */
  record StartAt(String parameter, double start) implements Remedy {}

  /** Leave out a call that has no effect. */
  record CallOff(SourceRange call) implements Remedy {}

  /**
   * Correct a fan that is typed by hand.
   *
   * @param call the call that holds it
   * @param stated the wrong number
   * @param actual the right one
   */
  record RetypeFan(SourceRange call, double stated, double actual) implements Remedy {}
}
