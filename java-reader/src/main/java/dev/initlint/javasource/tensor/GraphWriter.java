package dev.initlint.javasource.tensor;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.javasource.eval.Formula;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.PathEnded;
import dev.initlint.javasource.eval.Site;
import dev.initlint.law.Law;
import dev.initlint.source.SourceFact;
import dev.initlint.source.SourceModel;
import dev.initlint.source.SourceParameter;
import dev.initlint.source.SourceRange;
import dev.initlint.symbol.Expr;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Collects nodes, weights and facts of one model. */
public final class GraphWriter {
  /** Version of the ONNX operator set whose operators are written. */
  public static final int OPSET = 18;

  /** Domain of operators that ONNX does not have. */
  public static final String FOREIGN = "java";

  private static final int NODE_LIMIT = 50_000;

  private final String framework;
  private final int denseRank;
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Tensor> written = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final List<SourceParameter> parameters = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, ParameterSource> sources = new LinkedHashMap<>();
  private final Set<SourceFact> facts = new LinkedHashSet<>();
  private final Set<String> remarks = new LinkedHashSet<>();
  private final Deque<String> scopes = new ArrayDeque<>();
  private final OpenParts open = new OpenParts();
  private final Equalities equal = new Equalities();

  /** A writer for a model of {@code framework}. */
  public GraphWriter(String framework) {
    this(framework, 2);
  }

  /**
   * A writer for a model of {@code framework}.
   *
   * @param denseRank number of axes to assume of an input that only a matrix product reads: 2 for
   *     vectors, 3 for sequences of vectors
   */
  public GraphWriter(String framework, int denseRank) {
    this.framework = framework;
    this.denseRank = denseRank;
  }

  /** Extents to assume of an input that only a matrix product reads. */
  public List<Expr> denseShape(Expr last) {
    return denseRank == 3
        ? List.of(Sizes.BATCH, Expr.symbol("T"), last)
        : List.of(Sizes.BATCH, last);
  }

  /** Number of operations that have no ONNX operator. */
  public long foreignCount() {
    return nodes.stream().filter(n -> !n.domain().isEmpty()).count();
  }

  /** True when activations are multiplied with activations, as the positions of a sequence are. */
  public boolean mixesPositions() {
    return nodes.stream()
        .anyMatch(
            n -> n.op().equals("MatMul") && n.inputs().stream().noneMatch(weights::containsKey));
  }

  /** Nodes written until {@link #leave} carry this name in front. */
  public void enter(String scope) {
    scopes.addLast(scope);
  }

  /** Ends the innermost scope. */
  public void leave() {
    scopes.removeLast();
  }

  /** Two extents are the same, as where values meet in one operation. */
  public void meet(Expr a, Expr b) {
    equal.add(a, b);
  }

  /** Number of scopes that are open. */
  public int depth() {
    return scopes.size();
  }

  /** The operator that computes a value; empty for inputs and weights. */
  public String producer(Tensor t) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (nodes.get(i).outputs().contains(t.value())) {
        return nodes.get(i).op();
      }
    }
    return "";
  }

  /** A name in the current scope. */
  public String scoped(String name) {
    return scopes.isEmpty() ? name : String.join("/", scopes) + (name.isEmpty() ? "" : "/" + name);
  }

  private String unique(String wanted) {
    String name = wanted;
    for (int i = 1; !names.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** Declares an input; {@code dims} null when nothing is known of its shape yet. */
  public Tensor input(String name, ElementType type, List<Expr> dims, Site site) {
    Tensor t = new Tensor(this, unique(name), dims, type, site);
    inputs.put(t.value(), t);
    return t;
  }

  /** What a block that stands first and of which nothing is known gives, as the input. */
  public Tensor after(String block, Site site) {
    remark(block + " is not known; only what follows it is read, and what it gives is the input");
    inputs.clear();
    return input(block, ElementType.FLOAT, null, site);
  }

  /** The input of a name. */
  public Optional<Tensor> inputNamed(String name) {
    return Optional.ofNullable(inputs.get(name));
  }

  /** True when the value is an input of the model. */
  boolean isInput(Tensor t) {
    return inputs.get(t.value()) == t;
  }

  /** A name for an extent of {@code x} that nobody states; short for inputs of the model. */
  public Expr open(String name, Tensor x) {
    return Expr.symbol(isInput(x) ? name : scoped(name));
  }

  /** Adds a node with one output. */
  public Tensor node(
      String op, List<String> in, Map<String, Object> attributes, List<Expr> dims, Site site) {
    return nodes("", op, in, attributes, List.of(new Dims(dims)), site).get(0);
  }

  /** Values that no later operation reads, in order. */
  public List<Tensor> leaves() {
    Set<String> read = new HashSet<>();
    nodes.forEach(n -> read.addAll(n.inputs()));
    return written.stream().filter(t -> !read.contains(t.value())).toList();
  }

  /** Adds a node of no ONNX operator; its shape is not known unless given. */
  public Tensor foreign(String op, List<String> in, List<Expr> dims, Site site) {
    return nodes(FOREIGN, op, in, Map.of(), List.of(new Dims(dims)), site).get(0);
  }

  /** Extents of one output; null when unknown. */
  public record Dims(List<Expr> extents) {}

  /** Adds a node with several outputs. */
  public List<Tensor> nodes(
      String domain,
      String op,
      List<String> in,
      Map<String, Object> attributes,
      List<Dims> outputs,
      Site site) {
    if (nodes.size() >= NODE_LIMIT) {
      throw new PathEnded("the model has more than " + NODE_LIMIT + " operations");
    }
    String name = unique(scoped(op));
    List<Tensor> made = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      String value = outputs.size() == 1 ? name : unique(name + "." + i);
      made.add(new Tensor(this, value, outputs.get(i).extents(), ElementType.FLOAT, site));
    }
    written.addAll(made);
    nodes.add(
        new Node(
            op,
            domain,
            domain.isEmpty() ? OPSET : 1,
            name,
            in,
            made.stream().map(Tensor::value).toList(),
            new Attributes(open.attributes(name, attributes)),
            site.origin()));
    return made;
  }

  /** A scalar factor. */
  public String scalar(double value, Site site) {
    return constant("scalar", ElementType.FLOAT, new long[0], new double[] {value}, site);
  }

  /** An integer constant without axes. */
  public String integer(Site site, long value) {
    return constant("integer", ElementType.INT64, new long[0], new double[] {value}, site);
  }

  /** A one-dimensional integer constant. */
  public String integers(Site site, long... values) {
    double[] elements = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      elements[i] = values[i];
    }
    return constant("shape", ElementType.INT64, new long[] {values.length}, elements, site);
  }

  /** A one-dimensional integer constant whose values the source may leave open. */
  String integers(Site site, List<Expr> values) {
    long[] fixed = Sizes.longs(values);
    if (values.stream().allMatch(v -> v instanceof Expr.Constant)) {
      return integers(site, values.stream().mapToLong(OpenParts::whole).toArray());
    }
    String name = missing("shape", ElementType.INT64, new long[] {fixed.length}, values, site);
    open.integers(name, values);
    return name;
  }

  /** A scalar whose value the source leaves open. */
  String scalar(Expr value, Site site) {
    String name = missing("scalar", ElementType.FLOAT, new long[0], List.of(value), site);
    open.scalar(name, value);
    return name;
  }

  private String missing(String name, ElementType type, long[] dims, List<Expr> values, Site site) {
    String unique = unique(scoped(name));
    weights.put(unique, new Weight(unique, type, dims, OpenParts.missing(values), site.origin()));
    return unique;
  }

  private String constant(String name, ElementType type, long[] dims, double[] values, Site site) {
    String unique = unique(scoped(name));
    var data = new Elements(type, dims, values);
    weights.put(unique, new Weight(unique, type, dims, new Weight.Stored(data), site.origin()));
    return unique;
  }

  /** A tensor of known law that is not trained, as a buffer of a norm. */
  public String buffer(String name, List<Expr> dims, Law law, Site site) {
    String unique = unique(scoped(name));
    open.extents(unique, dims);
    weights.put(
        unique,
        new Weight(
            unique, ElementType.FLOAT, Sizes.longs(dims), new Weight.Drawn(law), site.origin()));
    return unique;
  }

  /** A trainable tensor. */
  public String parameter(ParameterSource p) {
    String name = unique(p.name());
    Law law = p.initialiser().law(p.fans() == null ? null : p.fans().symbols());
    Law exact = p.initialiser().law(p.fans());
    open.extents(name, p.dims());
    weights.put(
        name,
        new Weight(
            name,
            ElementType.FLOAT,
            Sizes.longs(p.dims()),
            new Weight.Drawn(law, p.initialiser().blocks()),
            p.site().origin()));
    parameters.add(
        new SourceParameter(
            name,
            p.dims(),
            law,
            exact.variance(),
            exact.mean(),
            p.fans() == null ? null : p.fans().in(),
            p.fans() == null ? null : p.fans().out(),
            p.fans() == null ? null : p.fans().trueIn(),
            p.layer(),
            p.initialiser().name(),
            p.explicit() == null,
            p.site().range(),
            p.explicitRange(),
            p.insertAt()));
    sources.put(name, p);
    note(name, p, exact.variance());
    return name;
  }

  private void note(String name, ParameterSource p, Expr variance) {
    Expr nominal = p.initialiser().nominalVariance(p.fans());
    var range = p.explicit() == null ? p.site().range() : p.explicitRange();
    if (nominal != null && !nominal.equals(variance)) {
      fact(
          new SourceFact.LibraryQuirk(
              name,
              p.initialiser().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
              nominal,
              variance,
              "the library draws another variance than its name says",
              range));
    }
    if (!p.initialiser().arguments().isEmpty()) {
      fact(
          new SourceFact.InitialiserArguments(
              p.initialiser().name(), p.initialiser().arguments(), List.of(name), range));
    }
  }

  /**
   * Notes that the library counts other fans for a weight than its operation has, if the weight's
   * law depends on them.
   */
  public void fanQuirk(String weight, String quirk, String explanation, SourceRange range) {
    ParameterSource p = sources.get(weight);
    if (p == null || p.fans() == null || p.fans().trueIn() == null) {
      return;
    }
    Fans right = Fans.right(p.fans().trueIn(), p.fans().trueOut());
    Expr nominal = p.initialiser().law(right).variance();
    Expr actual = p.initialiser().law(p.fans()).variance();
    if (!nominal.equals(actual)) {
      fact(new SourceFact.LibraryQuirk(weight, quirk, nominal, actual, explanation, range));
    }
  }

  /** The variance that a rule would give a weight. */
  public Expr varianceUnder(Initialiser rule, String weight) {
    return rule.law(sources.get(weight).fans()).variance();
  }

  /** A weight with its axes in another order; anything else is transposed by a node. */
  public Tensor relaid(Tensor x, Site site, int... order) {
    List<Expr> dims = open.dims(x.value());
    if (dims == null || !dims.equals(x.dims())) {
      return TensorOps.transpose(x, site, order);
    }
    List<Expr> moved = java.util.stream.IntStream.of(order).mapToObj(dims::get).toList();
    open.extents(x.value(), moved);
    return Tensor.weight(this, x.value(), moved, site);
  }

  /**
   * Leaves out operations and all that is computed from them, as losses are no part of a model.
   *
   * @param op decides by the operation's name
   */
  public void leaveOut(Predicate<String> op) {
    Set<String> gone = new HashSet<>();
    nodes.removeIf(
        n -> {
          boolean out = op.test(n.op()) || n.inputs().stream().anyMatch(gone::contains);
          return out && gone.addAll(n.outputs());
        });
    written.removeIf(t -> gone.contains(t.value()));
  }

  /**
   * Leaves out the operations of a name, what follows from them, and the rest of what scores the
   * model, with the inputs that nothing else reads.
   *
   * @param op decides by the operation's name
   */
  public void leaveOutLoss(Predicate<String> op) {
    Set<String> read = new HashSet<>();
    nodes.forEach(n -> read.addAll(n.inputs()));
    leaveOut(op);
    Set<String> gone = LossTail.of(nodes, inputs.keySet(), sources.keySet());
    nodes.removeIf(n -> gone.containsAll(n.outputs()));
    written.removeIf(t -> gone.contains(t.value()));
    nodes.forEach(n -> read.removeAll(n.inputs()));
    inputs.keySet().removeAll(read);
  }

  /** Adds a fact once. */
  public void fact(SourceFact fact) {
    facts.add(fact);
  }

  /** Adds a sentence on what could not be followed, once. */
  public void remark(String sentence) {
    remarks.add(sentence);
  }

  /** Number of nodes so far. */
  public int size() {
    return nodes.size();
  }

  /** Parameters so far. */
  public List<SourceParameter> parameters() {
    return parameters;
  }

  /** The finished model, at the sizes that {@code in} knows from the user. */
  public SourceModel finish(
      Interpreter in, String name, List<Tensor> outputs, List<String> assumptions, Site site) {
    Set<String> unresolved = new LinkedHashSet<>();
    int resolved = 0;
    for (SourceParameter p : parameters) {
      resolved += p.resolved() ? 1 : 0;
      p.dims().forEach(d -> Formula.symbols(d, unresolved));
      Formula.symbols(p.variance(), unresolved);
    }
    OpenSizes sizes = OpenSizes.of(extents(), in.settings());
    if (sizes.remark() != null) {
      remark(sizes.remark());
    }
    return new SourceModel(
        framework,
        graph(sizes, name, outputs, site),
        parameters,
        resolved,
        parameters.size(),
        List.copyOf(unresolved),
        assumptions,
        List.copyOf(facts),
        site.range(),
        sizes.assumed(),
        others -> {
          OpenSizes there = sizes.with(others);
          return there == null ? null : graph(there, name, outputs, site);
        });
  }

  private OpenExtents extents() {
    OpenExtents extents = new OpenExtents(equal);
    extents.wanted(open.sizes());
    for (Tensor t : inputs.values()) {
      if (t.rank() > 0) {
        extents.wanted(t.dims());
        extents.value(t.dims(), true);
      }
    }
    written.stream().filter(t -> t.rank() > 0).forEach(t -> extents.value(t.dims(), false));
    return extents;
  }

  private Graph graph(OpenSizes sizes, String name, List<Tensor> outputs, Site site) {
    Map<String, Weight> closed = new LinkedHashMap<>();
    weights.forEach((key, w) -> closed.put(key, open.close(w, sizes)));
    InputFold fold = InputFold.of(nodes, inputs, written);
    return new Graph(
        name,
        site.origin(),
        inputs.values().stream().map(t -> declared(fold.declared(t), sizes)).toList(),
        outputs.stream().map(t -> declared(t, sizes)).toList(),
        PaddingFold.fold(
            fold.nodes(nodes).stream().map(n -> open.close(n, sizes)).toList(),
            closed,
            outputs.stream().map(Tensor::value).collect(Collectors.toSet())),
        closed,
        List.copyOf(remarks),
        sizes.names());
  }

  private static Value declared(Tensor t, OpenSizes sizes) {
    return new Value(t.value(), t.type(), Sizes.declared(t.dims(), sizes));
  }
}
