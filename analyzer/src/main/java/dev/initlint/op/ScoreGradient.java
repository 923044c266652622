package dev.initlint.op;

import dev.initlint.moment.Block;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import java.util.Arrays;

/**
 * The way back through the scores of two attentions of one draw, or of one with itself: what the
 * gradients at their queries, and at their keys, have in common.
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
  private final AttentionPair pair;
  private final Layout queries;
  private final Layout keys;
  private final Block g;
  private final double batch;
  private final double batchPairs;
  private final double inverseDim;
  private final double[] count;
  private final KeyAverages values;
  private final KeyAverages keySpread;
  private final KeyOverlap overlap;
  private final KeyOverlap overlapAcross;

  /**
   * Prepares two attentions.
   *
   * @param gradient of the gradients at the two outputs
   * @param value of the two tensors of values
   * @param batch number of samples
   * @param batchPairs number of ordered pairs of different ones
   */
  ScoreGradient(AttentionPair pair, Block gradient, Block value, double batch, double batchPairs) {
    this.pair = pair;
    this.batch = batch;
    this.batchPairs = batchPairs;
    queries = pair.queries();
    keys = pair.keys();
    g = AttentionPair.sequential(gradient).refined(queries);
    Block v = AttentionPair.sequential(value).refined(keys);
    Block k = pair.followed() ? pair.key() : v;
    inverseDim = pair.inverseDim();
    Sight sight = pair.first().sight();
    count = pair.first().count();
    values = pair.spread(v.within());
    keySpread = pair.spread(k.within());
    overlap = new KeyOverlap(v.within(), k.within(), sight);
    overlapAcross = new KeyOverlap(v.across(), k.across(), sight);
  }

  private static double root(double x, double y) {
    return Math.sqrt(Math.max(0, x) * Math.max(0, y));
  }

  private double apart(int i, int j) {
    return root(values.difference(i), values.difference(j));
  }

  /** Between the gradients at the queries. */
  Block query() {
    double[] same = new double[queries.classes()];
    double[] across = new double[same.length];
    for (int i = 0; i < same.length; i++) {
      double c = apart(i, i) * root(keySpread.difference(i), keySpread.difference(i));
      double s = pair.shared(i);
      double mixed = c * (pair.bent(i) * s * (1 - s) + (1 - s) * inverseDim);
      same[i] = pair.gain() * g.within().same()[i] * Math.max(0, mixed + profile(i, i));
      across[i] = pair.gain() * g.across().same()[i] * crossed(i, i, c);
    }
    double[] other = new double[queries.pairClasses()];
    double[] acrossOther = new double[other.length];
    for (int l = 0; l < other.length; l++) {
      int a = queries.first(l);
      int b = queries.second(l);
      double c = apart(a, b) * root(keySpread.difference(a), keySpread.difference(b));
      double s = pair.sharedByPair(l);
      double mixed = c * (s * Math.max(0, 1 - s) + (1 - s) * inverseDim);
      other[l] = pair.gain() * g.within().other()[l] * (mixed + profile(a, b));
      acrossOther[l] = pair.gain() * g.across().other()[l] * crossed(a, b, c);
    }
    Field none = Field.zero(queries);
    return new Block(queries, new Field(same, other), new Field(across, acrossOther), none, none);
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
    double c = apart(a, b) * root(keySpread.difference(a), keySpread.difference(b));
    double different = root(1 - pair.shared(a), 1 - pair.shared(b));
    return overlap.beyondAlike(a, b, c, values.common(a, b), different);
  }

  /** Between the gradients at the keys; its sum over the keys of a sample is zero. */
  Block key() {
    double[][] p = AttentionGradient.even(pair.first());
    double[] same = new double[keys.classes()];
    double total = 0;
    double structured = 0;
    for (int a = 0; a < p.length; a++) {
      double own = pair.gain() * g.within().same()[a] * pair.query().within().same()[a];
      double s = pair.shared(a);
      double c = values.difference(a);
      for (int j = 0; j < same.length; j++) {
        same[j] += queries.count(a) * own * c * pair.bent(a) * s * (1 - s) * p[a][j];
      }
      double across = g.across().same()[a] * pair.query().across().same()[a];
      total += batch * queries.count(a) * own * c * (1 - s);
      structured += batch * queries.count(a) * own * profile(a, a);
      total += pair.gain() * c * queries.count(a) * batchPairs * across;
    }
    for (int l = 0; l < queries.pairClasses(); l++) {
      total += between(l, p, same);
      structured += between(l);
    }
    double n = keys.positions();
    double off = 0;
    for (int j = 0; j < same.length; j++) {
      off -= keys.count(j) * same[j] / n / Math.max(1, n - 1);
    }
    double[] other = new double[keys.pairClasses()];
    Arrays.fill(other, off);
    Field none = Field.zero(keys);
    return new Block(keys, new Field(same, other), none, none, none, coherence(total, structured));
  }

  private double between(int l) {
    double within = g.within().other()[l] * pair.query().within().other()[l];
    double both = profile(queries.first(l), queries.second(l));
    return pair.gain() * queries.pairs(l) * batch * within * both;
  }

  private double coherence(double total, double structured) {
    double apart = pair.key().secondMoment() - pair.key().tokenOverlap();
    return total * inverseDim + (apart > 0 ? structured / apart : 0);
  }

  /** Adds what a pair of query classes gives the keys; returns its part of the coherence. */
  private double between(int l, double[][] p, double[] same) {
    int a = queries.first(l);
    int b = queries.second(l);
    double c = apart(a, b);
    double within = g.within().other()[l] * pair.query().within().other()[l];
    double across = g.across().other()[l] * pair.query().across().other()[l];
    double common = values.common(a, b);
    double s = pair.sharedByPair(l);
    double raise = common > 0 ? s * count[a] * count[b] / common : 0;
    double weight = pair.gain() * queries.pairs(l) * c;
    double apart = Math.max(0, 1 - s);
    double both = weight * within;
    double[] first = p[a];
    double[] second = p[b];
    if (both != 0 && raise != 0) {
      for (int j = 0; j < same.length; j++) {
        same[j] += both * first[j] * second[j] * raise * apart;
      }
    }
    return weight * (batch * within + batchPairs * across);
  }
}
