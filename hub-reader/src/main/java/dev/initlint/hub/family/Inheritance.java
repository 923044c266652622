package dev.initlint.hub.family;

import dev.initlint.hub.family.notation.FamilyText;
import dev.initlint.hub.family.notation.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Families that are like others: what they do not write themselves they take from these. */
final class Inheritance {
  private Inheritance() {}

  /** A family with all that it takes from those it is like, down to {@code root}. */
  static FamilyText whole(Map<String, FamilyText> raw, String name, String root) {
    List<FamilyText> chain = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    FamilyText f = raw.get(name);
    while (f != null) {
      if (!seen.add(f.name())) {
        throw new Source(f.path(), 1, 0).error(1, "the family is like itself");
      }
      chain.add(0, f);
      String base = f.base() != null ? f.base() : f.name().equals(root) ? null : root;
      if (base != null && !raw.containsKey(base)) {
        throw new Source(f.path(), 1, 0).error(1, "there is no family " + base + " to be like");
      }
      f = base == null ? null : raw.get(base);
    }
    return chain.stream().reduce(Inheritance::merged).orElseThrow();
  }

  private static FamilyText merged(FamilyText base, FamilyText own) {
    return new FamilyText(
        own.path(),
        own.name(),
        own.base(),
        own.title(),
        own.library().isEmpty() ? base.library() : own.library(),
        own.types(),
        own.prefix().isEmpty() ? base.prefix() : own.prefix(),
        both(base.stored(), own.stored()),
        own.history(),
        both(base.fields(), own.fields()),
        both(base.definitions(), own.definitions()),
        concat(base.requirements(), own.requirements()),
        concat(base.laws(), own.laws()),
        both(base.blocks(), own.blocks()),
        heads(base.models(), own.models()));
  }

  private static <T> Map<String, T> both(Map<String, T> base, Map<String, T> own) {
    Map<String, T> all = new LinkedHashMap<>(base);
    all.putAll(own);
    return all;
  }

  /** Its own heads come first: the first is taken where a configuration names none. */
  private static <T> Map<String, T> heads(Map<String, T> base, Map<String, T> own) {
    Map<String, T> all = new LinkedHashMap<>(own);
    base.forEach(all::putIfAbsent);
    return all;
  }

  private static <T> List<T> concat(List<T> base, List<T> own) {
    List<T> all = new ArrayList<>(base);
    all.addAll(own);
    return all;
  }
}
