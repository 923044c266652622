package dev.initlint.hub.network;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.law.IntendedLaw;
import dev.initlint.law.Law;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Builds a graph of ONNX operators from calls. */
final class NetworkBuilder {
  private static final int OPSET = 23;
  private static final int MOST_NODES = 200_000;

  /** Functions of one value, entry by entry. */
  private static final Map<String, String> FUNCTIONS =
      Map.ofEntries(
          Map.entry("relu", "Relu"),
          Map.entry("gelu", "Gelu"),
          Map.entry("tanh", "Tanh"),
          Map.entry("sigmoid", "Sigmoid"),
          Map.entry("selu", "Selu"),
          Map.entry("elu", "Elu"),
          Map.entry("mish", "Mish"),
          Map.entry("softplus", "Softplus"),
          Map.entry("softsign", "Softsign"),
          Map.entry("softmax", "Softmax"),
          Map.entry("exp", "Exp"));

  private static final Map<String, Signature> SIGNATURES = new TreeMap<>();

  static {
    for (String function : FUNCTIONS.keySet()) {
      SIGNATURES.put(function, Signature.of(function + "(x)"));
    }
    for (String text :
        List.of(
            "input(n…)",
            "tokens(n…)",
            "zeros(n…)",
            "embedding(x, n, n, law, [pad=], [wide=])",
            "positions(x, law)",
            "linear(x, n, law)",
            "torch(x, n)",
            "scaled(x, n, law, number)",
            "weightnorm(x, n, law, law)",
            "bias(x, law)",
            "shift(x, number)",
            "times(x, number)",
            "add(x, x)",
            "mul(x, x)",
            "mean(x)",
            "layernorm(x, [law], [eps=])",
            "rmsnorm(x, [number])",
            "attention(x, x, x, [heads=], [scale=])",
            "similarity(x, x, number)",
            "rnn(x, n, law)",
            "lstm(x, n, law, [forget=])",
            "topk(x, n)",
            "tied(x, x)",
            "untied(x, x, law)")) {
      Signature s = Signature.of(text);
      SIGNATURES.put(s.name(), s);
    }
  }

  private final String path;
  private final Map<String, Handle> names = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final Map<String, String> tables = new LinkedHashMap<>();
  private final Map<String, StatedLaw> laws = new LinkedHashMap<>();
  private String scope = "";
  private int line;

  /** A value and its extents. */
  record Handle(String name, long[] dims) {
    int rank() {
      return dims.length;
    }

    long last() {
      return dims[dims.length - 1];
    }
  }

  NetworkBuilder(String path) {
    this.path = path;
  }

  /** How functions are called, by name. */
  static Collection<Signature> signatures() {
    return SIGNATURES.values();
  }

  /** Names of what follows begin with this; it stands in this line. */
  void within(String name, int lineNumber) {
    scope = name;
    line = lineNumber;
  }

  private Origin origin(String node) {
    return new Origin(path, node, line, 1, null);
  }

  Graph graph(Handle output) {
    Value out = new Value(output.name(), ElementType.FLOAT, shape(output.dims()));
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    return new Graph(
        name, Origin.node(path, null), inputs, List.of(out), nodes, weights, List.of());
  }

  /**
   * Gives a name to the value of a term.
   *
   * @throws Fault if the term has none
   */
  Handle assigned(String name, Term term) {
    if (!(value(term) instanceof Handle handle)) {
      throw new Fault(term.column(), "a value is expected, as a call gives");
    }
    Handle called = called(handle);
    names.put(name, called);
    return called;
  }

  /** A value that has just been computed, by the name that the text gives it. */
  private Handle called(Handle handle) {
    int made = nodes.size() - 1;
    if (made < 0 || !nodes.get(made).outputs().equals(List.of(handle.name()))) {
      return handle;
    }
    Node n = nodes.get(made);
    if (n.origin().line() != line) {
      return handle;
    }
    String name = free(scope);
    nodes.set(
        made,
        new Node(
            n.op(),
            n.domain(),
            n.opset(),
            n.name(),
            n.inputs(),
            List.of(name),
            n.attributes(),
            n.origin()));
    if (tables.containsKey(handle.name())) {
      tables.put(name, tables.get(handle.name()));
    }
    return new Handle(name, handle.dims());
  }

  /** A name that no value has yet. */
  private String free(String wanted) {
    String name = wanted;
    for (int i = 1; !taken.add(name); i++) {
      name = wanted + "." + i;
    }
    return name;
  }

  /** A number, a value or a law. */
  private Object value(Term term) {
    if (term instanceof Term.Number n) {
      return n.value();
    }
    if (term instanceof Term.Name n) {
      Handle handle = names.get(n.text());
      if (handle == null) {
        throw new Fault(n.column(), "nothing is called " + n.text() + " above this line");
      }
      return handle;
    }
    Term.Call call = (Term.Call) term;
    List<Object> arguments = call.arguments().stream().map(this::value).toList();
    boolean numbers = arguments.stream().allMatch(x -> x instanceof Double);
    boolean extents = call.function().equals("zeros") && !arguments.isEmpty();
    if (StatedLaw.FUNCTIONS.contains(call.function()) && numbers && !extents) {
      List<Double> stated = arguments.stream().map(x -> (Double) x).toList();
      Object meant = call.meant() == null ? null : value(call.meant());
      if (meant != null && !(meant instanceof StatedLaw)) {
        throw new Fault(call.meant().column(), "a law is expected behind meant");
      }
      return StatedLaw.of(call, stated, (StatedLaw) meant);
    }
    Signature signature = SIGNATURES.get(call.function());
    if (signature == null) {
      throw new Fault(
          call.column(),
          "no function is called "
              + call.function()
              + "; there are "
              + String.join(", ", SIGNATURES.keySet()));
    }
    signature.require(call, arguments);
    try {
      return call(call.function(), arguments, call.named());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new Fault(call.column(), call.function() + ": " + e.getMessage());
    }
  }

  private Handle call(String function, List<Object> a, Map<String, Double> named) {
    if (FUNCTIONS.containsKey(function)) {
      return node(FUNCTIONS.get(function), at(a, 0).dims(), Attributes.NONE, at(a, 0).name());
    }
    return switch (function) {
      case "input" -> input(ElementType.FLOAT, dims(a));
      case "tokens" -> input(ElementType.INT64, dims(a));
      case "zeros" -> node("ConstantOfShape", dims(a), Attributes.NONE, integers(dims(a)));
      case "embedding" -> embedding(at(a, 0), size(a, 1), size(a, 2), (StatedLaw) a.get(3), named);
      case "positions" -> positions(at(a, 0), (StatedLaw) a.get(1));
      case "linear" -> linear(at(a, 0), size(a, 1), (StatedLaw) a.get(2));
      case "shift" -> shift(at(a, 0), (Double) a.get(1));
      case "rmsnorm" -> rmsNorm(at(a, 0), a.size() > 1 ? (Double) a.get(1) : 1);
      case "torch" -> torch(at(a, 0), size(a, 1));
      case "mean" -> mean(at(a, 0));
      case "bias" -> bias(at(a, 0), (StatedLaw) a.get(1));
      case "scaled" -> scaled(at(a, 0), size(a, 1), (StatedLaw) a.get(2), (Double) a.get(3));
      case "similarity" -> similarity(at(a, 0), at(a, 1), (Double) a.get(2));
      case "weightnorm" ->
          weightNorm(at(a, 0), size(a, 1), (StatedLaw) a.get(2), (StatedLaw) a.get(3));
      case "rnn" -> recurrent("RNN", at(a, 0), size(a, 1), (StatedLaw) a.get(2), null);
      case "lstm" ->
          recurrent("LSTM", at(a, 0), size(a, 1), (StatedLaw) a.get(2), named.get("forget"));
      case "topk" -> topK(at(a, 0), size(a, 1));
      case "untied" -> untied(at(a, 0), at(a, 1), (StatedLaw) a.get(2));
      case "tied" -> tied(at(a, 0), at(a, 1));
      case "layernorm" ->
          layerNorm(
              at(a, 0),
              a.size() > 1 ? (StatedLaw) a.get(1) : null,
              named.getOrDefault("eps", 1e-5));
      case "add" -> both("Add", at(a, 0), at(a, 1));
      case "mul" -> both("Mul", at(a, 0), at(a, 1));
      case "times" -> times(at(a, 0), (Double) a.get(1));
      case "attention" ->
          attention(
              at(a, 0),
              at(a, 1),
              at(a, 2),
              named.getOrDefault("heads", 1.0).longValue(),
              named.getOrDefault("scale", 1.0));
      default -> throw new IllegalArgumentException("no function is called " + function);
    };
  }

  private static Handle at(List<Object> arguments, int i) {
    return (Handle) arguments.get(i);
  }

  private static long size(List<Object> arguments, int i) {
    return ((Double) arguments.get(i)).longValue();
  }

  private static long[] dims(List<Object> arguments) {
    return arguments.stream().mapToLong(x -> ((Double) x).longValue()).toArray();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private Handle both(String op, Handle a, Handle b) {
    require(
        Arrays.equals(a.dims(), b.dims()),
        "one value has extents "
            + Arrays.toString(a.dims())
            + ", the other "
            + Arrays.toString(b.dims()));
    return node(op, a.dims(), Attributes.NONE, a.name(), b.name());
  }

  private String table(Handle embedded) {
    String table = tables.get(embedded.name());
    require(table != null, "its second value is what embedding(..) gave");
    return table;
  }

  private static List<Dim> shape(long[] dims) {
    return Arrays.stream(dims).mapToObj(Dim::of).toList();
  }

  private Handle input(ElementType type, long[] dims) {
    String name = free(scope);
    inputs.add(new Value(name, type, shape(dims)));
    return new Handle(name, dims);
  }

  private Handle node(String op, long[] dims, Attributes attributes, String... operands) {
    if (nodes.size() >= MOST_NODES) {
      throw new IllegalArgumentException("the network has more than " + MOST_NODES + " nodes");
    }
    String name = scope + "/" + op + "_" + nodes.size();
    nodes.add(
        new Node(
            op,
            "",
            OPSET,
            name,
            List.of(operands),
            List.of(name + "_output"),
            attributes,
            origin(name)));
    return new Handle(name + "_output", dims);
  }

  private String stored(ElementType type, long[] dims, double... values) {
    String name = "constant_" + weights.size();
    Elements data = new Elements(type, dims, values);
    weights.put(name, new Weight(name, type, dims, new Weight.Stored(data), origin(name)));
    return name;
  }

  private String integers(long... values) {
    double[] v = Arrays.stream(values).asDoubleStream().toArray();
    return stored(ElementType.INT64, new long[] {values.length}, v);
  }

  private String weight(StatedLaw law, long... dims) {
    String name = scope + ".weight_" + weights.size();
    weights.put(name, law.weight(name, origin(name), dims));
    return name;
  }

  private Handle embedding(
      Handle ids, long rows, long width, StatedLaw law, Map<String, Double> named) {
    String table = weight(law, rows, width);
    if (named.containsKey("wide")) {
      weights.put(
          table, law.withWideRows(weights.get(table), (int) Math.min(named.get("wide"), rows)));
    }
    if (named.containsKey("pad")) {
      IntendedLaw meant = IntendedLaw.general(Law.normal(0, 0.02), "the library");
      Weight w = weights.get(table);
      weights.put(table, w.intended(meant.withZeroRow(named.get("pad").longValue())));
    }
    long[] dims = Arrays.copyOf(ids.dims(), ids.rank() + 1);
    dims[ids.rank()] = width;
    laws.put(table, law);
    Handle y = node("Gather", dims, Attributes.NONE, table, ids.name());
    tables.put(y.name(), table);
    return y;
  }

  private Handle positions(Handle x, StatedLaw law) {
    require(x.rank() >= 2, "its value has no positions");
    String table = weight(law, x.dims()[x.rank() - 2], x.last());
    return node("Add", x.dims(), Attributes.NONE, x.name(), table);
  }

  private Handle linear(Handle x, long outputs, StatedLaw law) {
    long[] dims = x.dims().clone();
    dims[dims.length - 1] = outputs;
    return node("MatMul", dims, Attributes.NONE, x.name(), weight(law, x.last(), outputs));
  }

  private Handle tied(Handle x, Handle embedded) {
    String table = table(embedded);
    long rows = weights.get(table).dims()[0];
    long width = weights.get(table).dims()[1];
    // Only entries can tell that one weight is the transpose of another.
    Weight stated = weights.get(table);
    Weight drawn = laws.get(table).withSeed(1).weight(table, stated.origin(), rows, width);
    weights.put(table, drawn);
    double[] entries = drawn.data().toDoubles(1 << 24);
    double[] transposed = new double[entries.length];
    for (int i = 0; i < entries.length; i++) {
      transposed[(int) (i % width * rows + i / width)] = entries[i];
    }
    String head = stored(ElementType.FLOAT, new long[] {width, rows}, transposed);
    long[] dims = x.dims().clone();
    dims[dims.length - 1] = rows;
    return node("MatMul", dims, Attributes.NONE, x.name(), head);
  }

  private Handle shift(Handle x, double value) {
    String bias = stored(ElementType.FLOAT, new long[] {x.last()}, filled(x.last(), value));
    return node("Add", x.dims(), Attributes.NONE, x.name(), bias);
  }

  private Handle rmsNorm(Handle x, double gain) {
    String g = stored(ElementType.FLOAT, new long[] {x.last()}, filled(x.last(), gain));
    Attributes attributes = new Attributes(Map.of("axis", -1L, "epsilon", 1e-6));
    return node("RMSNormalization", x.dims(), attributes, x.name(), g);
  }

  /** A linear map as PyTorch draws it: weight and bias uniform within 1/√fan_in. */
  private Handle torch(Handle x, long outputs) {
    StatedLaw law = new StatedLaw("uniform", List.of(1 / Math.sqrt(x.last())), 0);
    return bias(linear(x, outputs, law), law);
  }

  /** The mean over positions. */
  private Handle mean(Handle x) {
    require(x.rank() == 3, "its value has extents batch, positions and features");
    Attributes attributes = new Attributes(Map.of("keepdims", 0L));
    long[] dims = {x.dims()[0], x.last()};
    return node("ReduceMean", dims, attributes, x.name(), integers(1));
  }

  private Handle bias(Handle x, StatedLaw law) {
    return node("Add", x.dims(), Attributes.NONE, x.name(), weight(law, x.last()));
  }

  /** A map whose weight is multiplied by a number when it is used. */
  private Handle scaled(Handle x, long outputs, StatedLaw law, double factor) {
    String scalar = stored(ElementType.FLOAT, new long[0], factor);
    long[] square = {x.last(), outputs};
    Handle w = node("Mul", square, Attributes.NONE, weight(law, square), scalar);
    long[] dims = x.dims().clone();
    dims[dims.length - 1] = outputs;
    return node("MatMul", dims, Attributes.NONE, x.name(), w.name());
  }

  /** Cosines of all pairs of rows times a number. */
  private Handle similarity(Handle a, Handle b, double scale) {
    require(
        a.rank() == 2 && b.rank() == 2 && a.last() == b.last(),
        "both values have extents rows and the same features");
    Handle left = node("LpNormalization", a.dims(), Attributes.NONE, a.name());
    Handle right = node("LpNormalization", b.dims(), Attributes.NONE, b.name());
    long[] turned = {b.dims()[1], b.dims()[0]};
    Handle t = node("Transpose", turned, permutation(1, 0), right.name());
    long[] square = {a.dims()[0], b.dims()[0]};
    return times(node("MatMul", square, Attributes.NONE, left.name(), t.name()), scale);
  }

  /** W = g·v/‖v‖ with one length for each output. */
  private Handle weightNorm(Handle x, long outputs, StatedLaw v, StatedLaw g) {
    String prefix = scope + ".";
    long[] dims = {outputs, x.last()};
    weights.put(
        prefix + "weight_v", v.weight(prefix + "weight_v", origin(prefix + "weight_v"), dims));
    long[] lengths = {outputs, 1};
    weights.put(
        prefix + "weight_g", g.weight(prefix + "weight_g", origin(prefix + "weight_g"), lengths));
    Attributes rows = new Attributes(Map.of("axes", new long[] {1}, "keepdims", 1L));
    Handle length = node("ReduceL2", lengths, rows, prefix + "weight_v");
    Handle unit = node("Div", dims, Attributes.NONE, prefix + "weight_v", length.name());
    Handle w = node("Mul", dims, Attributes.NONE, unit.name(), prefix + "weight_g");
    Handle t = node("Transpose", new long[] {x.last(), outputs}, permutation(1, 0), w.name());
    long[] out = x.dims().clone();
    out[out.length - 1] = outputs;
    return node("MatMul", out, Attributes.NONE, x.name(), t.name());
  }

  /** A recurrence over the first axis; the forget bias of an LSTM may be set. */
  private Handle recurrent(String op, Handle x, long hidden, StatedLaw law, Double forget) {
    require(x.rank() == 3, "its value has extents steps, batch and features");
    long gates = op.equals("LSTM") ? 4 : 1;
    String w = weight(law, 1, gates * hidden, x.last());
    String r = weight(law, 1, gates * hidden, hidden);
    double[] b = new double[(int) (2 * gates * hidden)];
    if (forget != null) {
      Arrays.fill(b, (int) (2 * hidden), (int) (3 * hidden), forget);
    }
    String biases = stored(ElementType.FLOAT, new long[] {1, b.length}, b);
    Attributes attributes = new Attributes(Map.of("hidden_size", hidden));
    long[] dims = {x.dims()[0], 1, x.dims()[1], hidden};
    return node(op, dims, attributes, x.name(), w, r, biases);
  }

  private Handle topK(Handle x, long k) {
    require(k <= x.last(), "its value has only " + x.last() + " features");
    long[] dims = x.dims().clone();
    dims[dims.length - 1] = k;
    return node("TopK", dims, Attributes.NONE, x.name(), integers(k));
  }

  /** A head that a library would tie to the table of an embedding. */
  private Handle untied(Handle x, Handle embedded, StatedLaw law) {
    String table = table(embedded);
    Handle y = linear(x, weights.get(table).dims()[0], law);
    String head = nodes.get(nodes.size() - 1).input(1);
    IntendedLaw meant = IntendedLaw.general(Law.normal(0, 0.02), "tie_word_embeddings");
    weights.put(head, weights.get(head).intended(meant.tiedTo(table)));
    return y;
  }

  private static Attributes permutation(long... order) {
    return new Attributes(Map.of("perm", order));
  }

  private Handle layerNorm(Handle x, StatedLaw law, double epsilon) {
    String gain =
        law == null
            ? stored(ElementType.FLOAT, new long[] {x.last()}, filled(x.last(), 1))
            : weight(law, x.last());
    Attributes attributes = new Attributes(Map.of("axis", -1L, "epsilon", epsilon));
    return node("LayerNormalization", x.dims(), attributes, x.name(), gain);
  }

  private static double[] filled(long n, double value) {
    require(n <= 1 << 20, "more than " + (1 << 20) + " features are not written down");
    double[] all = new double[(int) n];
    Arrays.fill(all, value);
    return all;
  }

  private Handle times(Handle x, double factor) {
    String scalar = stored(ElementType.FLOAT, new long[0], factor);
    return node("Mul", x.dims(), Attributes.NONE, x.name(), scalar);
  }

  private Handle attention(Handle q, Handle k, Handle v, long heads, double scale) {
    require(
        q.rank() == 3 && k.rank() == 3 && v.rank() == 3 && q.last() == k.last(),
        "its values have extents batch, positions and features, as many in queries and keys");
    require(
        k.dims()[1] == v.dims()[1] && q.dims()[0] == k.dims()[0] && k.dims()[0] == v.dims()[0],
        "keys and values have the same positions, and all the same batch");
    require(
        heads >= 1 && q.last() % heads == 0 && v.last() % heads == 0,
        "heads=" + heads + " does not divide the features");
    Handle hq = split(q, heads, permutation(0, 2, 1, 3));
    Handle hk = split(k, heads, permutation(0, 2, 3, 1));
    Handle hv = split(v, heads, permutation(0, 2, 1, 3));
    long[] d = q.dims();
    long[] square = {d[0], heads, d[1], k.dims()[1]};
    Handle scores = node("MatMul", square, Attributes.NONE, hq.name(), hk.name());
    if (scale != 1) {
      scores = times(scores, scale);
    }
    Handle weights = node("Softmax", square, Attributes.NONE, scores.name());
    long width = v.last();
    long[] perHead = {d[0], heads, d[1], width / heads};
    Handle mixed = node("MatMul", perHead, Attributes.NONE, weights.name(), hv.name());
    long[] back = {d[0], d[1], heads, width / heads};
    Handle moved = node("Transpose", back, permutation(0, 2, 1, 3), mixed.name());
    long[] whole = {d[0], d[1], width};
    return node("Reshape", whole, Attributes.NONE, moved.name(), integers(whole));
  }

  private Handle split(Handle x, long heads, Attributes order) {
    long[] d = x.dims();
    long[] parted = {d[0], d[1], heads, d[2] / heads};
    Handle y = node("Reshape", parted, Attributes.NONE, x.name(), integers(parted));
    long[] perm = order.integers("perm");
    long[] moved = Arrays.stream(perm).map(p -> parted[(int) p]).toArray();
    return node("Transpose", moved, order, y.name());
  }
}
