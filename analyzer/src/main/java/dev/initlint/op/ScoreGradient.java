package dev.initlint.op;

import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.Stat;
import java.util.Arrays;

/**
 * The way back through the scores of an attention, to its queries and keys.
 *
 * <p>δa_ts = p_ts δo_t·(v_s − v̄_t), so that a query's gradient is a sum over keys of centred
 * values times centred keys. Keys and values that are images of one tensor vary together, which
 * makes pairs of different keys count by 1/d_eff beside the participation of equal ones: Σ_s,s'
 * p_ts p_t's' (x̃_s·x̃_s')² = c²·(S2 + 1/d_eff)
 * (docs/theory/attention.md#gradient-at-queries-and-keys). Where positions are told apart, as
 * behind a causal mask or a rotation, the mean overlaps Ṽ and K̃ of centred values and keys
 * themselves change with the distance, and Σ_s≠s' p_s p_s' Ṽ_ss' K̃_ss' is added.
 */
final class ScoreGradient {
  private final AttentionRows rows;
  private final Layout queries;
  private final Layout keys;
  private final Stat g;
  private final double gain;
  private final double inverseDim;
  private final double batch;
  private final double batchPairs;
  private final double apart;
  private final Spread values;
  private final Spread keySpread;
  private final KeyOverlap overlap;
  private final KeyOverlap overlapAcross;

  /**
   * Prepares one attention.
   *
   * @param gradient gradient at the attention's output
   * @param oneSource whether keys and values are images of one tensor
   * @param batch number of samples
   * @param batchPairs number of ordered pairs of them
   */
  ScoreGradient(
      AttentionRows coarse,
      Attention.Logits logits,
      Stat gradient,
      Stat v,
      boolean oneSource,
      double batch,
      double batchPairs,
      Evaluation e) {
    this.batch = batch;
    this.batchPairs = batchPairs;
    queries = coarse.queries().refine(gradient.layout().sequential());
    keys = coarse.keys().refine(v.layout());
    rows = coarse.overKeys(keys).overQueries(queries);
    g = gradient.sequential().refined(queries);
    Stat value = v.refined(keys);
    Stat key = rows.key().refined(keys);
    double d = e.number(logits.headDim());
    double capGain = logits.cap() == null ? 1 : Math.pow(logits.cap().slope(0), 2);
    gain = logits.factor() * logits.factor() * d * capGain;
    inverseDim = oneSource ? Math.max(0, key.inverseDim() - 1 / key.features()) : 0;
    values = Spread.of(value.within(), keys, rows.visible(), rows.weighted());
    keySpread = Spread.of(key.within(), keys, rows.visible(), rows.weighted());
    overlap = new KeyOverlap(value.within(), key.within(), keys, rows.visible());
    overlapAcross = new KeyOverlap(value.across(), key.across(), keys, rows.visible());
    apart = key.secondMoment() - key.tokenOverlap();
  }

  /** Gradient at the queries. */
  Stat query() {
    double[] same = new double[queries.classes()];
    double[] across = new double[same.length];
    for (int i = 0; i < same.length; i++) {
      double c = values.difference(i) * keySpread.difference(i);
      double s2 = rows.participation()[i];
      double mixed = c * (rows.statistics()[i].jacobian() + (1 - s2) * inverseDim) + profile(i, i);
      same[i] = gain * g.within().same()[i] * Math.max(0, mixed);
      across[i] = gain * g.across().same()[i] * crossed(i, i, c);
    }
    double[] other = new double[queries.pairClasses()];
    double[] acrossOther = new double[other.length];
    for (int l = 0; l < other.length; l++) {
      int a = queries.first(l);
      int b = queries.second(l);
      double c =
          root(values.difference(a), values.difference(b))
              * root(keySpread.difference(a), keySpread.difference(b));
      double shared = rows.shared(l, values.common(a, b));
      double mixed = c * (shared * Math.max(0, 1 - shared) + (1 - shared) * inverseDim);
      other[l] = gain * g.within().other()[l] * (mixed + profile(a, b));
      acrossOther[l] = gain * g.across().other()[l] * crossed(a, b, c);
    }
    return stat(queries, new Field(same, other), new Field(across, acrossOther), rows.query());
  }

  /** Σ p p' of squared overlaps between two samples: 1/d_eff, and what positions have in common. */
  private double crossed(int a, int b, double c) {
    return c * inverseDim + overlapAcross.of(a, b);
  }

  /**
   * What overlaps that depend on the positions add to those of keys that are all alike, by the
   * share of the weights that goes to pairs of different keys.
   */
  private double profile(int a, int b) {
    double c =
        root(values.difference(a), values.difference(b))
            * root(keySpread.difference(a), keySpread.difference(b));
    double different = root(1 - rows.participation()[a], 1 - rows.participation()[b]);
    return overlap.beyondAlike(a, b, c, values.common(a, b), different);
  }

  private static double root(double x, double y) {
    return Math.sqrt(Math.max(0, x) * Math.max(0, y));
  }

  /** Gradient at the keys; its sum over the keys of a sample is zero. */
  Stat key() {
    double[][] p = AttentionGradient.even(rows);
    double[] same = new double[keys.classes()];
    double[] across = new double[same.length];
    double total = 0;
    double profiled = 0;
    for (int a = 0; a < p.length; a++) {
      double own = gain * g.within().same()[a] * rows.query().within().same()[a];
      double c = values.difference(a);
      double jacobian = rows.statistics()[a].jacobian();
      for (int j = 0; j < same.length; j++) {
        same[j] += queries.count(a) * own * c * jacobian * p[a][j];
      }
      total += batch * queries.count(a) * own * c * (1 - rows.participation()[a]);
      total += crossTotal(a);
      profiled += batch * queries.count(a) * own * profile(a, a);
    }
    for (int l = 0; l < queries.pairClasses(); l++) {
      pair(l, p, same);
      total += pairTotal(l);
      profiled += profileTotal(l);
    }
    double n = keys.positions();
    double off = 0;
    for (int j = 0; j < same.length; j++) {
      same[j] = Math.max(0, same[j]);
      off -= keys.count(j) * same[j] / n / Math.max(1, n - 1);
    }
    double[] other = new double[keys.pairClasses()];
    Arrays.fill(other, off);
    Field none = new Field(across, new double[other.length]);
    return stat(keys, new Field(same, other), none, rows.key())
        .withCoherence(total * inverseDim + (apart > 0 ? profiled / apart : 0));
  }

  private void pair(int l, double[][] p, double[] same) {
    int a = queries.first(l);
    int b = queries.second(l);
    double weight = queries.pairs(l) * g.within().other()[l] * rows.query().within().other()[l];
    if (weight == 0) {
      return;
    }
    double common = values.common(a, b);
    double shared = rows.shared(l, common);
    double c = root(values.difference(a), values.difference(b));
    double raise = common > 0 ? shared * rows.count()[a] * rows.count()[b] / common : 0;
    for (int j = 0; j < same.length; j++) {
      same[j] += gain * weight * c * p[a][j] * p[b][j] * raise * Math.max(0, 1 - shared);
    }
  }

  private double pairTotal(int l) {
    int a = queries.first(l);
    int b = queries.second(l);
    double c = root(values.difference(a), values.difference(b));
    double within = g.within().other()[l] * rows.query().within().other()[l];
    double across = g.across().other()[l] * rows.query().across().other()[l];
    return gain * c * queries.pairs(l) * (batch * within + batchPairs * across);
  }

  private double profileTotal(int l) {
    double within = g.within().other()[l] * rows.query().within().other()[l];
    return within == 0
        ? 0
        : gain * batch * queries.pairs(l) * within * profile(queries.first(l), queries.second(l));
  }

  private double crossTotal(int a) {
    double across = g.across().same()[a] * rows.query().across().same()[a];
    return gain * values.difference(a) * queries.count(a) * batchPairs * across;
  }

  private Stat stat(Layout layout, Field within, Field across, Stat like) {
    return new Stat(
        layout,
        within,
        across,
        Field.zero(layout),
        Field.zero(layout),
        new double[layout.classes()],
        like.features(),
        0,
        g.spread());
  }
}
