package dev.initlint.onnx;

import dev.initlint.onnx.RawModel.RawNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Brings nodes into an order in which every value is defined before it is used. Nodes that the file
 * has in such an order keep it (Kahn 1962, earliest node of the file first).
 */
final class Order {
  private final List<Placed> nodes;
  private final Predicate<String> given;
  private final List<Collection<String>> needs = new ArrayList<>();
  private final Map<String, Integer> producer = new HashMap<>();

  /**
   * @param given names that have a value before the first node
   */
  Order(List<Placed> nodes, Predicate<String> given) {
    this.nodes = nodes;
    this.given = given;
    for (int i = 0; i < nodes.size(); i++) {
      needs.add(Captures.needs(nodes.get(i).node()));
      for (String output : nodes.get(i).node().outputs()) {
        if (!output.isEmpty()) {
          producer.put(output, i);
        }
      }
    }
  }

  /** True if the file's order will do. */
  boolean isSorted() {
    Set<String> known = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String need : needs.get(i)) {
        if (!known.contains(need) && producer.containsKey(need)) {
          return false;
        }
      }
      known.addAll(nodes.get(i).node().outputs());
    }
    return true;
  }

  /** Fails on a value that nothing defines. */
  void requireDefined() {
    for (int i = 0; i < nodes.size(); i++) {
      for (String need : needs.get(i)) {
        if (!need.isEmpty() && !producer.containsKey(need) && !given.test(need)) {
          RawNode node = nodes.get(i).node();
          throw new Malformed(
              node.offset(),
              "node "
                  + shown(node)
                  + " uses "
                  + Quoted.name(need)
                  + ", which no input, weight or node defines; export the model again");
        }
      }
    }
  }

  List<Placed> sorted() {
    int[] waiting = new int[nodes.size()];
    List<List<Integer>> users = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      users.add(new ArrayList<>(1));
    }
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String need : needs.get(i)) {
        Integer p = producer.get(need);
        if (p != null) {
          users.get(p).add(i);
          waiting[i]++;
        }
      }
      if (waiting[i] == 0) {
        ready.add(i);
      }
    }
    List<Placed> sorted = new ArrayList<>(nodes.size());
    while (!ready.isEmpty()) {
      int i = ready.remove();
      sorted.add(nodes.get(i));
      for (int user : users.get(i)) {
        if (--waiting[user] == 0) {
          ready.add(user);
        }
      }
    }
    if (sorted.size() < nodes.size()) {
      throw cycle(waiting);
    }
    return sorted;
  }

  /** Walks back from a node that never got ready until one is met again. */
  private Malformed cycle(int[] waiting) {
    int at = 0;
    while (waiting[at] == 0) {
      at++;
    }
    Set<Integer> met = new HashSet<>();
    while (met.add(at)) {
      for (String need : needs.get(at)) {
        Integer p = producer.get(need);
        if (p != null && waiting[p] > 0) {
          at = p;
          break;
        }
      }
    }
    RawNode node = nodes.get(at).node();
    return new Malformed(
        node.offset(),
        "node " + shown(node) + " needs its own output: the graph has a cycle; export it again");
  }

  static String shown(RawNode node) {
    String name = node.name().isEmpty() ? String.join(",", node.outputs()) : node.name();
    return Quoted.name(name) + " (" + Quoted.bare(node.op()) + ")";
  }
}
