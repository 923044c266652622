package dev.initlint.javasource.djl;

import com.github.javaparser.ast.expr.MethodCallExpr;
import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.JavaObject;
import dev.initlint.javasource.eval.PathEnded;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Unknown;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.javasource.tensor.ModelRoot;
import dev.initlint.javasource.tensor.ShapeValue;
import dev.initlint.source.SourceModel;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A block: its kind, settings, parameters and children. Identity matters, as blocks are shared. */
final class DjlBlock implements HostObject, ModelRoot {
  /** A child and its name within the block. */
  record Child(String name, Object block) {}

  /**
   * A call that set initialisers, and whom it reached.
   *
   * @param on the block it was made on; null for a training configuration
   * @param parts the blocks that the block held then
   * @param moment orders the calls of one run
   */
  record InitialiserCall(
      Initialiser rule,
      String stage,
      List<DjlParameter> reached,
      String selector,
      DjlBlock on,
      Set<DjlBlock> parts,
      long moment,
      Site site) {
    /** Parameters of the kind it selects in blocks that were added after it. */
    List<DjlParameter> missed() {
      List<DjlParameter> missed = new ArrayList<>();
      if (on != null) {
        for (DjlBlock b : on.parts()) {
          boolean late = !parts.contains(b);
          b.parameters.values().stream()
              .filter(p -> late && p.type().equals(selector) && !p.isSet())
              .forEach(missed::add);
        }
      }
      return missed;
    }
  }

  private static final int LIMIT = 10_000;

  private final String type;
  private final List<Object> args;
  private final Recorder settings;
  private final Site site;
  private final Site built;
  private final JavaObject self;
  private final List<Child> children = new ArrayList<>();
  private final Map<String, DjlParameter> parameters = new LinkedHashMap<>();
  private final List<InitialiserCall> initialiserCalls = new ArrayList<>();
  private DjlTraining training;
  private List<List<Expr>> inputShapes;
  private boolean consumed;
  private boolean finished;
  private boolean intermediate;
  private String key;

  DjlBlock(
      String type, List<Object> args, Recorder settings, Site site, Site built, JavaObject self) {
    this.type = type;
    this.args = args;
    this.settings = settings;
    this.site = site;
    this.built = built;
    this.self = self;
  }

  /** A block without a builder. */
  static DjlBlock of(String type, List<Object> args, Site site) {
    return new DjlBlock(type, args, new Recorder(), site, site, null);
  }

  String type() {
    return type;
  }

  List<Object> args() {
    return args;
  }

  Recorder settings() {
    return settings;
  }

  JavaObject self() {
    return self;
  }

  List<Child> children() {
    return children;
  }

  Map<String, DjlParameter> parameters() {
    return parameters;
  }

  boolean intermediate() {
    return intermediate;
  }

  DjlTraining training() {
    return training;
  }

  List<List<Expr>> inputShapes() {
    return inputShapes;
  }

  void inputShapes(List<List<Expr>> shapes) {
    if (inputShapes == null) {
      inputShapes = shapes;
    }
  }

  void trainedBy(DjlTraining t) {
    training = t;
    finished = true;
  }

  @Override
  public Site site() {
    return site;
  }

  @Override
  public boolean consumed() {
    return consumed;
  }

  @Override
  public boolean finished() {
    return finished;
  }

  void finish() {
    finished = true;
  }

  /** The block has become part of another. */
  void consume() {
    consumed = true;
  }

  /** Its name within the block that owns it; its class name when none does. */
  String key() {
    return key == null ? simpleName() : key;
  }

  int insertAt() {
    return built.node() instanceof MethodCallExpr m && m.getScope().isPresent()
        ? built.file().range(m.getScope().get()).end()
        : -1;
  }

  DjlParameter parameter(String name, String kind) {
    return parameters.computeIfAbsent(name, n -> new DjlParameter(n, kind, site, insertAt()));
  }

  /** Classes whose static methods make blocks of functions. */
  private static final java.util.Set<String> FACTORIES =
      java.util.Set.of("Activation", "Pool", "Blocks");

  /** Class name that the framework would show, which names children. */
  String simpleName() {
    if (self != null && !self.type().name().isEmpty()) {
      return self.type().name();
    }
    return FACTORIES.contains(type) ? "LambdaBlock" : type;
  }

  /** The framework's part of a value that is a block; null when it is none. */
  static DjlBlock blockOf(Object v) {
    return JavaObject.hostOf(v) instanceof DjlBlock b ? b : null;
  }

  Object add(String name, Object child) {
    if (children.size() >= LIMIT) {
      throw new PathEnded("a block has more than " + LIMIT + " children");
    }
    DjlBlock b = blockOf(child);
    String key = (children.size() < 9 ? "0" : "") + (children.size() + 1) + name;
    if (b != null) {
      b.consume();
      b.key = b.key == null ? key : b.key;
    }
    children.add(new Child(key, child));
    return child;
  }

  private void addAny(Object v, Site at) {
    List<Object> many = Values.elements(v);
    if (many != null) {
      many.forEach(m -> addAny(m, at));
      return;
    }
    DjlBlock b = blockOf(v);
    if (b != null) {
      add(b.simpleName(), v);
    } else if (v instanceof Unknown) {
      add("Unknown", v);
    } else {
      DjlBlock lambda = of("LambdaBlock", List.of(v), at);
      add("LambdaBlock", lambda);
    }
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> given, Site at) {
    return BlockMethods.call(in, this, method, given, at);
  }

  Object structural(String method, List<Object> given, Site at) {
    switch (method) {
      case "add", "addAll" -> {
        given.forEach(v -> addAny(v, at));
        return this;
      }
      case "addSingleton" -> {
        addAny(of("SingletonBlock", given, at), at);
        return this;
      }
      case "addChildBlock", "addChildBlockSingleton" -> {
        Object child = given.get(given.size() - 1);
        return add(given.size() > 1 ? String.valueOf(given.get(0)) : "Block", child);
      }
      case "addParameter" -> {
        if (given.get(0) instanceof DjlParameter p) {
          parameters.put(p.name(), p);
        }
        return given.get(0);
      }
      case "removeLastBlock" -> {
        if (!children.isEmpty()) {
          children.remove(children.size() - 1);
        }
        return null;
      }
      case "replaceLastBlock" -> {
        if (!children.isEmpty()) {
          children.remove(children.size() - 1);
        }
        addAny(given.get(0), at);
        return null;
      }
      case "setReturnIntermediate" -> {
        intermediate = Boolean.TRUE.equals(given.get(0));
        return null;
      }
      case "initialize" -> {
        List<List<Expr>> shapes = new ArrayList<>();
        for (Object g : given) {
          List<Object> many = Values.elements(g);
          for (Object o : many == null ? List.of(g == null ? "" : g) : many) {
            if (o instanceof ShapeValue s) {
              shapes.add(s.dims());
            }
          }
        }
        if (!shapes.isEmpty()) {
          inputShapes(shapes);
        }
        return null;
      }
      default -> {
        return UNHANDLED;
      }
    }
  }

  /** This block and all blocks in it. */
  Set<DjlBlock> parts() {
    Set<DjlBlock> all = new LinkedHashSet<>(List.of(this));
    for (Child c : children) {
      DjlBlock b = blockOf(c.block());
      if (b != null) {
        all.addAll(b.parts());
      }
    }
    return all;
  }

  /** All parameters, those of children included, with their full names. */
  Map<String, DjlParameter> allParameters() {
    Map<String, DjlParameter> all = new LinkedHashMap<>(parameters);
    for (Child c : children) {
      DjlBlock b = blockOf(c.block());
      if (b != null) {
        b.allParameters().forEach((k, v) -> all.put(c.name() + "_" + k, v));
      }
    }
    return all;
  }

  /** Notes a call that set initialisers, for the facts of the model. */
  void note(InitialiserCall call) {
    initialiserCalls.add(call);
  }

  /** The calls on this block and those in it, in the order in which they were made. */
  List<InitialiserCall> initialiserCalls() {
    List<InitialiserCall> all = new ArrayList<>(initialiserCalls);
    for (Child c : children) {
      DjlBlock b = blockOf(c.block());
      if (b != null) {
        all.addAll(b.initialiserCalls());
      }
    }
    all.sort(Comparator.comparingLong(InitialiserCall::moment));
    return all;
  }

  @Override
  public SourceModel emit(Interpreter in, List<String> assumptions) {
    return BlockEmission.emit(in, this, assumptions);
  }

  @Override
  public String toString() {
    return simpleName();
  }
}
