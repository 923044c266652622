package dev.initlint.hub.family;

import dev.initlint.hub.family.notation.Term;
import java.util.LinkedHashSet;
import java.util.Set;

/** Names that an expression reads. */
final class Names {
  private final Set<String> names = new LinkedHashSet<>();

  private Names() {}

  static Set<String> in(Term term) {
    Names n = new Names();
    n.collect(term);
    return n.names;
  }

  private void collect(Term term) {
    if (term instanceof Term.Name n) {
      names.add(n.name());
    } else if (term instanceof Term.Listing l) {
      l.items().forEach(this::collect);
    } else if (term instanceof Term.Item i) {
      collect(i.list());
      collect(i.index());
    } else if (term instanceof Term.Operation o) {
      collect(o.left());
      if (o.right() != null) {
        collect(o.right());
      }
    } else if (term instanceof Term.Conditional c) {
      collect(c.condition());
      collect(c.then());
      collect(c.otherwise());
    } else if (term instanceof Term.Call c) {
      c.arguments().forEach(this::collect);
      c.named().values().forEach(this::collect);
    }
  }
}
