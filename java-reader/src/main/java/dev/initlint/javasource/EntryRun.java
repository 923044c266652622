package dev.initlint.javasource;

import com.github.javaparser.ast.body.BodyDeclaration;
import com.github.javaparser.ast.body.ConstructorDeclaration;
import com.github.javaparser.ast.body.MethodDeclaration;
import dev.initlint.javasource.eval.Budget;
import dev.initlint.javasource.eval.Choices;
import dev.initlint.javasource.eval.EntryObjects;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.JavaObject;
import dev.initlint.javasource.eval.Library;
import dev.initlint.javasource.eval.LibraryClass;
import dev.initlint.javasource.eval.PathEnded;
import dev.initlint.javasource.eval.Project;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.tensor.ModelRoot;
import dev.initlint.javasource.tensor.Roots;
import dev.initlint.source.SourceModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs one entry point on every path through its unknown conditions. */
final class EntryRun {
  private static final int PATHS = 16;

  /** Steps of one path, and of all paths of an entry point together. */
  private static final long STEPS = 600_000;

  private static final long ALL_STEPS = 5_000_000;

  private final Project project;
  private final Map<String, Object> settings;
  private final List<SourceModel> models = new ArrayList<>();
  private final Set<String> problems = new LinkedHashSet<>();

  /** Why paths ended in an exception, which is told only where no path gives a model. */
  private final Set<String> thrown = new LinkedHashSet<>();

  private boolean readsOfNull;
  private final Set<BodyDeclaration<?>> executed =
      Collections.newSetFromMap(new IdentityHashMap<>());

  EntryRun(Project project, Map<String, Object> settings) {
    this.project = project;
    this.settings = settings;
  }

  /** Models found, the least assuming path first. */
  List<SourceModel> models() {
    return models;
  }

  /** Why paths ended without a model. */
  Set<String> problems() {
    return problems;
  }

  /** Code that ran on paths that gave a model. */
  Set<BodyDeclaration<?>> executed() {
    return executed;
  }

  /**
   * Follows every path; where all of them die before a model and some of a null, once more with
   * what is read of nulls left open.
   */
  void run(EntryPoints.Entry entry) {
    followAll(entry, false);
    if (models.isEmpty() && readsOfNull) {
      Set<String> said = new LinkedHashSet<>(problems);
      Set<String> before = new LinkedHashSet<>(thrown);
      problems.clear();
      thrown.clear();
      followAll(entry, true);
      if (models.isEmpty()) {
        problems.addAll(said);
        thrown.addAll(before);
      }
    }
    if (models.isEmpty()) {
      problems.addAll(thrown);
    }
  }

  private void followAll(EntryPoints.Entry entry, boolean nullsAreOpen) {
    Deque<List<Boolean>> open = new ArrayDeque<>();
    open.add(List.of());
    long left = ALL_STEPS;
    for (int path = 0; path < PATHS && !open.isEmpty() && left > 0; path++) {
      Choices choices = new Choices(open.poll());
      left -= follow(entry, choices, nullsAreOpen, Math.min(STEPS, left));
      open.addAll(choices.alternatives());
    }
  }

  /** Follows one path and says how many steps it took. */
  private long follow(EntryPoints.Entry entry, Choices choices, boolean nullsAreOpen, long steps) {
    Roots roots = new Roots();
    Map<LibraryClass.Origin, Library> libraries = new EnumMap<>(LibraryClass.Origin.class);
    for (Library l : Libraries.all(roots)) {
      libraries.put(l.origin(), l);
    }
    Interpreter in = new Interpreter(project, libraries, new Budget(steps), choices, settings);
    if (nullsAreOpen) {
      in.takeNullsAsOpen();
    }
    boolean completed = false;
    try {
      Object result = start(in, entry);
      // What is handed out is a model, even where nothing else is done with it.
      if (JavaObject.hostOf(result) instanceof ModelRoot made && !made.consumed()) {
        roots.handOut(made);
      }
      completed = true;
    } catch (PathEnded e) {
      readsOfNull |= e instanceof PathEnded.NullRead;
      (e instanceof PathEnded.Thrown ? thrown : problems).add(entry.name() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      problems.add(entry.name() + ": a call near " + in.place() + " is not understood");
    }
    in.settle();
    int before = models.size();
    for (ModelRoot root : roots.independent()) {
      if (completed || root.finished()) {
        emit(in, root, choices, roots.needsParameters(root));
      }
    }
    if (models.size() > before) {
      executed.addAll(in.executed());
    }
    return steps + in.moment();
  }

  private static Object start(Interpreter in, EntryPoints.Entry entry) {
    if (entry.callable() instanceof ConstructorDeclaration c) {
      return EntryObjects.construct(in, entry.type(), c);
    }
    MethodDeclaration m = (MethodDeclaration) entry.callable();
    return EntryPoints.isWhole(entry.type(), m)
        ? in.instances().construct(entry.type(), List.of(), new Site(entry.type().file(), m))
        : EntryObjects.call(in, entry.type(), m);
  }

  private void emit(Interpreter in, ModelRoot root, Choices choices, boolean onlyWithParameters) {
    try {
      List<String> assumptions = new ArrayList<>(choices.assumptions());
      SourceModel m = root.emit(in, assumptions);
      if (m == null || onlyWithParameters && m.parametersTotal() == 0) {
        return;
      }
      assumptions.addAll(in.remarks());
      models.add(
          new SourceModel(
              m.framework(),
              m.graph(),
              m.parameters(),
              m.parametersResolved(),
              m.parametersTotal(),
              m.unresolved(),
              assumptions,
              m.facts(),
              m.definition(),
              m.sizes(),
              m.resized()));
    } catch (PathEnded e) {
      if (onlyWithParameters) {
        return;
      }
      problems.add(
          "the model at line "
              + root.site().range().line()
              + " cannot be followed: "
              + e.getMessage());
    } catch (RuntimeException e) {
      problems.add(
          "the model at line "
              + root.site().range().line()
              + " uses a call near "
              + in.place()
              + " that is not understood");
    }
  }
}
