package dev.initlint.hub.family;

import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.Malformed;
import dev.initlint.hub.family.notation.FamilyParser;
import dev.initlint.hub.family.notation.FamilyText;
import dev.initlint.hub.safetensors.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The families of architectures that are known. Immutable; to be shared between threads. */
public final class Families {
  private static final String PRELUDE = "prelude";

  private final Map<String, FamilyText> byName;
  private final Map<String, FamilyText> byType;

  private Families(Map<String, FamilyText> byName) {
    this.byName = byName;
    this.byType = new TreeMap<>();
    byName.values().forEach(f -> f.types().forEach(t -> byType.put(t, f)));
  }

  /** Those that come with the tool; their files are read when first asked for. */
  public static Families standard() {
    return Standard.FAMILIES;
  }

  private static final class Standard {
    static final Map<String, FamilyText> TEXTS = texts();
    static final Families FAMILIES = new Families(all(TEXTS));

    private static Map<String, FamilyText> texts() {
      Map<String, FamilyText> raw = new LinkedHashMap<>();
      for (String name : resource("families.txt").split("\\s+")) {
        FamilyText f = FamilyParser.parse(name + ".net", resource(name + ".net"));
        raw.put(f.name(), f);
      }
      return raw;
    }

    private static String resource(String name) {
      try (InputStream in = Families.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException("the family file " + name + " is not in the build");
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Map<String, FamilyText> all(Map<String, FamilyText> raw) {
    Map<String, FamilyText> whole = new TreeMap<>();
    raw.keySet().forEach(name -> whole.put(name, Inheritance.whole(raw, name, PRELUDE)));
    whole.values().removeIf(f -> f.name().equals(PRELUDE) || f.types().contains("-"));
    return whole;
  }

  /**
   * The family of a user's own file, and no other. It may be like any that comes with the tool.
   *
   * @throws dev.initlint.hub.configuration.Malformed in one sentence with line and column, if it is
   *     none
   */
  public static Families with(String path, String text) {
    FamilyText own = FamilyParser.parse(path, text);
    Map<String, FamilyText> raw = new LinkedHashMap<>(Standard.TEXTS);
    raw.put(own.name(), own);
    return new Families(
        Map.of(own.name(), Inheritance.whole(raw, own.name(), PRELUDE)), own.name());
  }

  private Families(Map<String, FamilyText> one, String only) {
    this.byName = one;
    this.byType = null;
  }

  /** Sorted by name. */
  public List<FamilyCard> cards() {
    return byName.values().stream().map(Families::card).toList();
  }

  private static FamilyCard card(FamilyText f) {
    List<String> fields =
        f.fields().values().stream().flatMap(x -> x.places().stream()).distinct().sorted().toList();
    return new FamilyCard(f.name(), f.types(), fields, f.library());
  }

  /** The family of a configuration by its {@code model_type}, else its architectures. */
  public Optional<FamilyCard> of(Configuration c) {
    return Optional.ofNullable(text(c)).map(Families::card);
  }

  private FamilyText text(Configuration c) {
    if (byType == null) {
      return byName.values().iterator().next();
    }
    String type = c.string("/model_type");
    return type == null ? null : byType.get(type);
  }

  /**
   * Builds the graph of a configuration whose family is known.
   *
   * @param tensors the stored weights, or null where there are none
   * @param sizes extents of named dims, as {@code sequence}
   * @throws dev.initlint.hub.configuration.BadField in one sentence, if the fields describe no
   *     model
   */
  public FamilyModel build(Configuration c, Tensors tensors, Map<String, Long> sizes) {
    FamilyText family = text(c);
    if (family == null) {
      throw new IllegalArgumentException("the configuration is of no known family");
    }
    try {
      return new FamilyBuild(family, c, tensors, sizes).model();
    } catch (Malformed e) {
      // What a user's own file gets wrong stands in that file.
      throw byType == null
          ? e
          : new Blame(family, c, x -> new FamilyBuild(family, x, tensors, sizes).model()).of(e);
    }
  }
}
