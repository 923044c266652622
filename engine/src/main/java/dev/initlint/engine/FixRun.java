package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.javasource.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Applies fixes in rounds: those that do not touch each other at once, then another check, until
 * nothing is left to fix. A fix stays only if the check says that it cures.
 */
final class FixRun {
  /** Rounds after which one would go in circles. */
  private static final int ROUNDS = 100;

  private final List<Path> files;
  private final Readers readers;
  private final EngineSettings settings;
  private final boolean unsafe;
  private final BiFunction<Path, CheckResult, CheckResult> weighed;
  private final Map<Path, byte[]> read = new HashMap<>();
  private final List<Finding> fixed = new ArrayList<>();
  private final Map<List<String>, Fixes.Refused> refused = new LinkedHashMap<>();
  private Checked now;

  private FixRun(
      List<Path> files,
      Readers readers,
      EngineSettings settings,
      boolean unsafe,
      BiFunction<Path, CheckResult, CheckResult> weighed) {
    this.weighed = weighed;
    this.files = files;
    this.readers = readers;
    this.settings = settings;
    this.unsafe = unsafe;
  }

  static Fixes of(
      List<Path> files,
      Readers readers,
      EngineSettings settings,
      boolean unsafe,
      BiFunction<Path, CheckResult, CheckResult> weighed) {
    FixRun run = new FixRun(files, readers, settings, unsafe, weighed);
    run.start();
    int rounds = 0;
    while (rounds++ < ROUNDS && run.round()) {
      // One round after the other.
    }
    return run.outcome();
  }

  /** The files at one moment. */
  private record Checked(Map<Path, String> texts, List<CheckResult> results, long parameters) {}

  private void start() {
    Map<Path, String> texts = new TreeMap<>();
    files.forEach(f -> text(texts, absolute(f)));
    now = check(texts);
  }

  private Checked check(Map<Path, String> texts) {
    Readers edited = readers.over(texts);
    List<CheckResult> results = new ArrayList<>();
    long parameters = 0;
    for (Path file : files) {
      ReadFile read = edited.of(file).read(file, settings);
      results.add(weighed.apply(file, ModelCheck.of(file.toString(), read, settings, null)));
      if (read instanceof ReadFile.Models m) {
        parameters += m.models().stream().mapToLong(ReadModel::parameters).sum();
      }
    }
    return new Checked(texts, results, parameters);
  }

  /** A fix that may be applied, with all findings that it cures. */
  private record Candidate(List<Finding> findings, List<Fix.Edit> edits) {
    Finding first() {
      return findings.get(0);
    }
  }

  /** Whether something was applied. */
  private boolean round() {
    List<Candidate> batch = compatible(candidates());
    if (batch.isEmpty()) {
      return false;
    }
    if (batch.size() > 1 && tryAll(batch).isEmpty()) {
      return true;
    }
    for (Candidate c : batch) {
      Optional<String> reason = tryAll(List.of(c));
      if (reason.isEmpty()) {
        return true;
      }
      refused.put(key(c.first()), new Fixes.Refused(c.first(), reason.get()));
    }
    return true;
  }

  private List<Candidate> candidates() {
    Map<List<Fix.Edit>, List<Finding>> byEdits = new LinkedHashMap<>();
    for (CheckResult result : now.results()) {
      if (result instanceof CheckResult.Checked c) {
        for (Finding f : c.findings()) {
          boolean wanted = f.fix() != null && f.fix().isApplicable() && (f.fix().safe() || unsafe);
          if (wanted && !refused.containsKey(key(f))) {
            byEdits.computeIfAbsent(edits(f), e -> new ArrayList<>()).add(f);
          }
        }
      }
    }
    return byEdits.entrySet().stream().map(e -> new Candidate(e.getValue(), e.getKey())).toList();
  }

  /** The edits by absolute path, since a file may go by several names. */
  private static List<Fix.Edit> edits(Finding f) {
    return f.fix().edits().stream()
        .map(
            e ->
                new Fix.Edit(
                    absolute(Path.of(e.path())).toString(), e.start(), e.end(), e.replacement()))
        .toList();
  }

  private static List<String> key(Finding f) {
    return List.of(f.rule(), f.location().path(), f.message());
  }

  /** As many as do not touch each other, the first ones first. */
  private static List<Candidate> compatible(List<Candidate> all) {
    List<Candidate> chosen = new ArrayList<>();
    for (Candidate c : all) {
      boolean free =
          chosen.stream()
              .flatMap(o -> o.edits().stream())
              .noneMatch(e -> c.edits().stream().anyMatch(e::conflictsWith));
      if (free) {
        chosen.add(c);
      }
    }
    return chosen;
  }

  /** Applies fixes together; what speaks against it, and then nothing is applied. */
  private Optional<String> tryAll(List<Candidate> batch) {
    Map<Path, List<Fix.Edit>> byFile = new TreeMap<>();
    for (Candidate c : batch) {
      for (Fix.Edit e : c.edits()) {
        byFile.computeIfAbsent(Path.of(e.path()), f -> new ArrayList<>()).add(e);
      }
    }
    Map<Path, String> texts = new TreeMap<>(now.texts());
    for (Map.Entry<Path, List<Fix.Edit>> file : byFile.entrySet()) {
      String before = text(texts, file.getKey());
      List<Fix.Edit> edits = EditedText.ordered(file.getValue());
      if (before == null || edits.get(edits.size() - 1).end() > before.length()) {
        return Optional.of(file.getKey() + " cannot be read");
      }
      String after = EditedText.of(before, edits);
      Optional<String> harm = readers.of(file.getKey()).harm(before, after, edits);
      if (harm.isPresent()) {
        return harm;
      }
      texts.put(file.getKey(), after);
    }
    Checked then = check(texts);
    List<Finding> cured = batch.stream().flatMap(c -> c.findings().stream()).toList();
    if (then.parameters() != now.parameters()) {
      return Optional.of("the model could not be followed any more");
    }
    Optional<String> worse = Cure.objection(now.results(), then.results(), cured);
    if (worse.isEmpty()) {
      fixed.addAll(cured);
      now = then;
    }
    return worse;
  }

  /** The characters of a file, which are read but once. */
  private String text(Map<Path, String> texts, Path file) {
    if (!texts.containsKey(file)) {
      try {
        byte[] bytes = Files.readAllBytes(file);
        read.put(file, bytes);
        texts.put(file, SourceText.of(bytes).text());
      } catch (IOException e) {
        return null;
      }
    }
    return texts.get(file);
  }

  private static Path absolute(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private Fixes outcome() {
    List<Fixes.Change> changes = new ArrayList<>();
    now.texts()
        .forEach(
            (file, text) -> {
              byte[] before = read.get(file);
              byte[] after = SourceText.of(before).encode(text);
              if (!Arrays.equals(before, after)) {
                changes.add(new Fixes.Change(file, before, after));
              }
            });
    List<Fixes.Refused> open =
        refused.values().stream().filter(r -> isStillThere(r.finding())).toList();
    return new Fixes(now.results().stream().map(this::judged).toList(), changes, fixed, open);
  }

  /** A fix that was tried in vain is not offered again. */
  private CheckResult judged(CheckResult result) {
    return result instanceof CheckResult.Checked c
        ? c.with(
            c.findings().stream()
                .map(f -> refused.containsKey(key(f)) ? f.curedBy(Fix.advice(f.fix().text())) : f)
                .toList())
        : result;
  }

  private boolean isStillThere(Finding f) {
    return now.results().stream()
        .filter(CheckResult.Checked.class::isInstance)
        .flatMap(r -> ((CheckResult.Checked) r).findings().stream())
        .anyMatch(
            g -> g.rule().equals(f.rule()) && g.location().path().equals(f.location().path()));
  }
}
