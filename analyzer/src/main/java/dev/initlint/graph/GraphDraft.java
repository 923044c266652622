package dev.initlint.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph while a reader writes it node by node: keeps names unique, puts the open scopes in front
 * of them, and lets a value be renamed after others have come to read it.
 */
public final class GraphDraft {
  private final int opset;
  private final int limit;
  private final String separator;
  private final List<Value> inputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, String> renamed = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Set<String> remarks = new LinkedHashSet<>();
  private final Deque<String> scopes = new ArrayDeque<>();

  /**
   * @param opset version of the ONNX operator set whose operators are written
   * @param limit number of nodes at which writing ends
   * @param separator what stands between the names of scopes
   */
  public GraphDraft(int opset, int limit, String separator) {
    this.opset = opset;
    this.limit = limit;
    this.separator = separator;
  }

  /** Thrown when a graph would get more nodes than its limit. */
  public static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLarge(int limit) {
      super("the model has more than " + limit + " operations", null, false, false);
    }
  }

  /** Names of what is written until {@link #leave} begin with this. */
  public void enter(String scope) {
    scopes.addLast(scope);
  }

  /** Ends the innermost scope. */
  public void leave() {
    scopes.removeLast();
  }

  /** A name in the current scope. */
  public String scoped(String name) {
    if (scopes.isEmpty()) {
      return name;
    }
    return String.join(separator, scopes) + (name.isEmpty() ? "" : separator + name);
  }

  /** The wanted name, with a number behind it where it is taken. */
  public String unique(String wanted) {
    if (names.add(wanted)) {
      return wanted;
    }
    String name;
    do {
      name = wanted + "_" + counts.merge(wanted, 1, Integer::sum);
    } while (!names.add(name));
    return name;
  }

  /** Whether a name is taken. */
  public boolean has(String name) {
    return names.contains(name);
  }

  /** Declares an input. */
  public void input(Value value) {
    inputs.add(value);
  }

  public List<Value> inputs() {
    return inputs;
  }

  /** Number of nodes so far. */
  public int size() {
    return nodes.size();
  }

  /** Nodes so far, under the names they were written with. */
  public List<Node> nodes() {
    return nodes;
  }

  /**
   * Adds a node.
   *
   * @param outputs names of its outputs, made with {@link #unique}
   * @throws TooLarge at the limit
   */
  public void node(
      String domain,
      String op,
      String name,
      List<String> in,
      List<String> outputs,
      Map<String, Object> attributes,
      Origin origin) {
    if (nodes.size() >= limit) {
      throw new TooLarge(limit);
    }
    int version = domain.isEmpty() ? opset : 1;
    nodes.add(new Node(op, domain, version, name, in, outputs, new Attributes(attributes), origin));
  }

  /** Adds a weight under its own name. */
  public void weight(Weight weight) {
    weights.put(weight.name(), weight);
  }

  public Map<String, Weight> weights() {
    return weights;
  }

  /** Adds a sentence for the user, once. */
  public void remark(String sentence) {
    remarks.add(sentence);
  }

  /** Gives a value another name, which must be free. */
  public void rename(String value, String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException(name + " is taken");
    }
    renamed.put(value, name);
  }

  /** The finished graph. */
  public Graph graph(String name, Origin origin, List<Value> outputs) {
    List<Node> finished = nodes.stream().map(this::named).toList();
    return new Graph(
        name,
        origin,
        inputs,
        outputs.stream().map(v -> new Value(named(v.name()), v.type(), v.shape())).toList(),
        finished,
        weights,
        List.copyOf(remarks));
  }

  private String named(String value) {
    return renamed.getOrDefault(value, value);
  }

  private Node named(Node n) {
    boolean same =
        n.inputs().stream().noneMatch(renamed::containsKey)
            && n.outputs().stream().noneMatch(renamed::containsKey);
    if (same) {
      return n;
    }
    boolean module = n.outputs().size() == 1 && renamed.containsKey(n.output());
    return new Node(
        n.op(),
        n.domain(),
        n.opset(),
        module ? renamed.get(n.output()) : n.name(),
        n.inputs().stream().map(this::named).toList(),
        n.outputs().stream().map(this::named).toList(),
        n.attributes(),
        n.origin());
  }
}
