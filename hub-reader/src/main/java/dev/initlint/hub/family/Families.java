package dev.initlint.hub.family;

import dev.initlint.hub.Configuration;
import dev.initlint.hub.FamilyCard;
import dev.initlint.hub.FamilyModel;
import dev.initlint.hub.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The families of architectures that are known. */
public final class Families {
  private static final Families STANDARD = new Families();

  /** Those that come with the tool. */
  public static Families standard() {
    return STANDARD;
  }

  /** Sorted by name. */
  public List<FamilyCard> cards() {
    return List.of();
  }

  /** The family of a configuration by its {@code model_type}, else its architectures. */
  public Optional<FamilyCard> of(Configuration c) {
    return Optional.empty();
  }

  /**
   * Builds the graph of a configuration whose family is known.
   *
   * @param tensors the stored weights, or null where there are none
   * @param sizes extents of named dims, as {@code sequence}
   * @throws dev.initlint.hub.BadField in one sentence, if the fields describe no model
   */
  public FamilyModel build(Configuration c, Tensors tensors, Map<String, Long> sizes) {
    throw new IllegalStateException("no family is known");
  }
}
