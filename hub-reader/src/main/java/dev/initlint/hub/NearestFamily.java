package dev.initlint.hub;

import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.ConfigurationParser;
import dev.initlint.hub.family.Families;
import dev.initlint.hub.family.FamilyCard;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is said of a configuration that no known family reads. */
final class NearestFamily {
  /** Share of a family's fields that must be there for it to be called near. */
  private static final double NEAR = 0.5;

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

  private static String nearest(List<FamilyCard> cards, Configuration c, String type) {
    Set<String> fields = new HashSet<>();
    c.root().fieldNames().forEachRemaining(fields::add);
    Comparator<FamilyCard> byName = Comparator.comparingInt(f -> alike(f, type));
    Comparator<FamilyCard> byFields = Comparator.comparingDouble(f -> share(f, fields));
    return cards.stream()
        .filter(f -> alike(f, type) > 0 || share(f, fields) >= NEAR)
        .max(byName.thenComparing(byFields))
        .map(
            f ->
                "; the nearest is "
                    + f.name()
                    + ", "
                    + f.fields().stream().filter(fields::contains).count()
                    + " of whose "
                    + f.fields().size()
                    + " fields it has")
        .orElse("");
  }

  /** Length of a model type of the family that the name begins with, as llama of llama4_text. */
  private static int alike(FamilyCard family, String type) {
    return type == null
        ? 0
        : family.modelTypes().stream()
            .filter(t -> type.startsWith(t) || t.startsWith(type))
            .mapToInt(String::length)
            .max()
            .orElse(0);
  }

  private static double share(FamilyCard family, Set<String> fields) {
    return family.fields().isEmpty()
        ? 0
        : family.fields().stream().filter(fields::contains).count()
            / (double) family.fields().size();
  }
}
