package dev.initlint.bench;

import dev.initlint.graph.Node;
import dev.initlint.verify.engine.Observer;
import dev.initlint.verify.tensor.Tensor;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Wall time of forward passes by operator, from before a node to its first output; of several
 * passes the shortest time of each operator counts.
 */
final class OperatorTimes implements Observer {
  private final Map<String, Long> best = new LinkedHashMap<>();
  private final Map<String, Long> inPass = new LinkedHashMap<>();
  private final Map<String, Integer> nodes = new LinkedHashMap<>();
  private Node running;
  private long started;

  @Override
  public void before(Node node, Tensor[] inputs) {
    running = node;
    started = System.nanoTime();
  }

  @Override
  public void value(Node node, String name, Tensor value) {
    if (node == running) {
      inPass.merge(node.op(), System.nanoTime() - started, Long::sum);
      nodes.merge(node.op(), 1, Integer::sum);
      running = null;
    }
  }

  /** A pass is over. */
  void passed() {
    inPass.forEach((op, time) -> best.merge(op, time, Math::min));
    inPass.clear();
  }

  /** Prints the operators that take longest. */
  void print(int passes, int most) {
    double all = best.values().stream().mapToLong(t -> t).sum();
    best.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(most)
        .forEach(
            e ->
                System.out.printf(
                    "  %-20s %5d nodes %9.3f ms %5.1f %%%n",
                    e.getKey(),
                    nodes.get(e.getKey()) / passes,
                    e.getValue() / 1e6,
                    100 * e.getValue() / all));
  }
}
