package dev.initlint.engine.config;

import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.RuleSelection;
import dev.initlint.engine.SettingsException;
import dev.initlint.finding.Severity;
import dev.initlint.training.Precision;
import dev.initlint.training.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a project asks for: entries of a file, of a command line, or of one over the other. */
public final class Configuration {
  /** Nothing is asked for. */
  public static final Configuration NONE = new Configuration(null, Map.of(), List.of(), List.of());

  /** The origin of what a command line says. */
  public static final String COMMAND_LINE = "command line";

  private final Path file;
  private final Map<String, Entry> entries;
  private final List<PerPath> perPath;
  private final List<Wish> wishes;
  private volatile Selected selected;

  /** Rules that were selected last: of a thousand files most ask for the same. */
  private record Selected(List<RuleInfo> known, List<PerPath> about, Set<String> rules) {}

  Configuration(Path file, Map<String, Entry> entries, List<PerPath> perPath, List<Wish> wishes) {
    this.file = file;
    this.entries = Map.copyOf(entries);
    this.perPath = List.copyOf(perPath);
    this.wishes = List.copyOf(wishes);
  }

  /**
   * One value.
   *
   * @param value a String, Boolean, Long, Double, Path, or a list of texts or patterns
   * @param origin where it stands, as {@code initlint.toml:3}
   */
  public record Entry(Object value, String origin) {}

  /** Rules that are not applied to some files. */
  record PerPath(PathPattern path, List<String> ignore, String reason, String origin) {}

  /** What a command line says; null values are not said. */
  public static Configuration ofCommandLine(Map<String, ?> said) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    said.forEach(
        (key, value) -> {
          if (value != null) {
            entries.put(key, new Entry(value, COMMAND_LINE));
          }
        });
    return new Configuration(null, entries, List.of(), List.of());
  }

  /** The file it was read from, or null. */
  public Path file() {
    return file;
  }

  /**
   * This over another: what this says holds, the rest is the other's. Rules that are selected here
   * are selected whatever the other ignores; rules that are ignored here are ignored beside others.
   */
  public Configuration over(Configuration below) {
    Map<String, Entry> merged = new LinkedHashMap<>(below.entries);
    if (entries.containsKey("select")) {
      merged.remove("ignore");
    }
    Entry ignored = merged.get("ignore");
    merged.putAll(entries);
    if (ignored != null && entries.containsKey("ignore")) {
      List<Object> all = new ArrayList<>((List<?>) ignored.value());
      all.addAll((List<?>) entries.get("ignore").value());
      merged.put("ignore", new Entry(all, ignored.origin() + ", " + COMMAND_LINE));
    }
    List<PerPath> both = new ArrayList<>(below.perPath);
    both.addAll(perPath);
    List<Wish> all = new ArrayList<>(below.wishes);
    all.addAll(wishes);
    return new Configuration(file == null ? below.file : file, merged, both, all);
  }

  /** What is said, by the path of its key, in the order of the keys. */
  public Map<String, Entry> said() {
    Map<String, Entry> sorted = new LinkedHashMap<>();
    for (Key key : Key.all()) {
      if (key.name().equals("*")) {
        new TreeMap<>(table(key.table()))
            .forEach((name, entry) -> sorted.put(key.table() + "." + name, entry));
      } else if (entries.containsKey(key.path())) {
        sorted.put(key.path(), entries.get(key.path()));
      }
    }
    return sorted;
  }

  /** Everything of an open table by the user's names. */
  private Map<String, Entry> table(String table) {
    Map<String, Entry> found = new LinkedHashMap<>();
    entries.forEach(
        (key, entry) -> {
          if (key.startsWith(table + ".")) {
            found.put(key.substring(table.length() + 1), entry);
          }
        });
    return found;
  }

  /** What it asks not to hear of. */
  public List<Wish> wishes() {
    return wishes;
  }

  List<PerPath> perPath() {
    return perPath;
  }

  private <T> T value(String key, Class<T> kind, T otherwise) {
    Entry e = entries.get(key);
    return e == null ? otherwise : kind.cast(e.value());
  }

  private List<String> texts(String key) {
    List<?> list = value(key, List.class, List.of());
    return list.stream().map(Object::toString).toList();
  }

  /**
   * Ids of the rules that are applied to a file.
   *
   * @throws dev.initlint.engine.SettingsException if a word matches no rule
   */
  public Set<String> rules(List<RuleInfo> known, Path file) {
    List<PerPath> about = perPath.stream().filter(p -> p.path().matches(file)).toList();
    Selected before = selected;
    if (before != null && before.known() == known && before.about().equals(about)) {
      return before.rules();
    }
    Set<String> rules = Collections.unmodifiableSet(rules(known, about));
    selected = new Selected(known, about, rules);
    return rules;
  }

  private Set<String> rules(List<RuleInfo> known, List<PerPath> about) {
    Collection<String> ignored = new ArrayList<>(texts("ignore"));
    about.forEach(p -> ignored.addAll(p.ignore()));
    severities(known)
        .forEach(
            (rule, severity) -> {
              if (severity == null) {
                ignored.add(rule);
              }
            });
    return RuleSelection.of(
        known, texts("select"), ignored, value("preview", Boolean.class, false));
  }

  /** Severities by rule id; null stands for off. */
  public Map<String, Severity> severities(List<RuleInfo> known) {
    Map<String, Severity> byId = new TreeMap<>();
    table("severity")
        .forEach(
            (word, entry) ->
                byId.put(
                    RuleSelection.one(known, word).id(),
                    entry.value().equals("off") ? null : severity(entry.value().toString())));
    return byId;
  }

  private static Severity severity(String word) {
    return Severity.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Whether it asks for silence of a rule in a file. */
  public boolean ignores(List<RuleInfo> known, Path file, String rule) {
    Map<String, Entry> without = new LinkedHashMap<>(entries);
    without.remove("select");
    return known.stream().anyMatch(r -> r.id().equals(rule))
        && !new Configuration(this.file, without, perPath, wishes)
            .rules(known, file)
            .contains(rule);
  }

  /** Least severity that fails a run, or null for none. */
  public Severity failOn() {
    String word = value("fail-on", String.class, "error");
    return word.equals("never") ? null : severity(word);
  }

  /** How a model whose weights look trained counts. */
  public Severity notAtInitialisation() {
    return severity(value("not-at-initialisation", String.class, "note"));
  }

  /** Share of the values that has to be known before a model is called clean. */
  public double minKnown() {
    return value("min-known", Number.class, 0.5).doubleValue();
  }

  /** Seconds that one file may take; 0 for no limit. */
  public double timeout() {
    return value("timeout", Number.class, 60.0).doubleValue();
  }

  /** The baseline, or null. */
  public Path baseline() {
    return value("baseline", Path.class, null);
  }

  /** Whether results are kept between runs. */
  public boolean caches() {
    return value("cache", Boolean.class, false);
  }

  /** Whether a file that was found in a folder is passed over. */
  public boolean excludes(Path found) {
    List<?> patterns = value("exclude", List.class, List.of());
    return patterns.stream().anyMatch(p -> ((PathPattern) p).matches(found));
  }

  /** Extents of dims by name. */
  public Map<String, Long> dims() {
    Map<String, Long> dims = new LinkedHashMap<>();
    table("dims").forEach((name, e) -> dims.put(name, (Long) e.value()));
    return dims;
  }

  /** Distributions of inputs by name. */
  public Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    table("inputs").forEach((name, e) -> inputs.put(name, (String) e.value()));
    return inputs;
  }

  /**
   * How models will be trained, as far as it is said.
   *
   * @throws SettingsException if it makes no sense, naming the place
   */
  public Training training() {
    Training t = Training.UNSTATED;
    for (Map.Entry<String, Entry> said : table("training").entrySet()) {
      Object v = said.getValue().value();
      try {
        t =
            switch (said.getKey()) {
              case "optimizer" -> t.withOptimizer((String) v);
              case "lr" -> t.withLearningRate((Double) v);
              case "warmup-steps" -> t.withWarmupSteps((Long) v);
              case "clip" -> t.withClip((Double) v);
              case "precision" -> t.withPrecision(Precision.of((String) v));
              case "label-smoothing" -> t.withLabelSmoothing((Double) v);
              case "adam-epsilon" -> t.withEpsilon((Double) v);
              default -> throw new IllegalStateException(said.getKey());
            };
      } catch (IllegalArgumentException e) {
        throw new SettingsException(
            said.getValue().origin() + ": " + said.getKey() + ": " + e.getMessage());
      }
    }
    return t;
  }

  /**
   * What is asked of some files or places, each with where that is said, as it could be written.
   */
  public Map<String, String> lists() {
    Map<String, String> told = new LinkedHashMap<>();
    perPath.forEach(
        p -> told.put("per-path " + toml(p.path()) + " ignores " + toml(p.ignore()), p.origin()));
    for (Wish w : wishes) {
      told.put(
          "suppress "
              + w.rule()
              + (w.path() == null ? "" : " in " + toml(w.path()))
              + (w.where() == null ? "" : " at " + toml(w.where()))
              + (w.expires() == null ? "" : " until " + w.expires())
              + ": "
              + w.reason(),
          w.origin());
    }
    return told;
  }

  /** A value as TOML writes it. */
  public static String toml(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Configuration::toml).toList().toString();
    }
    boolean bare = value instanceof Number || value instanceof Boolean;
    return bare
        ? value.toString()
        : '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
