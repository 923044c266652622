package dev.initlint.hub.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.initlint.hub.configuration.BadField;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.ConfigurationParser;
import dev.initlint.hub.family.notation.FamilyText;
import dev.initlint.hub.family.notation.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Fields and definitions of a family under one configuration, each computed when first asked for.
 */
final class Values {
  private final FamilyText family;
  private final Configuration configuration;
  private final Map<String, Object> overrides;
  private final Map<String, Object> known = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private final Function<Term, Object> evaluate;

  /**
   * @param overrides values of fields that are taken instead of the configuration's
   * @param evaluate computes a term over these values
   */
  Values(
      FamilyText family,
      Configuration configuration,
      Map<String, Object> overrides,
      Function<Term, Object> evaluate) {
    this.family = family;
    this.configuration = configuration;
    this.overrides = overrides;
    this.evaluate = evaluate;
  }

  boolean has(String name) {
    return family.definitions().containsKey(name) || family.fields().containsKey(name);
  }

  /** The value of a definition or, where there is none of the name, of a field. */
  Object get(String name, Term at) {
    if (known.containsKey(name)) {
      return known.get(name);
    }
    if (!open.add(name)) {
      throw at.source().error(1, name + " is defined by itself");
    }
    Term definition = family.definitions().get(name);
    Object value =
        definition != null ? evaluate.apply(definition) : field(family.fields().get(name));
    open.remove(name);
    known.put(name, value);
    return value;
  }

  private Object field(FamilyText.Field field) {
    if (overrides.containsKey(field.name())) {
      return overrides.get(field.name());
    }
    String pointer = pointer(field);
    if (!configuration.has(pointer)) {
      if (field.otherwise() == null) {
        throw new BadField(
            pointer,
            field.places().get(0) + " is missing; the " + family.name() + " family needs it");
      }
      return evaluate.apply(field.otherwise());
    }
    Object value = value(configuration.at(pointer));
    check(field, pointer, value);
    return value;
  }

  /** The place of a field that the configuration states, else its first. */
  String pointer(FamilyText.Field field) {
    for (String place : field.places()) {
      if (configuration.has("/" + place.replace('.', '/'))) {
        return "/" + place.replace('.', '/');
      }
    }
    return "/" + field.places().get(0).replace('.', '/');
  }

  /** The pointer of a field by its name in expressions. */
  String pointer(String field) {
    return pointer(family.fields().get(field));
  }

  /** A field as the configuration calls it, as {@code text_config.hidden_size}. */
  String stated(String field) {
    return pointer(field).substring(1).replace('/', '.');
  }

  private void check(FamilyText.Field field, String pointer, Object value) {
    String name = pointer.substring(1).replace('/', '.');
    Object usual = field.otherwise() instanceof Term.Literal l ? l.value() : null;
    boolean fits =
        usual == null
            || value == null
            || usual.getClass() == value.getClass()
            || value instanceof List
            || value instanceof Map;
    if (!fits) {
      throw new BadField(
          pointer,
          name
              + " is "
              + ConfigurationParser.plain(String.valueOf(value))
              + ", where a value like "
              + plain(usual)
              + " belongs");
    }
    boolean size = usual instanceof Double u && u == Math.rint(u) && u >= 1;
    if (size && value instanceof Double d && (d < 0 || !(d < 1e12))) {
      throw new BadField(
          pointer, name + " is " + plain(d) + "; a size between 0 and 10¹² is needed");
    }
  }

  static String plain(Object value) {
    return value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15
        ? Long.toString(d.longValue())
        : String.valueOf(value);
  }

  private static Object value(JsonNode node) {
    if (node.isNumber()) {
      return node.doubleValue();
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isArray()) {
      List<Object> items = new ArrayList<>();
      node.forEach(n -> items.add(value(n)));
      return items;
    }
    if (node.isObject()) {
      Map<String, Object> entries = new LinkedHashMap<>();
      node.fields().forEachRemaining(e -> entries.put(e.getKey(), value(e.getValue())));
      return entries;
    }
    return null;
  }

  /** Fields that a term rests on, through definitions. */
  Set<String> fieldsOf(Term term) {
    Set<String> fields = new LinkedHashSet<>();
    collect(term, fields, new HashSet<>());
    return fields;
  }

  private void collect(Term term, Set<String> fields, Set<String> seen) {
    for (String name : Names.in(term)) {
      if (!seen.add(name)) {
        continue;
      }
      if (family.definitions().containsKey(name)) {
        collect(family.definitions().get(name), fields, seen);
      } else if (family.fields().containsKey(name)) {
        fields.add(name);
      }
    }
  }
}
