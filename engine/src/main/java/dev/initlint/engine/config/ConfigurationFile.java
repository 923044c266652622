package dev.initlint.engine.config;

import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.RuleSelection;
import dev.initlint.engine.SettingsException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads a configuration file. Every key has to be one that there is, and every value what the key
 * takes: a word that nobody reads would be a wish that nobody hears.
 */
final class ConfigurationFile {
  private static final String PYPROJECT = "pyproject.toml";
  private static final String NAMESPACE = "tool";
  private static final String TOOL = "initlint";

  private final Path file;
  private final String shown;
  private final Values values;
  private final List<RuleInfo> rules;
  private final Map<String, Configuration.Entry> entries = new LinkedHashMap<>();
  private final List<Configuration.PerPath> perPath = new ArrayList<>();
  private final List<Wish> wishes = new ArrayList<>();

  private ConfigurationFile(Path file, List<RuleInfo> rules) {
    this.file = file;
    this.rules = rules;
    shown = Configurations.shown(file);
    values = new Values(file.toAbsolutePath().normalize().getParent());
  }

  /**
   * Whether a file can be one: every {@code initlint.toml}, and a {@code pyproject.toml} that has a
   * table of this tool.
   */
  static boolean isOne(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      return !file.endsWith(PYPROJECT)
          || Files.readString(file).lines().anyMatch(l -> l.strip().startsWith("[tool.initlint"));
    } catch (IOException unread) {
      return false;
    }
  }

  /**
   * Reads a file.
   *
   * @throws SettingsException if it cannot be read, or says what nobody understands
   */
  static Configuration read(Path file, List<RuleInfo> rules) {
    ConfigurationFile reading = new ConfigurationFile(file, rules);
    TomlTable table = reading.parsed();
    if (file.endsWith(PYPROJECT)) {
      TomlTable tools = table.getTable(List.of(NAMESPACE));
      table = tools == null ? null : tools.getTable(List.of(TOOL));
    }
    if (table != null) {
      reading.top(table);
    }
    Configuration read = new Configuration(file, reading.entries, reading.perPath, reading.wishes);
    read.training();
    return read;
  }

  private TomlTable parsed() {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new SettingsException(shown + ": the file is not in UTF-8; save it as UTF-8");
    } catch (IOException e) {
      throw new SettingsException(shown + ": the file cannot be read; check its permissions");
    }
    TomlParseResult result = Toml.parse(text);
    if (result.hasErrors()) {
      TomlParseError first = result.errors().get(0);
      throw wrong(first.position(), "this is not TOML: " + first.getMessage());
    }
    return result;
  }

  private void top(TomlTable table) {
    for (String name : table.keySet()) {
      Object value = table.get(List.of(name));
      TomlPosition at = table.inputPositionOf(List.of(name));
      if (Key.LISTS.contains(name)) {
        list(name, value, at);
      } else if (Key.in("").stream().anyMatch(k -> k.name().equals(name))) {
        entry(key("", name, at), name, value, at);
      } else if (Key.top().contains(name)) {
        table(name, value, at);
      } else {
        throw unknown(name, Key.top(), "the configuration", at);
      }
    }
  }

  private void table(String name, Object value, TomlPosition at) {
    if (!(value instanceof TomlTable table)) {
      throw wrong(at, name + " is a table; begin it with a line [" + prefix() + name + "]");
    }
    for (String key : table.keySet()) {
      TomlPosition there = table.inputPositionOf(List.of(key));
      entry(key(name, key, there), name + "." + key, table.get(List.of(key)), there);
    }
  }

  private void entry(Key key, String path, Object value, TomlPosition at) {
    if (path.startsWith("severity.")) {
      rule(path.substring("severity.".length()), at);
    }
    entries.put(path, new Configuration.Entry(value(key, path, value, at), origin(at)));
  }

  private void list(String name, Object value, TomlPosition at) {
    if (!(value instanceof TomlArray array)) {
      throw wrong(
          at, name + " is a list of tables; begin each with a line [[" + prefix() + name + "]]");
    }
    for (int i = 0; i < array.size(); i++) {
      if (!(array.get(i) instanceof TomlTable one)) {
        throw wrong(array.inputPositionOf(i), name + " holds tables only");
      }
      Map<String, Object> read = new LinkedHashMap<>();
      TomlPosition first = array.inputPositionOf(i);
      for (String key : one.keySet()) {
        TomlPosition there = one.inputPositionOf(List.of(key));
        first = there.line() < first.line() ? there : first;
        read.put(key, value(key(name, key, there), key, one.get(List.of(key)), there));
      }
      item(name, read, first);
    }
  }

  private void item(String name, Map<String, Object> read, TomlPosition at) {
    if (name.equals("suppress")) {
      require(read, "rule", name, at);
      require(read, "reason", name, at);
      wishes.add(
          new Wish(
              (String) read.get("rule"),
              (PathPattern) read.get("path"),
              (String) read.get("where"),
              (String) read.get("reason"),
              (LocalDate) read.get("expires"),
              origin(at)));
      return;
    }
    require(read, "path", name, at);
    List<?> ignore = (List<?>) read.getOrDefault("ignore", List.of());
    perPath.add(
        new Configuration.PerPath(
            (PathPattern) read.get("path"),
            ignore.stream().map(Object::toString).toList(),
            (String) read.getOrDefault("reason", ""),
            origin(at)));
  }

  private void require(Map<String, Object> read, String key, String table, TomlPosition at) {
    Object value = read.get(key);
    if (value == null || value instanceof String text && text.isBlank()) {
      throw wrong(at, "[[" + prefix() + table + "]] has no " + key + "; add " + key + " = \"…\"");
    }
  }

  private Key key(String table, String name, TomlPosition at) {
    List<Key> keys = Key.in(table);
    return keys.stream()
        .filter(k -> k.name().equals(name) || k.name().equals("*"))
        .findFirst()
        .orElseThrow(
            () -> unknown(name, keys.stream().map(Key::name).toList(), "[" + table + "]", at));
  }

  private Object value(Key key, String path, Object value, TomlPosition at) {
    Object read = values.of(key, value);
    if (read == null) {
      throw wrong(at, path + " takes " + key.takes() + ", not " + told(value));
    }
    if (key.kind() == Key.Kind.RULE) {
      return rule((String) read, at);
    }
    if (key.kind() == Key.Kind.RULES) {
      try {
        RuleSelection.of(rules, words(read), List.of());
      } catch (SettingsException e) {
        throw wrong(at, path + ": " + e.getMessage());
      }
    }
    return read;
  }

  private static List<String> words(Object list) {
    return ((List<?>) list).stream().map(Object::toString).toList();
  }

  private String rule(String word, TomlPosition at) {
    try {
      return RuleSelection.one(rules, word).id();
    } catch (SettingsException e) {
      throw wrong(at, e.getMessage());
    }
  }

  private static String told(Object value) {
    if (value instanceof TomlTable) {
      return "a table";
    }
    return value instanceof TomlArray
        ? "this list"
        : value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
  }

  private String prefix() {
    return file.endsWith(PYPROJECT) ? NAMESPACE + "." + TOOL + "." : "";
  }

  private String origin(TomlPosition at) {
    return shown + ":" + at.line();
  }

  private SettingsException unknown(
      String name, List<String> known, String place, TomlPosition at) {
    return wrong(at, place + " has no key " + name + Nearest.to(name, known));
  }

  private SettingsException wrong(TomlPosition at, String reason) {
    return new SettingsException(shown + ":" + (at == null ? 1 : at.line()) + ": " + reason);
  }
}
