package dev.initlint.hub.family.layer;

import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Graph;
import dev.initlint.graph.GraphDraft;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Writes modules, named as PyTorch names them, into a graph. */
public final class ModelWriter {
  private static final int OPSET = 23;
  private static final int NODE_LIMIT = 400_000;

  /** Product of extents above which a tensor is no tensor of a model. */
  private static final double COUNT_LIMIT = 1e15;

  /** Where the elements of a parameter come from. */
  @FunctionalInterface
  public interface Sources {
    /** The stored elements, or the law; where that is null, the source does not count. */
    Weight.Source of(String name, long[] dims, Law law);
  }

  private final String path;
  private final InitialLaws laws;
  private final Sources sources;
  private final GraphDraft draft = new GraphDraft(OPSET, NODE_LIMIT, ".");
  private final Map<String, Tensor> parameters = new HashMap<>();
  private final Map<Contents, Tensor> constants = new HashMap<>();
  private final Map<List<Object>, Object> once = new HashMap<>();

  /**
   * @param path the configuration as the user named it
   * @param sources stored elements of a parameter, or the law
   */
  public ModelWriter(String path, InitialLaws laws, Sources sources) {
    this.path = path;
    this.laws = laws;
    this.sources = sources;
  }

  public GraphDraft draft() {
    return draft;
  }

  /** An input of the model. */
  Tensor input(String name, ElementType type, List<Object> extents) {
    List<Dim> shape = new ArrayList<>();
    long[] dims = new long[extents.size()];
    for (int i = 0; i < dims.length; i++) {
      Object e = extents.get(i);
      dims[i] = Arguments.size(e);
      shape.add(e instanceof Extent x ? Dim.of(x.name()) : Dim.of(dims[i]));
    }
    String unique = draft.unique(name);
    draft.input(new Value(unique, type, shape));
    return new Tensor(unique, type, dims, false);
  }

  /** A trainable tensor of the module that is open. */
  Tensor parameter(String kind, String part, long padding, long... dims) {
    return parameter(kind, part, padding, true, dims);
  }

  /** A tensor that is saved with the model and not trained, as the mean of a batch norm. */
  Tensor buffer(String kind, String part, long... dims) {
    return parameter(kind, part, -1, false, dims);
  }

  private Tensor parameter(String kind, String part, long padding, boolean trained, long... dims) {
    String name = draft.scoped(part);
    Tensor known = parameters.get(name);
    if (known != null) {
      return known;
    }
    checkExtents(name, dims);
    Law law = laws.law(kind, part, name, dims, padding);
    Weight w =
        new Weight(
            draft.unique(name),
            ElementType.FLOAT,
            dims,
            sources.of(name, dims, law),
            Origin.node(path, name),
            laws.intended(name));
    draft.weight(w);
    Tensor t = new Tensor(w.name(), ElementType.FLOAT, dims, false);
    parameters.put(name, t);
    return t;
  }

  /** A tensor of the module that is saved with it and holds computed entries. */
  Tensor computed(String part, long[] dims, double... values) {
    String name = draft.unique(draft.scoped(part));
    Weight.Source elements = new Weight.Stored(new Elements(ElementType.FLOAT, dims, values));
    Weight.Source stored = sources.of(name, dims, null);
    Weight.Source source = stored instanceof Weight.Stored ? stored : elements;
    draft.weight(new Weight(name, ElementType.FLOAT, dims, source, Origin.node(path, name)));
    Tensor t = new Tensor(name, ElementType.FLOAT, dims, false);
    parameters.put(name, t);
    return t;
  }

  private static void checkExtents(String name, long[] dims) {
    double count = 1;
    for (long d : dims) {
      count *= d;
      if (d <= 0 || count > COUNT_LIMIT) {
        throw new LayerFault(
            name + " would have the shape " + Arrays.toString(dims) + ", which no tensor has");
      }
    }
  }

  /** A parameter by its whole name. */
  Tensor named(String name) {
    Tensor t = parameters.get(name);
    if (t == null) {
      throw new LayerFault("no parameter is called " + name + " so far");
    }
    return t;
  }

  /** What makes two constants the same. */
  private record Contents(ElementType type, long[] dims, double[] values) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Contents c
          && type == c.type
          && Arrays.equals(dims, c.dims)
          && Arrays.equals(values, c.values);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(dims) + Arrays.hashCode(values);
    }
  }

  /**
   * What a function of constants returns, which is not applied a second time.
   *
   * @param call the function and its arguments
   */
  Object once(List<Object> call, Supplier<Object> made) {
    Object before = once.get(call);
    if (before == null) {
      before = made.get();
      once.put(call, before);
    }
    return before;
  }

  /** A constant tensor; equal ones are written once. */
  Tensor constant(ElementType type, long[] dims, double... values) {
    Contents key = new Contents(type, dims, values);
    Tensor known = constants.get(key);
    if (known != null) {
      return known;
    }
    String name = draft.unique("constant");
    Elements data = new Elements(type, dims, values);
    draft.node("", "Constant", name, List.of(), List.of(name), Map.of("value", data), origin(name));
    Tensor t = new Tensor(name, type, dims, true);
    constants.put(key, t);
    return t;
  }

  Tensor scalar(double value) {
    return constant(ElementType.FLOAT, new long[0], value);
  }

  Tensor integers(long... values) {
    double[] v = Arrays.stream(values).asDoubleStream().toArray();
    return constant(ElementType.INT64, new long[] {values.length}, v);
  }

  /** A node with one output of the given extents. */
  Tensor node(String op, Map<String, Object> attributes, long[] dims, Tensor... in) {
    return nodes("", op, attributes, List.of(dims), in).get(0);
  }

  /** A node of any operator set with several outputs. */
  List<Tensor> nodes(
      String domain, String op, Map<String, Object> attributes, List<long[]> dims, Tensor... in) {
    dims.forEach(d -> checkExtents("the output of " + op + " in " + draft.scoped(""), d));
    String name = draft.unique((draft.scoped("").isEmpty() ? "" : draft.scoped("") + "/") + op);
    List<Tensor> out = new ArrayList<>();
    boolean constant = Arrays.stream(in).allMatch(t -> t == null || t.constant());
    for (int i = 0; i < dims.size(); i++) {
      String value = dims.size() == 1 ? name : draft.unique(name + "/" + i);
      out.add(
          new Tensor(
              value, in.length == 0 ? ElementType.FLOAT : in[0].type(), dims.get(i), constant));
    }
    draft.node(
        domain,
        op,
        name,
        Arrays.stream(in).map(t -> t == null ? "" : t.id()).toList(),
        out.stream().map(Tensor::id).toList(),
        attributes,
        origin(name));
    return out;
  }

  private Origin origin(String node) {
    return Origin.node(path, node);
  }

  /** Opens a module. */
  public void enter(String module) {
    draft.enter(module);
  }

  /** Closes the innermost module. */
  public void leave() {
    draft.leave();
  }

  /**
   * Makes a value the output of the module that is open: it takes the module's name. A value that
   * has a name already, or was computed before the module, is passed through.
   *
   * @param from number of nodes before the module
   */
  public Tensor outputOfModule(Tensor t, int from) {
    String module = draft.scoped("");
    if (draft.has(module) || draft.weights().containsKey(t.id())) {
      return t;
    }
    if (t.id().contains("/") && isWritten(t.id(), from) && !passed.containsKey(t.id())) {
      draft.rename(t.id(), module);
      passed.put(t.id(), module);
      return t;
    }
    Tensor through = node("Identity", Map.of(), t.dims(), t);
    draft.rename(through.id(), module);
    passed.put(through.id(), module);
    return through;
  }

  /** Whether a value is the output of a node since {@code from}; it is of the last, mostly. */
  private boolean isWritten(String value, int from) {
    for (int i = draft.size() - 1; i >= from; i--) {
      if (draft.nodes().get(i).outputs().contains(value)) {
        return true;
      }
    }
    return false;
  }

  private final Map<String, String> passed = new HashMap<>();

  /** The finished graph. */
  public Graph graph(String name, List<Tensor> outputs) {
    return draft.graph(
        name,
        Origin.node(path, null),
        outputs.stream()
            .map(
                t ->
                    new Value(t.id(), t.type(), Arrays.stream(t.dims()).mapToObj(Dim::of).toList()))
            .toList());
  }
}
