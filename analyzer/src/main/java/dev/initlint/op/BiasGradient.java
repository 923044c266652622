package dev.initlint.op;

import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;

/**
 * The way back through the scores of an attention to a bias that all samples share
 * (docs/theory/attention.md#gradient-at-a-bias).
 *
 * <p>δa_ts = p_ts δo_t·(v_s − v̄_t) has variance g_t·d_v·c·J over the keys of a query, with c how
 * far values are apart and J = E Σ (p_s − Σp²)²-like {@code jacobian} of the softmax; its sum over
 * the keys of a query is zero. An entry of the bias gets the sum over samples. An entry of the
 * table gets the sum over all pairs (t, s) of its bucket: with n_t keys of which c_tk are in bucket
 * k, Σ_k E(Σ_{s∈k} δa_ts)² = g_t d_v c J n_t/(n_t − 1)·(1 − Σ_k (c_tk/n_t)²), and two queries share
 * Σ_{s∈k, s'∈k} Ṽ_ss' of their centred values.
 */
final class BiasGradient {
  /** Queries that are looked at one by one; of more, an even sample. */
  private static final int SAMPLE = 256;

  private final AttentionRows rows;
  private final Attention.Logits logits;
  private final RelativeBias bias;
  private final Stat g;
  private final KeyAverages values;
  private final KeyAverages valuesAcross;
  private final double width;
  private final double batch;

  BiasGradient(
      AttentionRows coarse,
      Attention.Logits logits,
      RelativeBias bias,
      Stat gradient,
      Signal v,
      double size,
      Evaluation e) {
    this.bias = bias;
    Stat all = v.stat().in(e);
    Stat value = Windows.inside(all, size).sequential();
    Layout keys = coarse.keys().refine(value.layout());
    rows = coarse.overKeys(keys);
    this.logits = logits;
    g = gradient.sequential().refined(rows.queries());
    values = KeyAverages.of(value.refined(keys).within(), rows.sight(), rows.weighted());
    valuesAcross = KeyAverages.of(value.refined(keys).across(), rows.sight(), rows.weighted());
    width = v.axes().size(v.axes().rank() - 1);
    batch = e.number(Expr.symbol("batch")) * all.layout().positions() / value.layout().positions();
  }

  /** The gradient at the bias; what it gives an entry of the table is its coherence. */
  Stat stat(double heads) {
    double cap = logits.cap() == null ? 1 : Math.pow(logits.cap().slope(0), 2);
    cap *= bias.gain() * bias.gain();
    Layout layout = Layout.exchangeable((long) rows.queries().positions());
    double table = bias.buckets() == null ? 0 : table(bias);
    double own = cap * entry(true);
    double between = cap * entry(false);
    Field none = Field.zero(layout);
    Stat entries =
        bias.perSample() || bias.signal().axes().has(Role.SAMPLE)
            ? Stat.independent(layout, 0, own, heads)
                .withFields(
                    Field.constant(layout, own, 0),
                    Field.constant(layout, between, 0),
                    none,
                    none,
                    new double[layout.classes()])
            : Stat.independent(layout, 0, batch * own + batch * (batch - 1) * between, heads);
    return entries.withCoherence(cap * table);
  }

  /** Variance of δa summed over the keys of one query, for two samples' shares alike. */
  private double row(int i) {
    return g.within().same()[i]
        * width
        * Math.max(0, values.difference(i))
        * Math.max(0, rows.statistics()[i].jacobian());
  }

  private double across(int i, int j) {
    double apart =
        Math.sqrt(
            Math.max(0, valuesAcross.difference(i)) * Math.max(0, valuesAcross.difference(j)));
    Field between = g.across();
    double d = i == j ? between.same()[i] : between.other()[rows.queries().pair(i, j)];
    return d * width * apart;
  }

  /** Mean over entries of E[δa²], of one sample with itself or of one with another. */
  private double entry(boolean oneSample) {
    double sum = 0;
    for (int i = 0; i < rows.queries().classes(); i++) {
      double pair = oneSample ? row(i) : across(i, i) / rows.count()[i];
      sum += rows.queries().count(i) * pair;
    }
    return sum / (rows.queries().positions() * rows.keys().positions());
  }

  /** Mean over the rows of the table. */
  private double table(RelativeBias bias) {
    Buckets buckets = bias.buckets();
    int n = buckets.queries();
    int step = (n + SAMPLE - 1) / SAMPLE;
    boolean[][] seen = seen(logits.mask(), n, buckets.keys());
    double own = 0;
    double pairs = 0;
    int sampled = 0;
    for (int t = 0; t < n; t += step) {
      sampled++;
      int i = rows.queries().classOf(t);
      own += ownSum(buckets, seen, t, i);
      for (int u = 0; u < t; u += step) {
        int j = rows.queries().classOf(u);
        double between = buckets.between(t, u, seen[t], seen[u]);
        double within = g.within().other()[rows.queries().pair(i, j)];
        double c = Math.sqrt(Math.max(0, values.difference(i)) * Math.max(0, values.difference(j)));
        pairs += 2 * between * (batch * within * width * c + batch * (batch - 1) * across(i, j));
      }
    }
    double scale = n / (double) sampled;
    return (own * scale + pairs * scale * scale) / bias.buckets().rows();
  }

  private double ownSum(Buckets buckets, boolean[][] seen, int t, int i) {
    double keys = rows.count()[i];
    double repeat = buckets.repeat(t, seen[t]);
    double single = keys > 1 ? row(i) * keys / (keys - 1) * (1 - repeat) : 0;
    double shared = buckets.between(t, t, seen[t], seen[t]);
    return batch * single + batch * (batch - 1) * across(i, i) * shared;
  }

  private static boolean[][] seen(Mask mask, int queries, int keys) {
    double[][] visible = mask.visible(each(queries), each(keys));
    boolean[][] seen = new boolean[queries][keys];
    for (int t = 0; t < queries; t++) {
      for (int s = 0; s < keys; s++) {
        seen[t][s] = visible[t][s] > 0;
      }
    }
    return seen;
  }

  private static Layout each(int n) {
    int[] starts = new int[n];
    java.util.Arrays.setAll(starts, k -> k);
    return Layout.sequence(n, starts);
  }
}
