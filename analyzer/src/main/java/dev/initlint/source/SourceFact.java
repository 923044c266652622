package dev.initlint.source;

import dev.initlint.symbol.Expr;
import java.util.List;

/** What source says beyond the graph: intent, training, and calls that do not do what they say. */
public sealed interface SourceFact {
  /** The characters the fact rests on. */
  SourceRange range();

  /**
   * A call that sets an initialiser, in the order in which the framework applies them.
   *
   * @param parameters names of the parameters it reaches, in this model
   * @param stage {@code layer}, {@code block} or {@code training}
   * @param variances the variance of an entry of each, if no later call says otherwise
   */
  record InitialiserSet(
      String initialiser,
      String stage,
      List<String> parameters,
      List<Expr> variances,
      SourceRange range)
      implements SourceFact {
    public InitialiserSet {
      parameters = List.copyOf(parameters);
      variances = List.copyOf(variances);
    }
  }

  /**
   * A call that looks as if it set something and does not.
   *
   * @param call as written, as {@code optInitializer(.., "")}
   * @param reason one clause
   * @param missing whether what it asks for is then nowhere in the model
   */
  record WithoutEffect(String call, String reason, boolean missing, SourceRange range)
      implements SourceFact {}

  /**
   * A place where the library draws or computes something else than its documentation says.
   *
   * @param parameter the weight, or the layer when the quirk is in its forward pass
   * @param quirk short identifier, as {@code lecun-uniform-triple}
   * @param nominal the variance a reader of the documentation expects; null where it is no variance
   * @param actual the variance the library realises; null where it is no variance
   */
  record LibraryQuirk(
      String parameter,
      String quirk,
      Expr nominal,
      Expr actual,
      String explanation,
      SourceRange range)
      implements SourceFact {}

  /**
   * Numeric arguments of an initialiser, so that swapped or misread ones can be told.
   *
   * @param parameters what it initialises
   */
  record InitialiserArguments(
      String initialiser, List<Double> arguments, List<String> parameters, SourceRange range)
      implements SourceFact {
    public InitialiserArguments {
      arguments = List.copyOf(arguments);
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * Fans that the source states as numbers of its own.
   *
   * @param stated fan-in given by hand
   * @param actual fan-in of the operation that uses the weight
   * @param variance variance of an entry by the same rule with the fans of the operation
   * @param realised variance of an entry with the fans as typed
   */
  record HandTypedFan(
      String parameter, Expr stated, Expr actual, Expr variance, Expr realised, SourceRange range)
      implements SourceFact {}

  /**
   * A layer whose activation nobody set.
   *
   * @param insertAt offset at which {@code .activation(..)} may be inserted, or -1
   */
  record DefaultActivation(String layer, String activation, SourceRange range, int insertAt)
      implements SourceFact {}

  /**
   * A layer norm whose axes nobody set, so that it normalises over all but the batch.
   *
   * @param axes number of axes that it normalises over together; -1 when nothing is known of them
   * @param insertAt offset at which {@code .axis(..)} may be inserted, or -1
   */
  record NormWithoutAxis(String layer, int axes, SourceRange range, int insertAt)
      implements SourceFact {}

  /**
   * What the model ends in and how it is scored.
   *
   * @param output name of the graph's output
   * @param activation applied last, as {@code softmax} or {@code identity}
   * @param loss as the framework names it
   * @param lossTakesLogits whether the loss applies a softmax of its own
   */
  record Head(
      String output, String activation, String loss, boolean lossTakesLogits, SourceRange range)
      implements SourceFact {}

  /**
   * How the model is trained.
   *
   * @param optimizer as the framework names it
   * @param learningRate constant or peak; null when unknown
   * @param rateByDefault whether the source leaves the learning rate to the framework
   * @param warmUpSteps null when the learning rate is not raised step by step
   * @param gradientClip null when gradients are not clipped
   * @param epsilon what is added to the size a gradient is divided by; null when it is the default
   */
  record Training(
      String optimizer,
      Expr learningRate,
      boolean rateByDefault,
      Expr warmUpSteps,
      Expr gradientClip,
      Expr epsilon,
      SourceRange range)
      implements SourceFact {}

  /**
   * Dropout as the network applies it.
   *
   * @param stated the number in the source
   * @param retained share of the activations that are kept
   * @param statedIsRetained true where the framework reads the number as a probability to keep
   */
  record DropoutRate(
      String layer, double stated, double retained, boolean statedIsRetained, SourceRange range)
      implements SourceFact {}

  /** A weight that is loaded rather than drawn. */
  record Pretrained(String parameter, SourceRange range) implements SourceFact {}
}
