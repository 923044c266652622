package dev.initlint.javasource.edit;

import dev.initlint.finding.Fix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
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
    List<Fix.Edit> distinct = joined(edits);
    for (Fix.Edit a : distinct) {
      if (distinct.stream().anyMatch(a::conflictsWith)) {
        return Optional.empty();
      }
    }
    return distinct.isEmpty() ? Optional.empty() : Optional.of(new Spelling(distinct, safe));
  }

  /** Lines inserted at one place follow each other. */
  private static List<Fix.Edit> joined(Collection<Fix.Edit> edits) {
    List<Fix.Edit> all = new ArrayList<>();
    for (Fix.Edit e : new LinkedHashSet<>(edits)) {
      int at = 0;
      while (at < all.size() && !(isLine(e) && isLine(all.get(at)) && samePlace(e, all.get(at)))) {
        at++;
      }
      if (at == all.size()) {
        all.add(e);
      } else {
        String text = all.get(at).replacement() + e.replacement();
        all.set(at, new Fix.Edit(e.path(), e.start(), e.end(), text));
      }
    }
    return all;
  }

  private static boolean samePlace(Fix.Edit a, Fix.Edit b) {
    return a.path().equals(b.path()) && a.start() == b.start();
  }

  private static boolean isLine(Fix.Edit e) {
    return e.start() == e.end() && e.replacement().contains(";");
  }
}
