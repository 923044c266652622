package dev.initlint.javasource;

import dev.initlint.javasource.eval.Library;
import dev.initlint.javasource.tensor.Roots;
import dev.initlint.source.SourceModel;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Java files that are read together. Only those are parsed that may define a model or that these
 * name, and of entry points only those run that stand in the file that is asked for or that call
 * into it. Files that do not name each other may be asked for at the same time.
 */
public final class JavaProject {
  private static final long STACK = 256L << 20;

  private static final String NO_MODEL = "it uses a framework but defines no model";

  private final Map<String, String> texts;
  private final Map<String, FileOutcome> failed;
  private final Map<String, FileOutcome> outcomes = new ConcurrentHashMap<>();
  private final Map<String, Object> settings;
  private final Set<String> used = ConcurrentHashMap.newKeySet();
  private Map<String, Outline> outlines;
  private Map<String, ModelGroup> groups;
  private ParsedFiles parsed;

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
    this.failed = new LinkedHashMap<>(failed);
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
  public boolean uses(String setting) {
    return used.contains(setting);
  }

  /** One outcome for each file: those without a text first, then in the order given. */
  public List<FileOutcome> outcomes() {
    List<FileOutcome> all = new ArrayList<>(failed.values());
    survey();
    onDeepStack(
        () -> {
          new LinkedHashSet<>(groups.values()).forEach(this::runAll);
          texts.keySet().forEach(p -> all.add(here(p)));
        });
    return all;
  }

  private void runAll(ModelGroup group) {
    synchronized (group) {
      group.runAll();
    }
  }

  /** What is found in one file; null when it is none of the project's. */
  public FileOutcome outcome(String path) {
    FileOutcome known = failed.getOrDefault(path, outcomes.get(path));
    if (known != null || !texts.containsKey(path)) {
      return known;
    }
    survey();
    FileOutcome[] found = new FileOutcome[1];
    onDeepStack(() -> found[0] = here(path));
    return found[0];
  }

  /** The models that have been found so far, in all files. */
  public List<SourceModel> models() {
    List<SourceModel> all = new ArrayList<>();
    for (ModelGroup group : new LinkedHashSet<>(groups.values())) {
      synchronized (group) {
        all.addAll(group.models());
      }
    }
    return all;
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

  /** Looks through all files, once. */
  private synchronized void survey() {
    if (groups != null) {
      return;
    }
    outlines = new LinkedHashMap<>();
    texts.forEach((path, text) -> outlines.put(path, Outline.of(text)));
    parsed = new ParsedFiles(texts, ModelFiles.byType(texts.keySet(), outlines));
    List<Library> libraries = Libraries.all(new Roots());
    ModelFiles files =
        new ModelFiles(texts, outlines, p -> libraries.stream().anyMatch(l -> l.implementation(p)));
    Map<ModelFiles.Group, ModelGroup> made = new IdentityHashMap<>();
    Map<String, ModelGroup> found = new LinkedHashMap<>();
    files
        .groups()
        .forEach(
            (path, g) ->
                found.put(
                    path,
                    made.computeIfAbsent(g, k -> new ModelGroup(k.starts(), parsed, settings))));
    groups = found;
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
    if (!SourceParser.mentionsFramework(texts.get(path))) {
      return new FileOutcome.Skipped(path);
    }
    ModelGroup group = groups.get(path);
    List<String> said = new ArrayList<>();
    // A fault in a file that seems to define nothing may be why it does.
    if (group != null && group.startsIn(path) || !outlines.get(path).balanced()) {
      SourceParser.Outcome tree = parsed.outcome(path);
      if (tree instanceof SourceParser.Failure f) {
        return new FileOutcome.Unreadable(path, f.line(), f.reason());
      }
      if (tree instanceof SourceParser.Tree t && t.problem() != null) {
        said.add(t.problem());
      }
    }
    if (group == null) {
      return new FileOutcome.WithoutModel(path, said.isEmpty() ? List.of(NO_MODEL) : said);
    }
    synchronized (group) {
      group.run(path, outlines.get(path).declared());
      said.addAll(group.notes(path));
      List<SourceModel> models = group.models(path);
      return models != null
          ? new FileOutcome.Models(path, models, said)
          : new FileOutcome.WithoutModel(path, said.isEmpty() ? List.of(NO_MODEL) : said);
    }
  }
}
