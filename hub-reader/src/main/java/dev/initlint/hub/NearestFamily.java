package dev.initlint.hub;

import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.ConfigurationParser;
import dev.initlint.hub.family.Families;
import dev.initlint.hub.family.FamilyCard;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is said of a configuration that no known family reads. */
final class NearestFamily {
  private NearestFamily() {}

  static String sentence(Families families, Configuration c) {
    String type = c.string("/model_type");
    String architecture = c.string("/architectures/0");
    String named =
        type != null
            ? "model_type " + quoted(type)
            : architecture != null
                ? "architecture " + quoted(architecture)
                : "this configuration, which states no model_type,";
    return named + " is of no known family" + nearest(families.cards(), c, type);
  }

  private static String quoted(String name) {
    return ConfigurationParser.quoted(name);
  }

  /** The nearest family, where it is near by its name or by half of its fields. */
  private static String nearest(List<FamilyCard> cards, Configuration c, String type) {
    Set<String> fields = new HashSet<>();
    c.root().fieldNames().forEachRemaining(fields::add);
    Comparator<FamilyCard> byName = Comparator.comparingInt(f -> alike(f, type));
    Comparator<FamilyCard> byFields = Comparator.comparingDouble(f -> overlap(f, fields));
    return cards.stream()
        .filter(f -> alike(f, type) > 0 || 2 * shared(f, fields) >= f.fields().size())
        .max(byName.thenComparing(byFields))
        .map(
            f ->
                "; the nearest is "
                    + f.name()
                    + ", "
                    + shared(f, fields)
                    + " of whose "
                    + f.fields().size()
                    + " fields it has")
        .orElse("");
  }

  /**
   * Length of a model type of the family that the name begins with, as llama of llama4_text, or has
   * as one of its words, as my_llama.
   */
  private static int alike(FamilyCard family, String type) {
    if (type == null || type.isEmpty()) {
      return 0;
    }
    Set<String> words = Set.copyOf(Arrays.asList(type.split("[^A-Za-z0-9]+")));
    return family.modelTypes().stream()
        .filter(t -> type.startsWith(t) || t.startsWith(type) || words.contains(t))
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }

  private static long shared(FamilyCard family, Set<String> fields) {
    return family.fields().stream().filter(fields::contains).count();
  }

  /** Twice the fields in common over all fields of both, so that few common ones are not much. */
  private static double overlap(FamilyCard family, Set<String> fields) {
    return 2.0 * shared(family, fields) / Math.max(1, family.fields().size() + fields.size());
  }
}
