package dev.initlint.javasource;

import com.github.javaparser.ast.body.BodyDeclaration;
import dev.initlint.javasource.eval.ClassDef;
import dev.initlint.javasource.eval.Library;
import dev.initlint.javasource.eval.LibraryClass;
import dev.initlint.javasource.eval.Project;
import dev.initlint.javasource.eval.SourceFile;
import dev.initlint.javasource.tensor.Roots;
import dev.initlint.source.SourceModel;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Java files that are read together. They are parsed once, when the first is asked for; of entry
 * points only those run that stand in the file that is asked for or that call into it.
 */
public final class JavaProject {
  private static final long STACK = 256L << 20;

  /** Most graphs kept of one definition that depends on unknown conditions. */
  private static final int VARIANTS = 16;

  private final Map<String, String> texts;
  private final Map<String, FileOutcome> outcomes = new LinkedHashMap<>();
  private final Map<String, Object> settings;
  private final Set<String> used = new HashSet<>();
  private final Map<String, String> problems = new TreeMap<>();
  private final Map<String, SourceFile> files = new LinkedHashMap<>();
  private final Map<String, List<SourceModel>> models = new TreeMap<>();
  private final Map<String, Set<String>> notes = new TreeMap<>();
  private final Set<EntryPoints.Entry> over = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<BodyDeclaration<?>> done = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> seen = new HashSet<>();
  private final Map<String, Integer> variants = new TreeMap<>();
  private Project project;
  private EntryPoints entries;

  /**
   * A project.
   *
   * @param texts by the path that locations shall name
   * @param failed outcomes of files that have no text
   * @param settings values for names that the source leaves open
   */
  JavaProject(
      Map<String, String> texts, Map<String, FileOutcome> failed, Map<String, Object> settings) {
    this.texts = new LinkedHashMap<>(texts);
    this.outcomes.putAll(failed);
    this.settings = noting(settings);
  }

  /** The settings, with a note of each that is made use of. */
  private Map<String, Object> noting(Map<String, Object> given) {
    return new AbstractMap<>() {
      @Override
      public Object get(Object name) {
        Object value = given.get(name);
        if (value != null) {
          used.add((String) name);
        }
        return value;
      }

      @Override
      public Set<Entry<String, Object>> entrySet() {
        return given.entrySet();
      }
    };
  }

  /** Whether anything that was evaluated up to now is called by the name of a setting. */
  public synchronized boolean uses(String setting) {
    return used.contains(setting);
  }

  /** One outcome for each file: those without a text first, then in the order given. */
  public synchronized List<FileOutcome> outcomes() {
    List<FileOutcome> all = new ArrayList<>(outcomes.values());
    onDeepStack(
        () -> {
          runAll();
          texts.keySet().forEach(p -> all.add(here(p)));
        });
    return all;
  }

  /** What is found in one file; null when it is none of the project's. */
  public synchronized FileOutcome outcome(String path) {
    FileOutcome known = outcomes.get(path);
    if (known != null || !texts.containsKey(path)) {
      return known;
    }
    FileOutcome[] found = new FileOutcome[1];
    onDeepStack(() -> found[0] = here(path));
    return found[0];
  }

  /** The models that have been found so far, in all files. */
  public synchronized List<SourceModel> models() {
    return models.values().stream().flatMap(Collection::stream).toList();
  }

  private static void onDeepStack(Runnable task) {
    Thread worker = new Thread(null, task, "initlint-java", STACK);
    worker.start();
    try {
      worker.join();
    } catch (InterruptedException e) {
      worker.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever the content does to the reader, each file gets its line. */
  private FileOutcome here(String path) {
    FileOutcome known = outcomes.get(path);
    if (known != null) {
      return known;
    }
    FileOutcome found;
    try {
      found = read(path);
    } catch (StackOverflowError | RuntimeException e) {
      found =
          new FileOutcome.Unreadable(
              path,
              0,
              "the files cannot be followed together ("
                  + e.getClass().getSimpleName()
                  + "); read them one by one to find the one at fault");
    }
    outcomes.put(path, found);
    return found;
  }

  private FileOutcome read(String path) {
    if (entries == null) {
      parse();
    }
    if (outcomes.containsKey(path)) {
      return outcomes.get(path);
    }
    run(entries.reaching(path));
    List<String> said = new ArrayList<>(notes.getOrDefault(path, Set.of()));
    if (problems.get(path) != null) {
      said.add(0, problems.get(path));
    }
    List<SourceModel> found = models.get(path);
    if (found != null) {
      return new FileOutcome.Models(path, found, said);
    }
    return new FileOutcome.WithoutModel(
        path, said.isEmpty() ? List.of("it uses a framework but defines no model") : said);
  }

  /** Runs every entry point, outermost callers of the whole project first. */
  private void runAll() {
    try {
      if (entries == null) {
        parse();
      }
      run(entries.all());
    } catch (StackOverflowError | RuntimeException e) {
      // Each file is tried by itself, and the one at fault gets its line.
      over.clear();
    }
  }

  private void run(List<EntryPoints.Entry> some) {
    for (EntryPoints.Entry entry : some) {
      if (!done.contains(entry.callable()) && over.add(entry)) {
        run(entry);
      }
    }
  }

  private void parse() {
    SourceParser parser = new SourceParser();
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
        files.put(e.getKey(), t.file());
        if (t.problem() != null) {
          problems.put(e.getKey(), t.problem());
        }
      } else if (framework && parsed instanceof SourceParser.Failure f) {
        outcomes.put(e.getKey(), new FileOutcome.Unreadable(e.getKey(), f.line(), f.reason()));
      }
    }
    List<Library> libraries = Libraries.all(new Roots());
    project =
        new Project(
            List.copyOf(files.values()),
            (LibraryClass c) ->
                libraries.stream().anyMatch(l -> l.origin() == c.origin() && l.explains(c)));
    entries =
        new EntryPoints(
            project,
            (ClassDef c) -> {
              LibraryClass l = LibraryClass.ofQualified(c.qualifiedName());
              return libraries.stream()
                  .anyMatch(b -> b.origin() == l.origin() && b.buildingBlock(l));
            });
  }

  private void run(EntryPoints.Entry entry) {
    EntryRun run = new EntryRun(project, settings);
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
    notes
        .computeIfAbsent(entry.type().file().path(), k -> new LinkedHashSet<>())
        .addAll(run.problems());
  }
}
