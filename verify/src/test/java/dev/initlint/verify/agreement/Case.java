package dev.initlint.verify.agreement;

import java.util.Set;
import java.util.function.Consumer;

/**
 * One graph on which prediction and measurement are held together.
 *
 * @param allowance relative difference that finite width may make beside the standard error
 * @param unknown words of the reason for which the output must be unknown; null when it is known
 * @param apart operators inside a unit whose own figures are not claimed, only those of the unit
 */
record Case(String name, Net net, double allowance, String unknown, Set<String> apart) {
  /** What a width of about 64 may move a second moment by: a few times 1/d. */
  private static final double WIDTH = 0.05;

  static Case of(String name, Consumer<Net> build) {
    return of(name, WIDTH, build);
  }

  static Case of(String name, double allowance, Consumer<Net> build) {
    Net net = new Net();
    build.accept(net);
    return new Case(name, net, allowance, null, Set.of());
  }

  /** The same graph, whose output must be unknown for a reason that holds these words. */
  Case unknownFor(String words) {
    return new Case(name, net, allowance, words, apart);
  }

  /** The same graph without the figures of some operators. */
  Case apartFrom(String... operators) {
    return new Case(name, net, allowance, unknown, Set.of(operators));
  }

  @Override
  public String toString() {
    return name;
  }
}
