package dev.initlint.onnx;

import dev.initlint.onnx.RawModel.RawFunction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Checks that no function calls itself, directly or through others, and how deep calls go. */
final class CallOrder {
  private final Functions functions;
  private final Limits limits;

  CallOrder(Functions functions, Limits limits) {
    this.functions = functions;
    this.limits = limits;
  }

  private record Visit(RawFunction function, Iterator<RawFunction> calls) {}

  /** Depth-first, without recursion; a function that is met while it is open calls itself. */
  void check(List<RawFunction> all) {
    Map<RawFunction, Boolean> open = new IdentityHashMap<>();
    for (RawFunction root : all) {
      Deque<Visit> path = new ArrayDeque<>();
      enter(root, path, open);
      while (!path.isEmpty()) {
        Visit visit = path.peek();
        if (visit.calls().hasNext()) {
          enter(visit.calls().next(), path, open);
        } else {
          open.put(visit.function(), false);
          path.pop();
        }
      }
    }
  }

  private void enter(RawFunction f, Deque<Visit> path, Map<RawFunction, Boolean> open) {
    Boolean state = open.get(f);
    if (Boolean.TRUE.equals(state)) {
      throw new Malformed(
          f.offset(),
          "function " + Quoted.name(f.name()) + " calls itself; export the model again");
    }
    if (state == null) {
      if (path.size() >= limits.depth()) {
        throw new Malformed(
            f.offset(), "functions call each other more than " + limits.depth() + " deep");
      }
      open.put(f, true);
      path.push(new Visit(f, functions.calls(f).iterator()));
    }
  }
}
