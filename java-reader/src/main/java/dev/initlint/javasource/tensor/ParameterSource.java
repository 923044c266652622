package dev.initlint.javasource.tensor;

import dev.initlint.javasource.eval.Site;
import dev.initlint.source.SourceRange;
import dev.initlint.symbol.Expr;
import java.util.List;

/**
 * A trainable tensor about to enter a graph.
 *
 * @param name wanted name; made unique if taken
 * @param explicit site of the call that sets the initialiser, or null for a default
 */
public record ParameterSource(
    String name,
    List<Expr> dims,
    Initialiser initialiser,
    Fans fans,
    String layer,
    Site site,
    Site explicit,
    int insertAt) {
  SourceRange explicitRange() {
    return explicit == null ? null : explicit.lastCall();
  }
}
