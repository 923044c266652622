package dev.initlint.javasource.eval;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.body.BodyDeclaration;
import com.github.javaparser.ast.expr.Expression;
import com.github.javaparser.ast.stmt.BlockStmt;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs the part of Java in which models are written, without compiling or loading anything. What it
 * cannot know stays an {@link Unknown}; costs are bounded by a {@link Budget}.
 */
public final class Interpreter {
  private final Project project;
  private final Map<LibraryClass.Origin, Library> libraries;
  private final Budget budget;
  private final Choices choices;
  private final Map<String, Object> settings;
  private final Set<BodyDeclaration<?>> executed =
      java.util.Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<String, Integer> remarks = new java.util.LinkedHashMap<>();
  private int built;
  private final Statements statements = new Statements(this);
  private final Expressions expressions = new Expressions(this);
  private final Invocations invocations = new Invocations(this);
  private final Instances instances = new Instances(this);
  private final Set<String> unknownNames = new HashSet<>();
  private final Map<String, Object> renamed = new HashMap<>();
  private Site current;
  private boolean nullsAreOpen;

  /**
   * An interpreter for one run of one entry point.
   *
   * @param settings values the user supplies for names that the source leaves open
   */
  public Interpreter(
      Project project,
      Map<LibraryClass.Origin, Library> libraries,
      Budget budget,
      Choices choices,
      Map<String, Object> settings) {
    this.project = project;
    this.libraries = libraries;
    this.budget = budget;
    this.choices = choices;
    this.settings = settings;
  }

  /** The classes it runs. */
  public Project project() {
    return project;
  }

  Library library(LibraryClass type) {
    return libraries.get(type.origin());
  }

  /** Orders what happens in one run: later moments are greater. */
  public long moment() {
    return -budget.left();
  }

  Budget budget() {
    return budget;
  }

  Choices choices() {
    return choices;
  }

  Statements statements() {
    return statements;
  }

  Invocations invocations() {
    return invocations;
  }

  /** Creation of objects. */
  public Instances instances() {
    return instances;
  }

  /** Methods and constructors that have run. */
  public Set<BodyDeclaration<?>> executed() {
    return executed;
  }

  /** What had to be assumed, one sentence each. */
  public Set<String> remarks() {
    return remarks.keySet();
  }

  /** Values the user supplies, by name. */
  public Map<String, Object> settings() {
    return settings;
  }

  /** Notes an assumption. */
  public void remark(String sentence) {
    remarks.putIfAbsent(sentence, built);
  }

  /** Notes that a framework's object was made or changed. */
  void building() {
    built++;
  }

  /** Number of times that a framework's objects were made or changed. */
  int built() {
    return built;
  }

  /**
   * Drops what was assumed after the last part of a model was made, as in a training loop: the
   * models are the same without it.
   */
  public void settle() {
    remarks.values().removeIf(at -> at == built);
    choices.settle(built);
  }

  /** A value the source leaves open: the user's, when there is one of that name. */
  public Object open(String name) {
    Object given = settings.get(name);
    if (given != null) {
      return given;
    }
    Object known = renamed.get(name);
    if (known != null) {
      return known;
    }
    unknownNames.add(name);
    return Unknown.named(name);
  }

  /**
   * A value under the name of the variable that holds it: what an unknown call gives, as {@code
   * env.actions()}, is told by that, here and wherever else it is asked for.
   */
  Object named(String variable, Object value) {
    boolean call =
        value instanceof Unknown u
            && u.expr() instanceof dev.initlint.symbol.Expr.Symbol s
            && s.name().indexOf('(') >= 0;
    if (!call || variable.length() < 2 || unknownNames.contains(variable)) {
      return value;
    }
    String symbol = ((Unknown) value).name();
    if (!renamed.containsKey(symbol)) {
      Object named = open(variable);
      renamed.put(symbol, named);
    }
    return renamed.get(symbol);
  }

  /**
   * From here on what is read of a null is open, as where a framework or a command-line parser
   * fills fields that the source leaves unset.
   */
  public void takeNullsAsOpen() {
    nullsAreOpen = true;
  }

  /**
   * What is read of a null.
   *
   * @throws PathEnded.NullRead unless nulls are taken as open
   */
  Object ofNull(String reason, String name) {
    if (!nullsAreOpen) {
      throw new PathEnded.NullRead(reason);
    }
    remark(reason + "; what it gives is left open");
    return open(name);
  }

  Site at(Node node, Scope scope) {
    return new Site(scope.type().file(), node);
  }

  void here(Node node, Scope scope) {
    current = at(node, scope);
    budget.step(this);
  }

  /** The place being evaluated, as {@code line 12}. */
  public String place() {
    return current == null ? "the start" : "line " + current.range().line();
  }

  Object evaluate(Expression e, Scope scope) {
    return expressions.evaluate(e, scope);
  }

  Completion execute(BlockStmt body, Scope scope) {
    return statements.block(body, scope);
  }

  /**
   * Calls a function value.
   *
   * @return its result; an {@link Unknown} when the value is no function
   */
  public Object apply(Object function, List<Object> args, Site site) {
    return invocations.apply(function, args, site);
  }

  /**
   * Calls a method of a project object, the most derived one.
   *
   * @return its result, or {@link HostObject#UNHANDLED} when no class of the project declares it
   */
  public Object callMethod(JavaObject self, String method, List<Object> args, Site site) {
    return invocations.onObject(self, self.type(), method, args, site);
  }

  /** True when a class of the project between the object's and the framework's declares it. */
  public boolean declares(JavaObject self, String method) {
    for (ClassDef c = self.type(); c != null; c = project.projectSuperclass(c)) {
      if (!c.methods(method).isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
