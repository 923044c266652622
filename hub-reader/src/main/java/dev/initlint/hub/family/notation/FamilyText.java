package dev.initlint.hub.family.notation;

import java.util.List;
import java.util.Map;

/**
 * A family as its file writes it.
 *
 * @param name as {@code llama}
 * @param base the family whose parts it takes where it has none of its own, or null
 * @param title what it is, for readers
 * @param library library and version that it describes
 * @param types values of {@code model_type} that it reads
 * @param prefix module path of the body inside models with a head
 * @param stored parts of parameter paths, and how files that the library saves call them, in the
 *     order in which they are put
 * @param history what differed before, one sentence each
 * @param fields configuration fields in order
 * @param definitions names for expressions over fields and other definitions
 * @param requirements what fields must fulfil
 * @param laws initial laws; a later one wins
 * @param blocks by name
 * @param models bodies by the endings of the classes they build
 */
public record FamilyText(
    String path,
    String name,
    String base,
    String title,
    String library,
    List<String> types,
    String prefix,
    Map<String, String> stored,
    List<String> history,
    Map<String, Field> fields,
    Map<String, Term> definitions,
    List<Requirement> requirements,
    List<LawLine> laws,
    Map<String, Block> blocks,
    Map<String, Block> models) {

  /**
   * A configuration field.
   *
   * @param name as expressions call it
   * @param places where it may stand, as {@code rope_parameters.rope_theta}; the first that is
   *     there counts
   * @param otherwise its value where none is there; null where one must be
   */
  public record Field(String name, List<String> places, Term otherwise, Source source) {}

  /**
   * A condition on fields.
   *
   * @param otherwise the sentence for a configuration that breaks it
   */
  public record Requirement(Term condition, String otherwise) {}

  /**
   * A law for the parameters that a pattern matches.
   *
   * @param pattern kind and part, as {@code Linear.weight}, or a parameter path with {@code *}
   */
  public record LawLine(String pattern, Term law, Term condition, Source source) {}

  /**
   * Steps with arguments.
   *
   * @param defaults values of arguments that a call may leave out
   */
  public record Block(
      String name,
      List<String> arguments,
      Map<String, Term> defaults,
      List<Step> body,
      Source source) {}
}
