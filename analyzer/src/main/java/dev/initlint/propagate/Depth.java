package dev.initlint.propagate;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.moment.ParameterFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The same network with another number of its repeated blocks. Blocks that are added are copies of
 * one that is there, with weights that are still to be drawn from the laws of its own; blocks that
 * are taken away are the second and those that follow it.
 */
public final class Depth {

  private final Propagation p;
  private final Graph graph;
  private final List<Node> nodes;
  private final int blocks;
  private final String obstacle;

  /** Index of the first node of the second block. */
  private int start;

  /** Number of nodes of a block. */
  private int period;

  private Depth(Propagation p) {
    this.p = p;
    graph = p.graph();
    nodes = constantsFirst(graph.nodes());
    List<Integer> starts = starts();
    boolean named = starts.size() > 1;
    String found = named ? find(starts) : "the model has no blocks that repeat";
    blocks = found.isEmpty() ? starts.size() : unnamed(named ? starts : List.of());
    obstacle = blocks > 1 ? lawless() : found;
  }

  /** Constants belong to no block: one that all blocks read is often made where the first does. */
  private static List<Node> constantsFirst(List<Node> nodes) {
    List<Node> all = new ArrayList<>(nodes);
    all.sort(Comparator.comparing(n -> !n.op().equals("Constant")));
    return all;
  }

  /** Looks for the blocks of a model. */
  public static Depth of(Propagation p) {
    return new Depth(p);
  }

  /** Number of blocks; fewer than 2 where none repeat. */
  public int blocks() {
    return blocks;
  }

  /**
   * Which block each value belongs to, as {@code block 3}, by where blocks repeat; nothing for
   * those outside, or where none repeat.
   */
  public Map<String, String> labels() {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; blocks > 1 && i < blocks * period; i++) {
      int at = start - period + i;
      if (at < nodes.size()) {
        String label = "block " + (i / period + 1);
        nodes.get(at).outputs().forEach(o -> labels.put(o, label));
      }
    }
    return labels;
  }

  /** Why the number of blocks cannot be changed, in one clause; empty where it can. */
  public String obstacle() {
    return obstacle;
  }

  /** Index of the first node of each block, by the labels of nodes. */
  private List<Integer> starts() {
    Blocks labels = Blocks.of(graph);
    Set<String> seen = new HashSet<>();
    String stack = null;
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      String label = labels.of(nodes.get(i).output());
      String of = label.replaceFirst("[._]?\\d+$", "");
      if (!label.isEmpty() && (stack == null || of.equals(stack)) && seen.add(label)) {
        stack = of;
        starts.add(i);
      }
    }
    return starts;
  }

  private String find(List<Integer> starts) {
    start = starts.get(1);
    int end = starts.size() > 2 ? starts.get(2) : nodes.size();
    int longest = Math.min(end - start, start);
    if (starts.size() > 2) {
      period = end - start;
      return isRepeated(start - period) ? "" : "its first two blocks differ";
    }
    for (period = longest; period > 0; period--) {
      if (start - period >= starts.get(0) && isRepeated(start - period)) {
        return "";
      }
    }
    return "its two blocks differ";
  }

  /**
   * Blocks by their operators alone: the longest stretch of nodes that goes on as it did a period
   * before, each stretch reading the one before it, and among equal ones that with the shortest
   * period. Sets where the second begins.
   *
   * @param named where blocks begin that names tell of; what repeats within one of them, as heads
   *     and experts do, is not the model's depth
   * @return their number; 0 where nothing with a matrix repeats
   */
  private int unnamed(List<Integer> named) {
    int best = 0;
    int count = 0;
    for (int length = 2; 2 * length <= nodes.size(); length++) {
      int run = 0;
      for (int i = 0; i + length <= nodes.size(); i++) {
        if (i + length < nodes.size() && isAlike(i, i + length)) {
          run++;
          continue;
        }
        int from = i - run;
        int end = from + length + run / length * length;
        if (run >= length
            && run / length * length > best
            && hasMatrix(from, from + length)
            && isRead(from, from + length)
            && (named.isEmpty() || named.stream().filter(s -> s >= from && s < end).count() > 1)) {
          best = run / length * length;
          count = run / length + 1;
          start = from + length;
          period = length;
        }
        run = 0;
      }
    }
    return count;
  }

  private boolean isAlike(int i, int k) {
    Node a = nodes.get(i);
    Node b = nodes.get(k);
    boolean same =
        a.op().equals(b.op())
            && a.inputs().size() == b.inputs().size()
            && a.outputs().size() == b.outputs().size()
            && Arrays.equals(p.shapes().dims(a.output()), p.shapes().dims(b.output()));
    for (int j = 0; same && j < a.inputs().size(); j++) {
      Weight w = graph.weights().get(a.input(j));
      Weight v = graph.weights().get(b.input(j));
      same = w == null ? v == null : v != null && Arrays.equals(w.dims(), v.dims());
    }
    return same;
  }

  private boolean hasMatrix(int from, int to) {
    return nodes.subList(from, to).stream()
        .flatMap(n -> n.inputs().stream())
        .map(graph.weights()::get)
        .anyMatch(w -> w != null && w.dims().length > 1 && p.weights().get(w) != null);
  }

  /** Whether one of as many nodes that follow reads what one of these makes. */
  private boolean isRead(int from, int to) {
    Set<String> made = new HashSet<>();
    nodes.subList(from, to).forEach(n -> made.addAll(n.outputs()));
    return nodes.subList(to, Math.min(2 * to - from, nodes.size())).stream()
        .anyMatch(n -> n.inputs().stream().anyMatch(i -> !i.isEmpty() && made.contains(i)));
  }

  /** A matrix of the first block that no copy can be drawn like. */
  private String lawless() {
    for (int i = start - period; i < start; i++) {
      for (String input : nodes.get(i).inputs()) {
        ParameterFacts f = p.weights().get(graph.weights().get(input));
        boolean map =
            OpKind.isOneOf(OpKind.LINEAR, nodes.get(i).op()) || nodes.get(i).op().equals("Gather");
        if (map && f != null && f.dims().length > 1 && f.law() == null) {
          return input + " follows no law that copies could be drawn from";
        }
      }
    }
    return "";
  }

  /** Whether the nodes from here on are those of one block, and then of the next. */
  private boolean isRepeated(int from) {
    if (from < 0 || start + period > nodes.size()) {
      return false;
    }
    for (int i = from; i < start; i++) {
      if (!isAlike(i, i + period)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The network with another number of blocks.
   *
   * @throws IllegalArgumentException with a sentence if that cannot be had
   */
  public Graph with(int wanted) {
    if (!obstacle.isEmpty()) {
      throw new IllegalArgumentException("the depth cannot be changed: " + obstacle);
    }
    if (wanted < 1) {
      throw new IllegalArgumentException("a depth of " + wanted + ": one block is the least");
    }
    return wanted >= blocks ? grown(wanted - blocks) : shrunk(blocks - wanted);
  }

  /** Copies of the first block, between it and the second. */
  private Graph grown(int more) {
    List<Node> all = new ArrayList<>(nodes.subList(0, start));
    Map<String, Weight> weights = new LinkedHashMap<>(graph.weights());
    Set<String> own = ownWeights();
    Map<String, String> last = new HashMap<>();
    for (int copy = 1; copy <= more; copy++) {
      Map<String, String> here = new HashMap<>();
      String mark = "@" + copy;
      for (int i = start - period; i < start; i++) {
        Node like = nodes.get(i);
        Node next = nodes.get(i + period);
        List<String> inputs = new ArrayList<>();
        for (int k = 0; k < like.inputs().size(); k++) {
          String name = like.input(k);
          if (own.contains(name)) {
            weights.computeIfAbsent(name + mark, n -> drawnLike(name, n));
            inputs.add(name + mark);
          } else if (here.containsKey(name)) {
            inputs.add(here.get(name));
          } else {
            inputs.add(last.getOrDefault(next.input(k), carried(name, next.input(k))));
          }
        }
        List<String> outputs =
            like.outputs().stream().map(o -> o.isEmpty() ? o : o + mark).toList();
        for (int k = 0; k < outputs.size(); k++) {
          here.put(like.outputs().get(k), outputs.get(k));
        }
        all.add(copied(like, mark, inputs, outputs));
      }
      last = here;
    }
    Map<String, String> moved = last;
    for (Node n : nodes.subList(start, nodes.size())) {
      all.add(renamed(n, moved));
    }
    return built(all, weights, moved);
  }

  /** What a copy reads that the block before it does not make: what the second block reads. */
  private String carried(String first, String second) {
    return graph.weights().containsKey(first) && !graph.weights().containsKey(second)
        ? first
        : second;
  }

  /** Without blocks from the second one on; the first stays, and with it what enters it. */
  private Graph shrunk(int fewer) {
    int gone = fewer * period;
    if (start + gone > nodes.size()) {
      throw new IllegalArgumentException("the depth cannot be changed: its blocks differ");
    }
    Map<String, String> moved = new HashMap<>();
    for (int i = start; i < start + gone; i++) {
      Node n = nodes.get(i);
      Node like = nodes.get(start - period + (i - start) % period);
      if (!n.op().equals(like.op()) || n.outputs().size() != like.outputs().size()) {
        throw new IllegalArgumentException("the depth cannot be changed: its blocks differ");
      }
      for (int k = 0; k < n.outputs().size(); k++) {
        moved.put(n.outputs().get(k), like.outputs().get(k));
      }
    }
    List<Node> all = new ArrayList<>(nodes.subList(0, start));
    for (Node n : nodes.subList(start + gone, nodes.size())) {
      all.add(renamed(n, moved));
    }
    return built(all, graph.weights(), moved);
  }

  private Graph built(List<Node> all, Map<String, Weight> weights, Map<String, String> moved) {
    Set<String> read = new HashSet<>();
    all.forEach(n -> read.addAll(n.inputs()));
    Set<String> unread = new HashSet<>(weights.keySet());
    unread.removeAll(read);
    Map<String, Weight> used = new LinkedHashMap<>(weights);
    used.keySet().removeIf(n -> unread.contains(n) && isUsed(n));
    List<Value> outputs =
        graph.outputs().stream()
            .map(v -> new Value(moved.getOrDefault(v.name(), v.name()), v.type(), v.shape()))
            .toList();
    return graph.with(outputs, all, used);
  }

  private boolean isUsed(String weight) {
    return nodes.stream().anyMatch(n -> n.inputs().contains(weight));
  }

  /** Weights that one block uses and no other node, and that are random or trained. */
  private Set<String> ownWeights() {
    Set<String> own = new HashSet<>();
    Set<Weight> others = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      boolean inside = i >= start - period && i < start;
      for (String input : nodes.get(i).inputs()) {
        Weight w = graph.weights().get(input);
        if (w != null && inside) {
          own.add(input);
        } else if (w != null) {
          others.add(w);
        }
      }
    }
    own.removeIf(n -> others.contains(graph.weights().get(n)) || law(n) == null);
    return own;
  }

  private Law law(String name) {
    ParameterFacts f = p.weights().get(graph.weights().get(name));
    return f == null ? null : f.law();
  }

  private Weight drawnLike(String name, String as) {
    Weight w = graph.weights().get(name);
    boolean random = Objects.requireNonNull(p.weights().get(w)).isRandom();
    Weight.Source source = random ? new Weight.Drawn(law(name)) : w.source();
    return new Weight(as, w.type(), w.dims(), source, w.origin(), w.intended());
  }

  private static Node copied(Node n, String mark, List<String> inputs, List<String> outputs) {
    String name = n.name().isEmpty() ? "" : n.name() + mark;
    return new Node(
        n.op(), n.domain(), n.opset(), name, inputs, outputs, n.attributes(), n.origin());
  }

  private static Node renamed(Node n, Map<String, String> moved) {
    return new Node(
        n.op(),
        n.domain(),
        n.opset(),
        n.name(),
        n.inputs().stream().map(i -> moved.getOrDefault(i, i)).toList(),
        n.outputs(),
        n.attributes(),
        n.origin());
  }
}
