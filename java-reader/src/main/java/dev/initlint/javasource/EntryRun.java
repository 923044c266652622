package dev.initlint.javasource;

import com.github.javaparser.ast.body.BodyDeclaration;
import com.github.javaparser.ast.body.ConstructorDeclaration;
import com.github.javaparser.ast.body.MethodDeclaration;
import dev.initlint.javasource.eval.Budget;
import dev.initlint.javasource.eval.Choices;
import dev.initlint.javasource.eval.EntryObjects;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Library;
import dev.initlint.javasource.eval.LibraryClass;
import dev.initlint.javasource.eval.PathEnded;
import dev.initlint.javasource.eval.Project;
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
  private static final long STEPS = 600_000;

  private final Project project;
  private final Map<String, Object> settings;
  private final List<SourceModel> models = new ArrayList<>();
  private final Set<String> problems = new LinkedHashSet<>();
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

  void run(EntryPoints.Entry entry) {
    Deque<List<Boolean>> open = new ArrayDeque<>();
    open.add(List.of());
    for (int path = 0; path < PATHS && !open.isEmpty(); path++) {
      Choices choices = new Choices(open.poll());
      follow(entry, choices);
      open.addAll(choices.alternatives());
    }
  }

  private void follow(EntryPoints.Entry entry, Choices choices) {
    Roots roots = new Roots();
    Map<LibraryClass.Origin, Library> libraries = new EnumMap<>(LibraryClass.Origin.class);
    for (Library l : Libraries.all(roots)) {
      libraries.put(l.origin(), l);
    }
    Interpreter in = new Interpreter(project, libraries, new Budget(STEPS), choices, settings);
    boolean completed = false;
    try {
      start(in, entry);
      completed = true;
    } catch (PathEnded.LimitReached e) {
      problems.add(entry.name() + ": " + e.getMessage());
      return;
    } catch (PathEnded e) {
      problems.add(entry.name() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      problems.add(entry.name() + ": a call near " + in.place() + " is not understood");
    }
    in.settle();
    int before = models.size();
    for (ModelRoot root : roots.independent()) {
      if (completed || root.finished()) {
        emit(in, root, choices);
      }
    }
    if (models.size() > before) {
      executed.addAll(in.executed());
    }
  }

  private static void start(Interpreter in, EntryPoints.Entry entry) {
    if (entry.callable() instanceof ConstructorDeclaration c) {
      EntryObjects.construct(in, entry.type(), c);
    } else {
      EntryObjects.call(in, entry.type(), (MethodDeclaration) entry.callable());
    }
  }

  private void emit(Interpreter in, ModelRoot root, Choices choices) {
    try {
      List<String> assumptions = new ArrayList<>(choices.assumptions());
      SourceModel m = root.emit(in, assumptions);
      if (m == null) {
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
              m.definition()));
    } catch (PathEnded e) {
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
