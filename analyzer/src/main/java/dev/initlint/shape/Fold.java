package dev.initlint.shape;

import dev.initlint.graph.Node;
import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * Constants that are computed when first asked for. Small results are kept; large ones may be given
 * up under memory pressure and are then computed again. All work is charged to one {@link Budget},
 * so that no file can make it long.
 */
final class Fold {
  /** Results up to this many elements are kept for good. */
  private static final int KEPT = 1 << 16;

  /** Element steps that one inference may spend on constants, over all of its values. */
  static final class Budget {
    private long left = 1L << 31;

    void spend(long steps) {
      left -= steps;
      if (left < 0) {
        throw new IllegalArgumentException("the model's constants take too long to compute");
      }
    }
  }

  private final Supplier<List<Array>> source;
  private final List<Fold> needs;
  private List<Array> kept;
  private SoftReference<List<Array>> large;
  private String failure;

  private Fold(Supplier<List<Array>> source, List<Fold> needs) {
    this.source = source;
    this.needs = needs;
  }

  /** A constant that is there already. */
  static Fold of(Array array) {
    Fold fold = new Fold(null, List.of());
    fold.kept = List.of(array);
    return fold;
  }

  /** A constant that is loaded when needed. */
  static Fold of(Supplier<Array> load) {
    return new Fold(() -> List.of(load.get()), List.of());
  }

  /** The outputs of a node whose inputs all are constants, null for absent ones. */
  static Fold of(Node node, Operands inputs, Budget budget) {
    List<Fold> needs = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.has(i)) {
        needs.add(inputs.known(i).fold());
      }
    }
    return new Fold(
        () -> {
          List<Array> arrays = new ArrayList<>();
          for (int i = 0; i < inputs.size(); i++) {
            arrays.add(inputs.has(i) ? inputs.constant(i) : null);
          }
          budget.spend(ConstantOps.steps(node, arrays));
          List<Array> out = ConstantOps.evaluate(node, arrays);
          budget.spend(ConstantOps.steps(node, out));
          return out;
        },
        needs);
  }

  /** Why there is no result, or null. */
  String failure() {
    return failure;
  }

  /** One result, or null when it cannot be computed. */
  Array output(int index) {
    List<Array> all = done();
    if (all == null && failure == null) {
      all = evaluate();
    }
    return all == null || index >= all.size() ? null : all.get(index);
  }

  private List<Array> done() {
    return kept != null ? kept : large == null ? null : large.get();
  }

  /** Depth first without recursion: a chain of constants may be as long as the graph. */
  private List<Array> evaluate() {
    List<Array> last = null;
    Deque<Fold> open = new ArrayDeque<>();
    open.push(this);
    while (!open.isEmpty()) {
      Fold top = open.peek();
      boolean ready = true;
      for (Fold need : top.needs) {
        if (need.done() == null && need.failure == null) {
          open.push(need);
          ready = false;
          break;
        }
      }
      if (ready) {
        open.pop();
        last = top.done();
        if (last == null && top.failure == null) {
          last = top.compute();
        }
      }
    }
    return last;
  }

  private List<Array> compute() {
    try {
      List<Array> result = source.get();
      long size = result.stream().mapToLong(a -> a == null ? 0 : a.size()).sum();
      if (size <= KEPT) {
        kept = result;
      } else {
        large = new SoftReference<>(result);
      }
      return result;
    } catch (IllegalArgumentException e) {
      failure = String.valueOf(e.getMessage());
      return null;
    }
  }
}
