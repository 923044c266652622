package dev.initlint.javasource;

import com.github.javaparser.ast.Node;
import com.github.javaparser.ast.body.CallableDeclaration;
import com.github.javaparser.ast.body.ConstructorDeclaration;
import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.expr.ObjectCreationExpr;
import dev.initlint.javasource.eval.ClassDef;
import dev.initlint.javasource.eval.LibraryClass;
import dev.initlint.javasource.eval.Project;
import dev.initlint.javasource.eval.SourceFile;
import dev.initlint.source.SourceRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the methods and constructors from which the models of a project are built. */
final class EntryPoints {
  /**
   * One place to start.
   *
   * @param callable a method or constructor of {@code type}
   */
  record Entry(ClassDef type, CallableDeclaration<?> callable) {
    String name() {
      return type.name() + "." + callable.getNameAsString();
    }
  }

  /** A name with one of these parts stands in whatever {@link #BUILDS} finds by a name. */
  private static final List<String> BUILDERS =
      List.of(
          "NeuralNetConfiguration",
          "SequentialBlock",
          "ParallelBlock",
          "TransferLearning",
          "SameDiff",
          "Ops",
          "LambdaBlock",
          "Linear",
          "Conv",
          "BertBlock",
          "TransformerEncoderBlock",
          "ScaledDotProductAttentionBlock",
          "LSTM",
          "GRU",
          "RNN",
          "ComputationGraphConfiguration",
          "Mlp");

  private static final Pattern BUILDS =
      Pattern.compile(
          "NeuralNetConfiguration|SequentialBlock|ParallelBlock|TransferLearning|SameDiff\\.create|Ops\\s*\\.create"
              + "|graphBuilder\\(|\\.list\\(\\)|LambdaBlock|Linear\\s*\\.builder|Conv[123]d\\s*\\.builder"
              + "|BertBlock|TransformerEncoderBlock|ScaledDotProductAttentionBlock"
              + "|(?:LSTM|GRU|RNN)\\s*\\.builder|ComputationGraphConfiguration|Mlp\\(");

  private static final List<String> MODEL_TYPES =
      List.of(
          "Block",
          "SequentialBlock",
          "ParallelBlock",
          "AbstractBlock",
          "MultiLayerConfiguration",
          "MultiLayerNetwork",
          "ComputationGraph",
          "ComputationGraphConfiguration",
          "GraphBuilder",
          "SameDiff");

  private static final Pattern GIVES_MODEL =
      Pattern.compile(
          "\\b(?:" + String.join("|", MODEL_TYPES) + ")(?:<[^;{}()]*>)?(?:\\[])*\\s+\\w+\\s*\\(");

  /** Methods of blocks that the framework calls, which are read when a block is written. */
  private static final Set<String> CALLBACKS =
      Set.of(
          "forward",
          "forwardInternal",
          "initializeChildBlocks",
          "getOutputShapes",
          "prepare",
          "initialize",
          "defineLayer",
          "defineParameters",
          "initializeParameters",
          "defineVertex",
          "toString",
          "equals",
          "hashCode",
          "loadParameters",
          "saveParameters",
          "getParameters",
          "loadMetadata",
          "saveMetadata");

  /** Calls without a receiver, on {@code this} or on a class; others may mean any class. */
  private static final Pattern CALL =
      Pattern.compile("(?:(?<![.\\w])|\\bthis\\.|\\b[A-Z]\\w*\\.)([a-zA-Z_]\\w*)\\s*\\(");

  private static final Pattern TYPE = Pattern.compile("\\b[A-Z]\\w*");

  private static final Pattern QUALIFIER = Pattern.compile("\\b([A-Z]\\w*)\\.");

  private final Map<SourceFile, Set<String>> qualifiers = new HashMap<>();
  private final Map<CallableDeclaration<?>, Set<CallableDeclaration<?>>> reached =
      new IdentityHashMap<>();
  private final Map<CallableDeclaration<?>, Set<String>> mentions = new IdentityHashMap<>();
  private Set<String> blocks;
  private List<Entry> found;
  private final Project project;
  private final Predicate<ClassDef> excluded;
  // Trees of equal text are equal, so everything about declarations goes by identity.
  private final List<CallableDeclaration<?>> all = new ArrayList<>();
  private final Map<CallableDeclaration<?>, ClassDef> owners = new IdentityHashMap<>();
  private final Map<CallableDeclaration<?>, Set<String>> calls = new IdentityHashMap<>();

  /**
   * Looks for entry points.
   *
   * @param excluded classes of a framework's own sources that are layers rather than models
   */
  EntryPoints(Project project, Predicate<ClassDef> excluded) {
    this.project = project;
    this.excluded = excluded;
  }

  /** Whether code says that a model is built. */
  private static boolean builds(String code) {
    return BUILDS.matcher(code).find();
  }

  /**
   * Whether a file says that a model is built.
   *
   * @param named its capitalised names, which rule out most files at little cost
   */
  static boolean builds(String text, Set<String> named) {
    boolean possible =
        named.stream().anyMatch(n -> BUILDERS.stream().anyMatch(n::contains))
            || text.contains("graphBuilder(")
            || text.contains(".list()");
    return possible && builds(text);
  }

  /** Whether a file has a method that by its type gives a model. */
  static boolean givesModel(String text, Set<String> named) {
    return !Collections.disjoint(MODEL_TYPES, named) && GIVES_MODEL.matcher(text).find();
  }

  private static Set<CallableDeclaration<?>> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /**
   * Entry points from which code of a file may run: its own, and those of others that call into it;
   * outermost callers first.
   *
   * @param types simple names of what the file declares
   */
  List<Entry> reaching(String path, List<String> types) {
    Set<CallableDeclaration<?>> reaching = identitySet();
    for (Entry e : all()) {
      boolean reaches =
          e.type().file().path().equals(path)
              || types.stream().anyMatch(named(e)::contains)
              || reached.get(e.callable()).stream()
                  .anyMatch(d -> owners.get(d).file().path().equals(path));
      if (reaches) {
        reaching.add(e.callable());
      }
    }
    // What is called with numbers is not to be run without them, whichever file is asked for.
    return all().stream()
        .filter(
            e ->
                reaching.contains(e.callable())
                    || reached.get(e.callable()).stream().anyMatch(reaching::contains))
        .toList();
  }

  /**
   * Classes that the code of an entry point names, as to construct them or to call their methods.
   */
  private Set<String> named(Entry e) {
    return mentions.computeIfAbsent(
        e.callable(),
        d -> {
          Set<String> names = new HashSet<>();
          Matcher m = TYPE.matcher(body(d, e.type().file()));
          while (m.find()) {
            names.add(m.group());
          }
          return names;
        });
  }

  /** Every entry point. */
  List<Entry> all() {
    if (found == null) {
      found = find();
    }
    return found;
  }

  /** Entry points of the framework-using files: outermost callers first. */
  private List<Entry> find() {
    Set<CallableDeclaration<?>> chosen = identitySet();
    for (ClassDef c : project.classes()) {
      if (!SourceParser.mentionsFramework(c.file().text()) || excluded.test(c)) {
        continue;
      }
      consider(c, chosen);
    }
    addCallers(chosen);
    List<Entry> entries = new ArrayList<>();
    for (CallableDeclaration<?> d : all) {
      if (chosen.contains(d)) {
        entries.add(new Entry(owners.get(d), d));
      }
    }
    Map<CallableDeclaration<?>, Integer> ranks = new IdentityHashMap<>();
    Map<String, List<CallableDeclaration<?>>> byName = new HashMap<>();
    chosen.forEach(d -> byName.computeIfAbsent(d.getNameAsString(), k -> new ArrayList<>()).add(d));
    entries.forEach(e -> ranks.put(e.callable(), rank(e, byName)));
    entries.sort(Comparator.comparing(e -> ranks.get(e.callable())));
    return entries;
  }

  /** Takes up the methods of a class, and those of anonymous classes in methods that build. */
  private void consider(ClassDef c, Set<CallableDeclaration<?>> chosen) {
    for (var m : c.members()) {
      if (m instanceof CallableDeclaration<?> d) {
        all.add(d);
        owners.put(d, c);
        calls.put(d, callsOf(d, c.file()));
        if (builds(c, d)) {
          chosen.add(d);
        }
        if (builds(body(d, c.file()))) {
          anonymous(c, d).forEach(a -> consider(a, chosen));
        }
      }
    }
  }

  /** Anonymous classes that stand directly in a method; a framework's own are layers. */
  private List<ClassDef> anonymous(ClassDef c, CallableDeclaration<?> d) {
    return d.findAll(ObjectCreationExpr.class, o -> o.getAnonymousClassBody().isPresent()).stream()
        .filter(o -> o.findAncestor(CallableDeclaration.class).orElse(null) == d)
        .map(o -> new ClassDef(c.file(), c, o))
        .filter(a -> !ofFramework(a))
        .toList();
  }

  private boolean ofFramework(ClassDef c) {
    LibraryClass l = project.libraryAncestor(c);
    return l != null && l.origin() != LibraryClass.Origin.PLATFORM;
  }

  /** The program's own entry first, then whatever reaches most other candidates. */
  private int rank(Entry e, Map<String, List<CallableDeclaration<?>>> byName) {
    Set<CallableDeclaration<?>> reached = identitySet();
    this.reached.put(e.callable(), reached);
    Deque<CallableDeclaration<?>> open = new ArrayDeque<>(List.of(e.callable()));
    while (!open.isEmpty()) {
      CallableDeclaration<?> at = open.poll();
      for (String name : calls.get(at)) {
        for (CallableDeclaration<?> d : byName.getOrDefault(name, List.of())) {
          if (d != at && mayMean(at, new Entry(owners.get(d), d)) && reached.add(d)) {
            open.add(d);
          }
        }
      }
    }
    boolean program = e.callable().getNameAsString().equals("main") && e.callable().isStatic();
    return program ? Integer.MIN_VALUE : -reached.size();
  }

  /** A call of that name means the entry if it stands in its file or the file names its class. */
  private boolean mayMean(CallableDeclaration<?> caller, Entry e) {
    SourceFile file = owners.get(caller).file();
    boolean overload = caller.getNameAsString().equals(e.callable().getNameAsString());
    return !overload && (file == e.type().file() || names(file).contains(e.type().name()));
  }

  private static Set<String> callsOf(CallableDeclaration<?> d, SourceFile file) {
    Set<String> names = new HashSet<>();
    Node statements =
        d instanceof MethodDeclaration method
            ? method.getBody().orElse(null)
            : ((ConstructorDeclaration) d).getBody();
    if (statements == null) {
      return names;
    }
    Matcher m = CALL.matcher(text(statements, file));
    while (m.find()) {
      names.add(m.group(1));
    }
    return names;
  }

  private static String body(CallableDeclaration<?> d, SourceFile file) {
    return text(d, file);
  }

  private static String text(Node node, SourceFile file) {
    SourceRange r = file.range(node);
    return file.text().substring(r.start(), Math.max(r.start(), r.end()));
  }

  private boolean builds(ClassDef c, CallableDeclaration<?> d) {
    boolean block = extendsBlock(c);
    if (d instanceof ConstructorDeclaration) {
      return block || builds(body(d, c.file()));
    }
    MethodDeclaration m = (MethodDeclaration) d;
    if (block && isWhole(c, m)) {
      return true;
    }
    if (m.getBody().isEmpty() || block && CALLBACKS.contains(m.getNameAsString())) {
      return false;
    }
    String type = m.getType().asString().replaceAll("<.*>", "");
    return builds(body(d, c.file()))
        || MODEL_TYPES.contains(type.substring(type.lastIndexOf('.') + 1))
        || ownBlocks().contains(type) && body(d, c.file()).contains("new " + type + "(")
        || m.getNameAsString().equals("main") && m.isStatic();
  }

  /** True for the forward pass of a block without constructors, which stands for the block. */
  static boolean isWhole(ClassDef c, MethodDeclaration m) {
    return m.getNameAsString().equals("forwardInternal")
        && m.getBody().isPresent()
        && c.constructors().isEmpty()
        && !c.isAbstract()
        && !c.inner();
  }

  /** Simple names of the project's blocks. */
  private Set<String> ownBlocks() {
    if (blocks == null) {
      blocks = new HashSet<>();
      for (ClassDef c : project.classes()) {
        if (extendsBlock(c) && !excluded.test(c)) {
          blocks.add(c.name());
        }
      }
    }
    return blocks;
  }

  /** True when a class is a block of DJL. */
  private boolean extendsBlock(ClassDef c) {
    LibraryClass l = project.libraryAncestor(c);
    return l != null && l.origin() == LibraryClass.Origin.DJL && l.name().endsWith("Block");
  }

  /** Names of the classes on which a file calls or reads static members. */
  private Set<String> names(SourceFile file) {
    return qualifiers.computeIfAbsent(
        file,
        f -> {
          Set<String> found = new HashSet<>();
          Matcher m = QUALIFIER.matcher(f.text());
          while (m.find()) {
            found.add(m.group(1));
          }
          return found;
        });
  }

  /** A method of the same file that calls a chosen one is a better place to start. */
  private void addCallers(Set<CallableDeclaration<?>> chosen) {
    for (int round = 0; round < 3; round++) {
      Map<SourceFile, Set<String>> names = new HashMap<>();
      for (CallableDeclaration<?> d : chosen) {
        // A constructor without parameters is the same from wherever it is called.
        if (d instanceof MethodDeclaration || d.getParameters().isNonEmpty()) {
          names
              .computeIfAbsent(owners.get(d).file(), k -> new HashSet<>())
              .add(d.getNameAsString());
        }
      }
      boolean grown = false;
      for (CallableDeclaration<?> d : all) {
        Set<String> wanted = names.getOrDefault(owners.get(d).file(), Set.of());
        boolean callback = CALLBACKS.contains(d.getNameAsString());
        if (!callback && calls.get(d).stream().anyMatch(wanted::contains)) {
          grown |= chosen.add(d);
        }
      }
      if (!grown) {
        return;
      }
    }
  }
}
