package dev.initlint.engine.review;

import dev.initlint.engine.Consequences;
import dev.initlint.engine.Digest;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.NotAtInitialisation;
import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.config.Configuration;
import dev.initlint.engine.config.Configurations;
import dev.initlint.engine.config.Wish;
import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.finding.Silenced;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Weighs the findings of files as the project wants it: severities, wishes not to hear, the
 * baseline. It marks and deletes nothing. May be used by several threads at once.
 */
public final class Review {
  private final List<RuleInfo> rules;
  private final Configurations configurations;
  private final Supplier<LocalDate> today;
  private final Map<Path, Baseline> baselines = new ConcurrentHashMap<>();
  private final Set<Baseline.Entry> met = ConcurrentHashMap.newKeySet();
  private final Set<String> checkedPaths = ConcurrentHashMap.newKeySet();
  private final Set<Wish> granted = ConcurrentHashMap.newKeySet();
  private final Set<Wish> concerned = ConcurrentHashMap.newKeySet();

  /**
   * @param rules that there are
   * @param today wishes end; asked for where there are wishes
   */
  public Review(List<RuleInfo> rules, Configurations configurations, Supplier<LocalDate> today) {
    this.rules = List.copyOf(rules);
    this.configurations = configurations;
    this.today = today;
  }

  /** What holds for a file. */
  public Configuration configuration(Path file) {
    return configurations.of(file);
  }

  /** What a file is analysed with, beside what only the command line can say. */
  public EngineSettings settings(Path file, EngineSettings given) {
    Configuration c = configurations.of(file);
    Map<String, Long> dims = new HashMap<>(c.dims());
    dims.putAll(given.dims());
    return given
        .sized(dims)
        .applying(c.rules(rules, file))
        .usually(c.inputs())
        .with(given.training().or(c.training()));
  }

  /** The result of a file as the project sees it. */
  public CheckResult of(Path file, CheckResult result) {
    if (!(result instanceof CheckResult.Checked c)) {
      return result;
    }
    Configuration configuration = configurations.of(file);
    List<Finding> all = new ArrayList<>(c.findings());
    Severity trained = configuration.notAtInitialisation();
    boolean wanted = trained != Severity.NOTE && !configuration.ignores(rules, file, "INIT000");
    if (!c.atInitialisation() && wanted) {
      all.add(0, NotAtInitialisation.finding(c, trained));
    }
    String path = path(file);
    checkedPaths.add(path);
    List<Finding> weighed = weighed(named(all, path), configuration);
    List<Silenced> silenced = new ArrayList<>(c.silenced());
    List<String> remarks = new ArrayList<>(c.remarks());
    List<Finding> heard = heard(file, configuration, weighed, silenced);
    heard = unknownToBaseline(configuration, path, heard, silenced);
    return c.with(heard, remarks, silenced);
  }

  /** The path of a file from the root of its project, with slashes. */
  private String path(Path file) {
    Path root = configurations.root(file);
    Path absolute = file.toAbsolutePath().normalize();
    Path shown = absolute.startsWith(root) ? root.relativize(absolute) : absolute.getFileName();
    return shown == null ? "" : shown.toString().replace('\\', '/');
  }

  /** Findings with their ids; those that nothing tells apart are counted. */
  private static List<Finding> named(List<Finding> all, String path) {
    Map<String, Integer> counts = new HashMap<>();
    List<Finding> named = new ArrayList<>();
    for (Finding f : all) {
      List<String> anchors = f.identity().anchors();
      String place = anchors.isEmpty() ? f.identity().where() : anchors.get(0);
      String same = f.rule() + "\0" + place;
      int before = counts.merge(same, 1, Integer::sum) - 1;
      String id = Digest.of(f.rule(), path, place, String.valueOf(before));
      named.add(f.known(f.identity().named(id)));
    }
    return named;
  }

  private List<Finding> weighed(List<Finding> all, Configuration configuration) {
    Map<String, Severity> severities = configuration.severities(rules);
    return all.stream()
        .map(
            f ->
                severities.get(f.rule()) == null || f.cause() != null
                    ? f
                    : f.weighed(severities.get(f.rule())))
        .toList();
  }

  private List<Finding> heard(
      Path file, Configuration configuration, List<Finding> all, List<Silenced> silenced) {
    List<Wish> wishes =
        configuration.wishes().stream()
            .filter(w -> w.concerns(file))
            .filter(w -> configuration.rules(rules, file).contains(w.rule()))
            .toList();
    concerned.addAll(wishes);
    List<Finding> heard = new ArrayList<>();
    for (Finding f : all) {
      Wish wish =
          wishes.stream()
              .filter(w -> w.covers(f) && !w.isExpired(today.get()))
              .findFirst()
              .orElse(null);
      if (wish == null) {
        heard.add(f);
      } else {
        granted.add(wish);
        silenced.add(new Silenced(f, Silenced.By.CONFIGURATION, wish.reason()));
      }
    }
    return Consequences.without(heard, silenced);
  }

  private List<Finding> unknownToBaseline(
      Configuration configuration, String path, List<Finding> all, List<Silenced> silenced) {
    if (configuration.baseline() == null) {
      return all;
    }
    Baseline baseline = baselines.computeIfAbsent(configuration.baseline(), Baseline::read);
    List<Baseline.Entry> open =
        new ArrayList<>(baseline.entries().stream().filter(e -> e.path().equals(path)).toList());
    List<Finding> left = new ArrayList<>();
    for (Finding f : all) {
      Baseline.Entry entry =
          open.stream()
              .filter(e -> e.id().equals(f.identity().id()) && e.isSame(f))
              .findFirst()
              .or(() -> open.stream().filter(e -> e.isSame(f)).findFirst())
              .orElse(null);
      if (entry != null) {
        open.remove(entry);
        met.add(entry);
      }
      if (entry == null || entry.isWorsened(f)) {
        left.add(f);
      } else {
        silenced.add(new Silenced(f, Silenced.By.BASELINE, entry.reason()));
      }
    }
    return left;
  }

  /** Whether a result makes the run fail. */
  public boolean fails(Path file, CheckResult.Checked result) {
    Severity least = configurations.of(file).failOn();
    return least != null
        && result.findings().stream().anyMatch(f -> f.severity().compareTo(least) >= 0);
  }

  /** What is to be said of wishes once all files are reviewed, one sentence each. */
  public List<String> remarks() {
    Set<String> sentences = new TreeSet<>();
    for (Wish wish : concerned) {
      if (wish.isExpired(today.get())) {
        sentences.add(
            wish.origin()
                + ": the suppression of "
                + wish.rule()
                + " has expired on "
                + wish.expires()
                + "; renew or remove it");
      } else if (!granted.contains(wish)) {
        sentences.add(
            wish.origin() + ": nothing is left to suppress of " + wish.rule() + "; remove it");
      }
    }
    return List.copyOf(sentences);
  }

  /** Entries of baselines about reviewed files that no finding answers to any more, by file. */
  public Map<Path, Integer> stale() {
    Map<Path, Integer> counts = new HashMap<>();
    baselines.forEach(
        (file, baseline) -> {
          int count = stale(baseline).size();
          if (count > 0) {
            counts.put(file, count);
          }
        });
    return counts;
  }

  private Set<Baseline.Entry> stale(Baseline baseline) {
    Set<Baseline.Entry> stale = new HashSet<>(baseline.entries());
    stale.removeIf(e -> met.contains(e) || !checkedPaths.contains(e.path()));
    return stale;
  }

  /** The text of a baseline without its stale entries. */
  public String pruned(Path file) {
    Baseline baseline = baselines.computeIfAbsent(file, Baseline::read);
    Set<Baseline.Entry> stale = stale(baseline);
    return new Baseline(file, baseline.entries().stream().filter(e -> !stale.contains(e)).toList())
        .text();
  }

  /**
   * Has a baseline that is about to be written know nothing yet, though a configuration names it.
   */
  public void begin(Path file) {
    baselines.put(file, new Baseline(file, List.of()));
  }

  /** The baselines that were read. */
  public Set<Path> baselines() {
    return Collections.unmodifiableSet(baselines.keySet());
  }

  /** The text of a baseline that knows all findings of reviewed results. */
  public String baseline(Map<Path, CheckResult> results) {
    List<Baseline.Entry> entries = new ArrayList<>();
    results.forEach(
        (file, result) -> {
          if (result instanceof CheckResult.Checked c) {
            c.findings().forEach(f -> entries.add(Baseline.Entry.of(f, path(file))));
          }
        });
    return new Baseline(null, entries).text();
  }
}
