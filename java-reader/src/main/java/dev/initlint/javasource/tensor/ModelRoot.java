package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.source.SourceModel;
import java.util.List;

/** Something that running the source has built and that is a model of its own. */
public interface ModelRoot {
  /** Where it was begun. */
  Site site();

  /** True once it has become part of another model, or another root stands for it. */
  default boolean consumed() {
    return false;
  }

  /**
   * True once the source has declared it complete, so that it counts even if the run then fails.
   */
  boolean finished();

  /**
   * Its graph.
   *
   * @param assumptions what the run took for granted
   * @return null when there is nothing to look at, as in a builder without layers
   * @throws dev.initlint.javasource.eval.PathEnded when it cannot be followed
   */
  SourceModel emit(Interpreter in, List<String> assumptions);
}
