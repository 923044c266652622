package dev.initlint.engine;

import dev.initlint.finding.Fix;
import dev.initlint.javasource.edit.RemedySpelling;
import dev.initlint.source.SourceModel;
import java.util.function.Supplier;

/**
 * Spells the cures of the models of one file as edits; what that takes is made when it is asked.
 */
final class SourceCures {
  private final Supplier<RemedySpelling> made;
  private RemedySpelling spelling;

  SourceCures(Supplier<RemedySpelling> made) {
    this.made = made;
  }

  /** The fix with the edits that its remedies amount to in this source. */
  synchronized Fix spelled(Fix fix, SourceModel model) {
    if (fix.remedies().isEmpty()) {
      return fix;
    }
    if (spelling == null) {
      spelling = made.get();
    }
    return spelling
        .spell(model, fix.remedies())
        .map(s -> fix.spelled(s.edits(), s.safe()))
        .orElse(fix);
  }
}
