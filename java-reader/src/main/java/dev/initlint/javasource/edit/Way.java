package dev.initlint.javasource.edit;

import dev.initlint.finding.Fix;
import dev.initlint.source.SourceParameter;
import java.util.List;
import java.util.function.Predicate;

/**
 * A way to give a weight another law.
 *
 * @param reaches the weights whose law it changes
 * @param sizeFree whether it says the same whatever the size of the weight
 */
record Way(Predicate<SourceParameter> reaches, List<Fix.Edit> edits, boolean sizeFree) {
  Way {
    edits = List.copyOf(edits);
  }
}
