package dev.initlint.op;

import dev.initlint.moment.Block;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows of a table: two lookups share what rows they hold in common.
 *
 * @param index what is equal for two lookups of the same rows
 * @param rows the rows by position where they are fixed, or null for tokens
 * @param kinds number of rows that a token is one of; not asked for where rows are fixed
 */
record Lookup(ParameterFacts table, Object index, long[] rows, Expr kinds) implements Relation {
  /** What two lookups of a table share as sources. */
  static Object source(ParameterFacts table) {
    return table.draw() == null ? table.name() + " rows" : table.draw();
  }

  @Override
  public Block together(Signal self, Signal other, Gram g) {
    if (!(other.relation() instanceof Lookup that) || !source(table).equals(source(that.table))) {
      return null;
    }
    if (index.equals(that.index)) {
      return Block.of(g.coarse(self.stat()));
    }
    if (!table.isRandom()) {
      throw new Gram.NotFollowed("rows of a table that is no draw");
    }
    Layout layout = g.coarse(self.stat()).layout().refine(g.coarse(other.stat()).layout());
    double variance = g.evaluation().number(table.variance());
    double m2 = table.mean() * table.mean();
    double[] equal = equal(that, g);
    Field k = Field.constant(layout, m2 + variance * equal[0], m2 + variance * equal[1]);
    Field across = rows == null || that.rows == null ? k.map(v -> m2 + variance * equal[1]) : k;
    Field f = Field.constant(layout, m2, m2);
    return new Block(layout, k, across, f, f);
  }

  /** Shares of the pairs of positions, equal and different ones, that look up one row. */
  private double[] equal(Lookup that, Gram g) {
    if (rows == null || that.rows == null) {
      Expr n = rows == null ? kinds : that.kinds;
      double share = 1 / g.evaluation().number(n);
      return new double[] {share, share};
    }
    int n = Math.min(rows.length, that.rows.length);
    Map<Long, Integer> held = new HashMap<>();
    Arrays.stream(that.rows).limit(n).forEach(r -> held.merge(r, 1, Integer::sum));
    double all = Arrays.stream(rows).limit(n).mapToInt(r -> held.getOrDefault(r, 0)).sum();
    double same = 0;
    for (int i = 0; i < n; i++) {
      same += rows[i] == that.rows[i] ? 1 : 0;
    }
    return new double[] {same / n, n > 1 ? (all - same) / (n * (n - 1.0)) : 0};
  }

  @Override
  public double weight(Signal self, Signal other, Block gradients, Gram g) {
    if (!(other.relation() instanceof Lookup that) || rows != null || that.rows != null) {
      return Relation.super.weight(self, other, gradients, g);
    }
    double number = g.evaluation().number(kinds);
    if (index.equals(that.index)) {
      return Embedding.tokenGradient(gradients.stat(g.coarse(self.stat())), number, g.evaluation());
    }
    double batch = g.evaluation().number(Expr.symbol("batch"));
    Layout layout = gradients.layout();
    double n = layout.positions();
    double within = n * n * gradients.within().meanAll(layout);
    double across = n * n * gradients.across().meanAll(layout);
    return batch * (within + (batch - 1) * across) / (number * number);
  }
}
