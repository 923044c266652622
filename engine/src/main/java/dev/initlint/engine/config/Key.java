package dev.initlint.engine.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * One key of the configuration.
 *
 * @param table the table it stands in; empty for the top, {@code per-path} and {@code suppress} for
 *     arrays of tables
 * @param name as it is written; {@code *} where the name is the user's own
 * @param kind what may stand behind it
 * @param words the words it may be, for {@link Kind#WORD}
 * @param otherwise what holds where it is left out, as TOML; empty for nothing
 * @param meaning one sentence
 */
public record Key(
    String table, String name, Kind kind, List<String> words, String otherwise, String meaning) {

  /** What may stand behind a key. */
  public enum Kind {
    RULE("the id or the name of a rule"),
    RULES("a list of rules: ids, names, prefixes of ids or \"ALL\""),
    TEXT("a text"),
    PATTERN("a pattern of paths"),
    PATTERNS("a list of patterns of paths"),
    PATH("a path"),
    WORD("one of certain words"),
    TRUTH("true or false"),
    SHARE("a number from 0 to 1"),
    SECONDS("a number of seconds, 0 for none"),
    POSITIVE("a number above 0"),
    NUMBER("a number from 0"),
    COUNT("a whole number from 0"),
    EXTENT("a whole number from 1"),
    LAW("\"normal(MEAN,STD)\" or \"tokens(V)\""),
    DATE("a date, as 2027-06-30");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** What it takes, in words. */
    public String words() {
      return words;
    }
  }

  /** Arrays of tables. */
  static final List<String> LISTS = List.of("per-path", "suppress");

  private static final List<String> SEVERITIES = List.of("error", "warning", "note");
  private static final List<String> WITH_OFF = List.of("error", "warning", "note", "off");
  private static final List<String> WITH_NEVER = List.of("error", "warning", "note", "never");

  private static final List<Key> ALL =
      List.of(
          of("", "select", Kind.RULES, "[\"ALL\"]", "Rules to apply."),
          of("", "ignore", Kind.RULES, "[]", "Rules not to apply."),
          of("", "preview", Kind.TRUTH, "false", "Whether rules in preview are applied too."),
          of("", "exclude", Kind.PATTERNS, "[]", "Files that are passed over in folders."),
          word("", "fail-on", WITH_NEVER, "error", "Least severity that fails a run."),
          word(
              "",
              "not-at-initialisation",
              SEVERITIES,
              "note",
              "How a model whose weights look trained counts; an error means that the wrong file"
                  + " was checked."),
          of(
              "",
              "min-known",
              Kind.SHARE,
              "0.5",
              "Share of the values that has to be known before a model is called clean."),
          of("", "timeout", Kind.SECONDS, "60", "Time that one file may take."),
          of("", "baseline", Kind.PATH, "", "Findings that were there before, in a file."),
          of("", "cache", Kind.TRUTH, "false", "Whether results are kept between runs."),
          word("severity", "*", WITH_OFF, "", "Severity of the findings of one rule, or off."),
          of("per-path", "path", Kind.PATTERN, "", "The files that this is about."),
          of("per-path", "ignore", Kind.RULES, "[]", "Rules not to apply to them."),
          of("per-path", "reason", Kind.TEXT, "", "Why."),
          of("suppress", "rule", Kind.RULE, "", "The rule that is to be silent."),
          of("suppress", "path", Kind.PATTERN, "", "The files that this is about; all by default."),
          of(
              "suppress",
              "where",
              Kind.TEXT,
              "",
              "Node, value, parameter or module, with * for any characters; all by default."),
          of("suppress", "reason", Kind.TEXT, "", "Why; it has to be given."),
          of("suppress", "expires", Kind.DATE, "", "Last day on which this holds."),
          of("dims", "*", Kind.EXTENT, "", "Extent of a dim that models only name."),
          of("inputs", "*", Kind.LAW, "", "Distribution of an input."),
          of("training", "optimizer", Kind.TEXT, "", "What updates the weights, as adamw or sgd."),
          of("training", "lr", Kind.POSITIVE, "", "Learning rate, at its peak."),
          of("training", "warmup-steps", Kind.COUNT, "", "Steps over which the rate rises."),
          of("training", "clip", Kind.NUMBER, "", "Norm at which gradients are clipped; 0: none."),
          of("training", "precision", Kind.TEXT, "", "Number format: fp32, fp16, bf16 or fp8."),
          of(
              "training",
              "label-smoothing",
              Kind.SHARE,
              "",
              "Share of each label that is spread evenly over the classes."),
          of(
              "training",
              "adam-epsilon",
              Kind.POSITIVE,
              "",
              "What is added to what it divides by."));

  private static Key of(String table, String name, Kind kind, String otherwise, String meaning) {
    return new Key(table, name, kind, List.of(), otherwise, meaning);
  }

  private static Key word(
      String table, String name, List<String> words, String otherwise, String meaning) {
    String quoted = otherwise.isEmpty() ? "" : '"' + otherwise + '"';
    return new Key(table, name, Kind.WORD, words, quoted, meaning);
  }

  /** Every key, in the order in which they are shown. */
  public static List<Key> all() {
    return ALL;
  }

  /** Keys of one table. */
  static List<Key> in(String table) {
    return ALL.stream().filter(k -> k.table().equals(table)).toList();
  }

  /** Names that may stand at the top: keys and tables. */
  static List<String> top() {
    return Stream.concat(
            in("").stream().map(Key::name),
            ALL.stream().map(Key::table).filter(t -> !t.isEmpty()).distinct())
        .toList();
  }

  /** As {@code training.clip}. */
  String path() {
    return table.isEmpty() ? name : table + "." + name;
  }

  /** What it takes, in words. */
  String takes() {
    return words.isEmpty() ? kind.words() : "\"" + String.join("\", \"", words) + "\"";
  }
}
