package dev.initlint.hub.family.notation;

import dev.initlint.hub.family.notation.FamilyText.Block;
import dev.initlint.hub.family.notation.FamilyText.Field;
import dev.initlint.hub.family.notation.FamilyText.LawLine;
import dev.initlint.hub.family.notation.FamilyText.Requirement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a family's file. */
public final class FamilyParser {
  private final String path;
  private final Lines lines;
  private String name;
  private String base;
  private String title = "";
  private String library = "";
  private String prefix = "";
  private final List<String> types = new ArrayList<>();
  private final Map<String, String> stored = new LinkedHashMap<>();
  private final List<String> history = new ArrayList<>();
  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final Map<String, Term> definitions = new LinkedHashMap<>();
  private final List<Requirement> requirements = new ArrayList<>();
  private final List<LawLine> laws = new ArrayList<>();
  private final Map<String, Block> blocks = new LinkedHashMap<>();
  private final Map<String, Block> models = new LinkedHashMap<>();

  private FamilyParser(String path, String text) {
    this.path = path;
    this.lines = new Lines(path, text);
  }

  /**
   * The family that a text describes.
   *
   * @throws dev.initlint.hub.configuration.Malformed in one sentence with line and column, if it is
   *     none
   */
  public static FamilyText parse(String path, String text) {
    return new FamilyParser(path, text).family();
  }

  private FamilyText family() {
    while (lines.hasNext()) {
      section(lines.next());
    }
    if (name == null) {
      throw new Source(path, 1, 0).error(1, "a family begins with “family NAME”");
    }
    return new FamilyText(
        path,
        name,
        base,
        title,
        library,
        types.isEmpty() ? List.of(name) : List.copyOf(types),
        prefix,
        stored,
        List.copyOf(history),
        fields,
        definitions,
        List.copyOf(requirements),
        List.copyOf(laws),
        blocks,
        models);
  }

  private void section(Lines.Line line) {
    String text = line.text();
    String word = text.split("[\\s:]", 2)[0];
    String rest = text.substring(word.length()).strip();
    switch (word) {
      case "family" -> heading(rest);
      case "library" -> library = rest;
      case "types" -> types.addAll(List.of(rest.split("\\s+")));
      case "prefix" -> prefix = rest;
      case "before" -> history.add("before " + rest);
      case "stored" -> lines.body(line).forEach(this::stored);
      case "config" -> lines.body(line).forEach(this::field);
      case "let" -> lines.body(line).forEach(this::definition);
      case "require" -> lines.body(line).forEach(this::requirement);
      case "init" -> lines.body(line).forEach(this::law);
      case "block" -> {
        Block b = block(line, rest);
        blocks.put(b.name(), b);
      }
      case "model" -> model(line, rest);
      default ->
          throw line.source()
              .error(
                  1,
                  "“"
                      + word
                      + "” begins no section; sections are family, library, types, prefix, before,"
                      + " stored, config, let, require, init, block and model");
    }
  }

  /** {@code part = part in files}. */
  private void stored(Lines.Line line) {
    String[] names = line.text().split("\\s*=\\s*", -1);
    if (names.length != 2 || !names[0].matches("[\\w.]+") || !names[1].matches("[\\w.]+")) {
      throw line.source().error(1, "a stored name is written “part of a path = part in files”");
    }
    stored.put(names[0], names[1]);
  }

  private void heading(String rest) {
    String[] parts = rest.split(":", 2);
    String[] names = parts[0].strip().split("\\s+like\\s+");
    name = names[0].strip();
    base = names.length > 1 ? names[1].strip() : null;
    title = parts.length > 1 ? parts[1].strip() : "";
  }

  /** {@code name | place | place = default}, or {@code name from place | place = default}. */
  private void field(Lines.Line line) {
    int equals = line.text().indexOf('=');
    String head = equals < 0 ? line.text() : line.text().substring(0, equals);
    String[] renamed = head.split("\\sfrom\\s", 2);
    List<String> places = new ArrayList<>();
    for (String place : renamed[renamed.length - 1].split("\\|")) {
      places.add(place.strip());
    }
    String called = renamed.length > 1 ? renamed[0].strip() : places.get(0).replace('.', '_');
    if (!called.matches("\\w+") || places.stream().anyMatch(p -> !p.matches("[\\w.]+"))) {
      throw line.source()
          .error(1, "a field is written “name = default” or “name | other = default”");
    }
    Term otherwise = null;
    if (equals >= 0) {
      Parser p = new Parser(line.source(), line.text().substring(equals + 1));
      otherwise = p.term();
      p.end();
    }
    fields.put(called, new Field(called, places, otherwise, line.source()));
  }

  private void definition(Lines.Line line) {
    Parser p = line.parser();
    String defined = p.name();
    p.expect("=");
    definitions.put(defined, p.term());
    p.end();
  }

  private void requirement(Lines.Line line) {
    Parser p = line.parser();
    Term condition = p.term();
    p.expect(":");
    requirements.add(new Requirement(condition, p.next().text()));
    p.end();
  }

  private void law(Lines.Line line) {
    Parser p = line.parser();
    List<String> patterns = new ArrayList<>();
    do {
      patterns.add(p.next().text());
    } while (p.accept(","));
    p.expect("=");
    Term law = p.term();
    Term condition = p.accept("when") ? p.term() : null;
    p.end();
    patterns.forEach(pattern -> laws.add(new LawLine(pattern, law, condition, line.source())));
  }

  private void model(Lines.Line line, String rest) {
    List<Step> body = steps(lines.body(line));
    for (String ending : rest.split(",")) {
      models.put(
          ending.strip(), new Block(ending.strip(), List.of(), Map.of(), body, line.source()));
    }
  }

  private Block block(Lines.Line line, String rest) {
    Parser p = new Parser(line.source(), rest);
    String called = p.name();
    List<String> arguments = new ArrayList<>();
    Map<String, Term> defaults = new LinkedHashMap<>();
    p.expect("(");
    while (!p.accept(")")) {
      String argument = p.name();
      arguments.add(argument);
      if (p.accept("=")) {
        defaults.put(argument, p.term());
      }
      if (!p.peek().is(")")) {
        p.expect(",");
      }
    }
    p.end();
    return new Block(called, arguments, defaults, steps(lines.body(line)), line.source());
  }

  private static List<Step> steps(List<Lines.Line> body) {
    return new StepParser(body).steps();
  }
}
