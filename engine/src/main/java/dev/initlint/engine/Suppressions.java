package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.finding.Silenced;
import dev.initlint.javasource.Suppression;
import dev.initlint.javasource.SuppressionComments;
import dev.initlint.rules.Rule;
import dev.initlint.rules.Rules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Findings that comments in the source ask not to hear of, and the comments that were of use. */
final class Suppressions {
  private final JavaSources sources;
  private final Set<String> selected;
  private final Map<String, List<Suppression>> byFile = new HashMap<>();
  private final Map<Suppression, Set<String>> used = new HashMap<>();

  /**
   * The comments of source files.
   *
   * @param selected ids of the rules that are applied
   */
  Suppressions(JavaSources sources, Set<String> selected) {
    this.sources = sources;
    this.selected = selected;
  }

  /** The findings of one model that nobody asked to be silent on, nor on what causes them. */
  ReadFile.Hearing.Heard heard(List<Finding> all) {
    List<Finding> heard = new ArrayList<>();
    Map<String, Silenced> silenced = new LinkedHashMap<>();
    List<Silenced> unheard = new ArrayList<>();
    for (Finding f : all) {
      Suppression by = suppressing(f, f.location());
      if (by == null) {
        heard.add(f);
        continue;
      }
      Silenced s = new Silenced(f, Silenced.By.SOURCE, by.reason());
      unheard.add(s);
      Finding elsewhere = elsewhere(f);
      if (elsewhere != null) {
        heard.add(elsewhere);
      } else {
        silenced.put(f.rule(), s);
      }
    }
    List<Finding> consequences =
        heard.stream()
            .filter(
                f ->
                    f.cause() != null
                        && silenced.containsKey(f.cause())
                        && heard.stream().noneMatch(g -> g.rule().equals(f.cause())))
            .toList();
    heard.removeAll(consequences);
    for (Finding f : consequences) {
      unheard.add(new Silenced(f, Silenced.By.SOURCE, silenced.get(f.cause()).reason()));
    }
    return new ReadFile.Hearing.Heard(heard, unheard);
  }

  /** The finding at those of its places on which no comment asks for silence, or null. */
  private Finding elsewhere(Finding f) {
    List<Location> left =
        f.also().stream().filter(l -> l.line() != null && suppressing(f, l) == null).toList();
    return left.isEmpty() ? null : f.at(left.get(0)).alsoAt(left.subList(1, left.size()));
  }

  /** The comment that asks for silence on a finding at a place, or null. */
  private Suppression suppressing(Finding f, Location at) {
    if (at.line() == null) {
      return null;
    }
    Suppression found = null;
    for (Suppression s : of(at.path())) {
      boolean asks = s.rules().contains(f.rule()) || s.rules().contains(f.name());
      if (asks && s.covers(at.line())) {
        used.computeIfAbsent(s, u -> new HashSet<>()).add(f.rule());
        found = s;
      }
    }
    return found;
  }

  private List<Suppression> of(String path) {
    return byFile.computeIfAbsent(
        path,
        p -> {
          String text = sources.text(Path.of(p));
          return text == null ? List.of() : SuppressionComments.of(p, text);
        });
  }

  /** What is to be said of the comments of a file that defines models, one sentence each. */
  List<String> remarks(String path) {
    List<String> remarks = new ArrayList<>();
    for (Suppression s : of(path)) {
      String line = "line " + s.line() + ": ";
      List<String> unknown = s.rules().stream().filter(r -> rule(r) == null).toList();
      unknown.forEach(r -> remarks.add(line + "no rule is called " + r + nearest(r)));
      Set<String> silenced = used.getOrDefault(s, Set.of());
      if (!silenced.isEmpty() && s.reason().isEmpty()) {
        remarks.add(line + "say behind the brackets why this is ignored");
      }
      List<String> idle =
          s.rules().stream()
              .filter(
                  r -> selected.contains(String.valueOf(rule(r))) && !silenced.contains(rule(r)))
              .toList();
      if (!idle.isEmpty()) {
        remarks.add(
            line + "nothing is left to ignore of " + String.join(", ", idle) + "; remove it");
      }
    }
    return remarks;
  }

  /** Id of the rule with an id or a name, or null. */
  static String rule(String word) {
    return Rules.all().stream()
        .map(Rule::card)
        .filter(c -> c.id().equals(word) || c.name().equals(word))
        .map(c -> c.id())
        .findFirst()
        .orElse(null);
  }

  static String nearest(String word) {
    return Rules.all().stream()
        .flatMap(r -> List.of(r.card().id(), r.card().name()).stream())
        .min(Comparator.comparingInt(w -> EditDistance.between(word, w)))
        .map(w -> "; did you mean " + w + "?")
        .orElse("");
  }
}
