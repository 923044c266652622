package dev.initlint.op;

import dev.initlint.moment.Belief;
import dev.initlint.moment.NotKnown;
import java.util.List;

/**
 * What one operator does to moments. The signals it returns carry their way back, so that the
 * forward rule and its adjoint stand in one place.
 */
@FunctionalInterface
public interface Op {
  /**
   * Beliefs about the outputs of a node, in order.
   *
   * @throws NotModelled if this use of the operator is not modelled
   */
  List<Belief> forward(Site site);

  /** Thrown by an operator for a use that it does not model; becomes an unknown with the reason. */
  final class NotModelled extends NotKnown {
    private static final long serialVersionUID = 1;

    public NotModelled(String reason) {
      super(reason);
    }
  }
}
