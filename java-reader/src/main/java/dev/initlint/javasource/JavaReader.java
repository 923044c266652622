package dev.initlint.javasource;

import com.github.javaparser.ast.body.BodyDeclaration;
import dev.initlint.javasource.eval.ClassDef;
import dev.initlint.javasource.eval.LibraryClass;
import dev.initlint.javasource.eval.Project;
import dev.initlint.javasource.eval.SourceFile;
import dev.initlint.javasource.tensor.Roots;
import dev.initlint.source.SourceModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds the networks that Java source defines with DJL, Deeplearning4j or SameDiff and gives their
 * graphs, without compiling or running anything. Never throws on the content of a file.
 */
public final class JavaReader {
  private static final long STACK = 256L << 20;

  /** Most graphs kept of one definition that depends on unknown conditions. */
  private static final int VARIANTS = 16;

  private final Map<String, Object> settings = new TreeMap<>();

  /** A reader that leaves open what the source leaves open. */
  public JavaReader() {}

  /**
   * A reader that fills open names.
   *
   * @param settings values for names that the source leaves open, as {@code numClasses}
   */
  public JavaReader(Map<String, Double> settings) {
    settings.forEach(
        (k, v) ->
            this.settings.put(
                k, v == Math.rint(v) && Math.abs(v) < 1L << 31 ? (Object) v.intValue() : v));
  }

  /**
   * Reads files, and all {@code .java} files below folders, as one project.
   *
   * @throws UncheckedIOException if a folder cannot be listed
   */
  public List<FileOutcome> read(List<Path> filesOrRoots) {
    return read(filesOrRoots, Map.of());
  }

  /**
   * Reads files as they would be after edits.
   *
   * @param edited texts that stand for those of files, by path
   * @throws UncheckedIOException if a folder cannot be listed
   */
  public List<FileOutcome> read(List<Path> filesOrRoots, Map<Path, String> edited) {
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, FileOutcome> failed = new LinkedHashMap<>();
    for (Path p : filesOrRoots) {
      for (Path file : javaFiles(p)) {
        if (edited.containsKey(file)) {
          texts.put(file.toString(), edited.get(file));
          continue;
        }
        try {
          if (Files.size(file) > 4L * SourceParser.CHARACTERS) {
            failed.put(
                file.toString(),
                new FileOutcome.Unreadable(
                    file.toString(),
                    0,
                    "the file has " + Files.size(file) + " bytes; split it or leave it out"));
            continue;
          }
          texts.put(file.toString(), SourceText.of(Files.readAllBytes(file)).text());
        } catch (IOException e) {
          failed.put(
              file.toString(),
              new FileOutcome.Unreadable(
                  file.toString(), 0, "the file cannot be opened; check that it can be read"));
        }
      }
    }
    List<FileOutcome> outcomes = new ArrayList<>(failed.values());
    outcomes.addAll(readTexts(texts));
    return outcomes;
  }

  private static List<Path> javaFiles(Path p) {
    if (!Files.isDirectory(p)) {
      return List.of(p);
    }
    try (Stream<Path> all = Files.walk(p)) {
      return all.filter(f -> f.toString().endsWith(".java") && Files.isRegularFile(f))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads texts as one project.
   *
   * @param texts by the path that locations shall name
   * @return one outcome for each text, in their order
   */
  public List<FileOutcome> readTexts(Map<String, String> texts) {
    List<FileOutcome> outcomes = new ArrayList<>();
    Thread worker =
        new Thread(null, () -> outcomes.addAll(readSafely(texts)), "initlint-java", STACK);
    worker.start();
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return outcomes;
  }

  /** Whatever the content does to the reader, each file gets its line. */
  private List<FileOutcome> readSafely(Map<String, String> texts) {
    try {
      return readHere(texts);
    } catch (StackOverflowError | RuntimeException e) {
      String reason =
          "the files cannot be followed together ("
              + e.getClass().getSimpleName()
              + "); read them one by one to find the one at fault";
      List<FileOutcome> failed = new ArrayList<>();
      texts.keySet().forEach(p -> failed.add(new FileOutcome.Unreadable(p, 0, reason)));
      return failed;
    }
  }

  private List<FileOutcome> readHere(Map<String, String> texts) {
    Map<String, FileOutcome> outcomes = new LinkedHashMap<>();
    Map<String, String> problems = new TreeMap<>();
    List<SourceFile> files = parse(texts, outcomes, problems);
    Map<String, List<SourceModel>> models = new TreeMap<>();
    Map<String, Set<String>> notes = new TreeMap<>();
    if (!files.isEmpty()) {
      evaluate(files, models, notes);
    }
    for (SourceFile f : files) {
      if (SourceParser.mentionsFramework(f.text())) {
        outcomes.put(f.path(), outcome(f, models, notes, problems.get(f.path())));
      }
    }
    return texts.keySet().stream().map(outcomes::get).toList();
  }

  private static FileOutcome outcome(
      SourceFile f,
      Map<String, List<SourceModel>> models,
      Map<String, Set<String>> notes,
      String problem) {
    List<String> said = new ArrayList<>(notes.getOrDefault(f.path(), Set.of()));
    if (problem != null) {
      said.add(0, problem);
    }
    List<SourceModel> found = models.get(f.path());
    if (found != null) {
      return new FileOutcome.Models(f.path(), found, said);
    }
    return new FileOutcome.WithoutModel(
        f.path(), said.isEmpty() ? List.of("it uses a framework but defines no model") : said);
  }

  private static List<SourceFile> parse(
      Map<String, String> texts, Map<String, FileOutcome> outcomes, Map<String, String> problems) {
    SourceParser parser = new SourceParser();
    List<SourceFile> files = new ArrayList<>();
    Set<String> wanted = Companions.select(texts);
    for (var e : texts.entrySet()) {
      boolean framework = SourceParser.mentionsFramework(e.getValue());
      if (!framework) {
        outcomes.put(e.getKey(), new FileOutcome.Skipped(e.getKey()));
      }
      if (!framework && !wanted.contains(e.getKey())) {
        continue;
      }
      SourceParser.Outcome parsed = parser.parse(e.getKey(), e.getValue());
      if (parsed instanceof SourceParser.Tree t) {
        files.add(t.file());
        if (t.problem() != null) {
          problems.put(e.getKey(), t.problem());
        }
      } else if (framework && parsed instanceof SourceParser.Failure f) {
        outcomes.put(e.getKey(), new FileOutcome.Unreadable(e.getKey(), f.line(), f.reason()));
      }
    }
    return files;
  }

  private void evaluate(
      List<SourceFile> files,
      Map<String, List<SourceModel>> models,
      Map<String, Set<String>> notes) {
    var libraries = Libraries.all(new Roots());
    Project project =
        new Project(
            files,
            (LibraryClass c) ->
                libraries.stream().anyMatch(l -> l.origin() == c.origin() && l.explains(c)));
    Set<BodyDeclaration<?>> done = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<String> seen = new LinkedHashSet<>();
    Map<String, Integer> variants = new TreeMap<>();
    EntryPoints entries =
        new EntryPoints(
            project,
            (ClassDef c) -> {
              LibraryClass l = LibraryClass.ofQualified(c.qualifiedName());
              return libraries.stream()
                  .anyMatch(b -> b.origin() == l.origin() && b.buildingBlock(l));
            });
    for (EntryPoints.Entry entry : entries.find()) {
      if (done.contains(entry.callable())) {
        continue;
      }
      EntryRun run = new EntryRun(project, settings);
      String path = entry.type().file().path();
      try {
        run.run(entry);
      } catch (StackOverflowError e) {
        run.problems().add(entry.name() + ": the evaluation nests too deeply");
      }
      done.addAll(run.executed());
      for (SourceModel m : run.models()) {
        String place = m.definition().path() + ":" + m.definition().start();
        if (variants.getOrDefault(place, 0) < VARIANTS && seen.add(Fingerprints.of(m))) {
          variants.merge(place, 1, Integer::sum);
          models.computeIfAbsent(m.definition().path(), k -> new ArrayList<>()).add(m);
        }
      }
      notes.computeIfAbsent(path, k -> new LinkedHashSet<>()).addAll(run.problems());
    }
  }
}
