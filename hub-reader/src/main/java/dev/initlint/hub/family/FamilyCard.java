package dev.initlint.hub.family;

import java.util.List;

/**
 * What is told of a family.
 *
 * @param name as {@code llama}
 * @param modelTypes values of {@code model_type} that it reads
 * @param fields names of the configuration fields it reads, with dots for nesting
 * @param library the library and version it describes, as {@code transformers 5.18}
 */
public record FamilyCard(
    String name, List<String> modelTypes, List<String> fields, String library) {
  public FamilyCard {
    modelTypes = List.copyOf(modelTypes);
    fields = List.copyOf(fields);
  }
}
