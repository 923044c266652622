package dev.initlint.hub.family.notation;

import java.util.List;
import java.util.Map;

/** An expression. */
public sealed interface Term {
  /** Where it is written. */
  Source source();

  /** A number, a text, true, false or null. */
  record Literal(Object value, Source source) implements Term {}

  /** A name: a field, a definition, an argument or a value computed before. */
  record Name(String name, Source source) implements Term {}

  /** Values in brackets. */
  record Listing(List<Term> items, Source source) implements Term {}

  /** One item of a list. */
  record Item(Term list, Term index, Source source) implements Term {}

  /** An operation on two values; {@code right} null for one. */
  record Operation(String sign, Term left, Term right, Source source) implements Term {}

  /** {@code then if condition else otherwise}. */
  record Conditional(Term condition, Term then, Term otherwise, Source source) implements Term {}

  /**
   * A layer, an operator or a block applied to values.
   *
   * @param path module path relative to the module around it, or null where there is none
   */
  record Call(
      String path, String function, List<Term> arguments, Map<String, Term> named, Source source)
      implements Term {}
}
