package dev.initlint.javasource.edit;

import dev.initlint.finding.Fix;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A cure as text edits.
 *
 * @param edits to be made together, none of which touches another
 * @param safe whether nothing but what was asked for changes
 */
public record Spelling(List<Fix.Edit> edits, boolean safe) {
  public Spelling {
    edits = List.copyOf(edits);
  }

  /** The spelling, unless two of its edits touch the same characters. */
  static Optional<Spelling> of(Collection<Fix.Edit> edits, boolean safe) {
    List<Fix.Edit> distinct = edits.stream().distinct().toList();
    for (Fix.Edit a : distinct) {
      if (distinct.stream().anyMatch(a::conflictsWith)) {
        return Optional.empty();
      }
    }
    return distinct.isEmpty() ? Optional.empty() : Optional.of(new Spelling(distinct, safe));
  }
}
