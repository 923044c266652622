package dev.initlint.javasource;

import com.github.javaparser.ast.body.BodyDeclaration;
import dev.initlint.javasource.eval.ClassDef;
import dev.initlint.javasource.eval.Library;
import dev.initlint.javasource.eval.LibraryClass;
import dev.initlint.javasource.eval.Project;
import dev.initlint.javasource.tensor.Roots;
import dev.initlint.source.SourceModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Files that name each other, evaluated together: of their entry points only those run that stand
 * in the file that is asked for or that call into it. Not for use by several threads at once.
 */
final class ModelGroup {
  /** Most graphs kept of one definition that depends on unknown conditions. */
  private static final int VARIANTS = 16;

  private final Set<String> starts;
  private final ParsedFiles parsed;
  private final Map<String, Object> settings;
  private final Map<String, List<SourceModel>> models = new TreeMap<>();
  private final Map<String, Set<String>> notes = new TreeMap<>();
  private final Set<EntryPoints.Entry> over = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<BodyDeclaration<?>> done = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> seen = new HashSet<>();
  private final Map<String, Integer> variants = new TreeMap<>();
  private Project project;
  private EntryPoints entries;

  /**
   * A group of which nothing has run.
   *
   * @param starts paths of the files in which evaluation may start
   */
  ModelGroup(List<String> starts, ParsedFiles parsed, Map<String, Object> settings) {
    this.starts = new LinkedHashSet<>(starts);
    this.parsed = parsed;
    this.settings = settings;
  }

  /** Runs every entry point, outermost callers of the whole group first. */
  void runAll() {
    try {
      parse();
      run(entries.all());
    } catch (StackOverflowError | RuntimeException e) {
      // Each file is tried by itself, and the one at fault gets its line.
      over.clear();
    }
  }

  /**
   * Runs the entry points from which code of a file may run.
   *
   * @param types simple names of what the file declares
   */
  void run(String path, List<String> types) {
    parse();
    run(entries.reaching(path, types));
  }

  /** Whether evaluation may start in a file. */
  boolean startsIn(String path) {
    return starts.contains(path);
  }

  /** Models found so far in a file; null for none. */
  List<SourceModel> models(String path) {
    return models.get(path);
  }

  /** Models found so far. */
  List<SourceModel> models() {
    return models.values().stream().flatMap(Collection::stream).toList();
  }

  /** Why definitions in a file could not be followed. */
  Set<String> notes(String path) {
    return notes.getOrDefault(path, Set.of());
  }

  private void run(List<EntryPoints.Entry> some) {
    for (EntryPoints.Entry entry : some) {
      if (!done.contains(entry.callable()) && over.add(entry)) {
        run(entry);
      }
    }
  }

  private void parse() {
    if (entries != null) {
      return;
    }
    List<Library> libraries = Libraries.all(new Roots());
    project =
        new Project(
            starts.stream().map(parsed::tree).filter(Objects::nonNull).toList(),
            parsed,
            q -> {
              LibraryClass.Origin origin = LibraryClass.ofQualified(q).origin();
              return libraries.stream().anyMatch(l -> l.origin() == origin && l.explains(q));
            });
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
