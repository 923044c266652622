package dev.initlint.propagate;

import dev.initlint.graph.Node;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Addition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the stream and its gradient change from block to block, and with the model's sizes. */
final class DepthLaws {
  /**
   * Symbols whose slopes are read off, beside those that the source names; a batch does not change
   * a forward second moment.
   */
  private static final List<String> SIZES = List.of("d_model", "n");

  private static final double STEP = 1.25;

  private DepthLaws() {}

  static Trace.Laws of(Propagation p, Evaluation e, Blocks blocks) {
    Map<String, Signal> last = new LinkedHashMap<>();
    Signal before = null;
    for (Node node : p.graph().nodes()) {
      Signal s = p.signal(node.output());
      if (s != null && s.unit() instanceof Addition.Fork) {
        String block = blocks.of(node.output());
        if (!block.isEmpty()) {
          last.put(block, s);
        } else if (last.isEmpty()) {
          before = s;
        }
      }
    }
    List<Trace.BlockRow> rows = new ArrayList<>();
    if (last.size() > 1) {
      for (Map.Entry<String, Signal> b : last.entrySet()) {
        rows.add(row(b.getKey(), before, b.getValue(), p, e));
        before = b.getValue();
      }
    }
    Map<String, Double> depth = depth(rows, last);
    return new Trace.Laws(rows, depth, () -> slopes(p, e));
  }

  private static Trace.BlockRow row(
      String name, Signal before, Signal after, Propagation p, Evaluation e) {
    Double growth = before == null ? null : ratio(q(after.stat(), e), q(before.stat(), e));
    Double gradient =
        before == null || p.gradient(before) == null || p.gradient(after) == null
            ? null
            : ratio(q(p.gradient(before), e), q(p.gradient(after), e));
    Double share = growth == null || growth < 1 ? null : 1 - 1 / growth;
    return new Trace.BlockRow(name, growth, gradient, share, cosine(after, e));
  }

  private static Double cosine(Signal s, Evaluation e) {
    Stat stat = e.orNull(s.stat());
    if (stat == null || stat.layout().positions() < 2) {
      return null;
    }
    double cosine = stat.tokenOverlap() / stat.secondMoment();
    return Double.isFinite(cosine) ? cosine : null;
  }

  private static Double q(Quantity<Stat> stat, Evaluation e) {
    Stat known = e.orNull(stat);
    return known != null && Double.isFinite(known.secondMoment()) ? known.secondMoment() : null;
  }

  private static Double ratio(Double a, Double b) {
    return a == null || b == null || b == 0 ? null : a / b;
  }

  /** d ln q / d ln size of the first output, by a finite step in each size. */
  private static Map<String, Double> slopes(Propagation p, Evaluation e) {
    Map<String, Double> slopes = new TreeMap<>();
    if (p.graph().outputs().isEmpty()) {
      return slopes;
    }
    Signal output = p.signal(p.graph().outputs().get(0).name());
    Double at = output == null ? null : q(output.stat(), e);
    if (at == null || at <= 0) {
      return slopes;
    }
    List<String> sizes = new ArrayList<>(SIZES);
    sizes.addAll(p.graph().sizeNames().values().keySet());
    for (String size : sizes) {
      Double value = e.binding().values().get(size);
      if (value == null) {
        continue;
      }
      double larger = Math.round(value * STEP);
      Evaluation there = p.evaluation(e.binding().with(size, larger).values());
      Double q = q(output.stat(), there);
      if (q != null && q > 0) {
        slopes.put(size, Math.log(q / at) / Math.log(larger / value));
      }
    }
    return slopes;
  }

  /** d ln q / d ln L of the stream, from what the last block adds. */
  private static Map<String, Double> depth(List<Trace.BlockRow> rows, Map<String, Signal> last) {
    Double growth = rows.isEmpty() ? null : rows.get(rows.size() - 1).streamGrowth();
    return growth == null ? Map.of() : Map.of("L", last.size() * Math.log(growth));
  }
}
