package dev.initlint.op;

import dev.initlint.moment.Block;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Gram;
import dev.initlint.moment.Layout;

/**
 * Two attentions of one draw, in two layers or one with itself: what their rows share, and through
 * it their outputs and the gradients of their values. The figures of one attention are those of the
 * pair of it with itself (docs/theory/attention.md#two-attentions).
 *
 * <p>Between query t of the one and s of the other, E Σ_r p_tr p'_sr is the even share of the keys
 * that both see, raised by the covariance of their logits, the cosines of queries and of what tells
 * keys apart times the deviations of both. That is exact for independent and for equal rows, and to
 * second order in s between. A bias that both add to their scores is common to a query and itself.
 */
final class AttentionPair {
  private final AttentionRows a;
  private final AttentionRows b;
  private final Layout queries;
  private final Layout keys;
  private final double[] sharedSame;
  private final double[] sharedOther;
  private final double[] covarianceSame;
  private final double[] covarianceOther;
  private final Projection.Source source;
  private final Block query;
  private final Block key;
  private final double gain;
  private final boolean weighted;

  private AttentionPair(
      AttentionRows a,
      AttentionRows b,
      Block logits,
      Block key,
      double gain,
      Projection.Source source,
      Bias bias,
      boolean self) {
    weighted = self && a.weighted();
    queries = a.queries();
    keys = a.keys();
    this.a = a;
    this.b = b;
    this.source = source;
    this.gain = gain;
    query = logits == null ? null : logits.refined(queries);
    this.key = key == null ? null : key.refined(keys);
    Block q = query;
    KeyAverages ka = spread(a.key().within());
    KeyAverages kb = self ? ka : KeyAverages.of(b.key().within(), b.sight());
    KeyAverages k = self ? ka : key == null ? null : spread(this.key.within());
    KeyAverages count = ka;
    covarianceSame = new double[queries.classes()];
    covarianceOther = new double[queries.pairClasses()];
    sharedSame = new double[covarianceSame.length];
    sharedOther = new double[covarianceOther.length];
    for (int i = 0; i < sharedSame.length; i++) {
      double cosine = q == null ? 0 : cosine(q.within().same()[i], i, i, k, ka, kb);
      covarianceSame[i] =
          cosine * bias.scores(a, i, b, i) + (bias.common() ? bias.added(a, i, b, i) : 0);
      sharedSame[i] =
          self ? a.participation()[i] : shared(i, i, count.common(i, i), covarianceSame[i]);
    }
    for (int l = 0; l < sharedOther.length; l++) {
      int i = queries.first(l);
      int j = queries.second(l);
      double cosine = q == null ? 0 : cosine(q.within().other()[l], i, j, k, ka, kb);
      covarianceOther[l] = cosine * bias.scores(a, i, b, j);
      sharedOther[l] = shared(i, j, count.common(i, j), covarianceOther[l]);
    }
  }

  /** Correlation of the scores of two queries, without what a bias adds to them. */
  private double cosine(double qq, int i, int j, KeyAverages k, KeyAverages ka, KeyAverages kb) {
    double queries = root(a.query().within().same()[i], b.query().within().same()[j]);
    double own = root(ka.difference(i), kb.difference(j));
    double both = root(k.difference(i), k.difference(j));
    return queries > 0 && own > 0 ? Math.max(-1, Math.min(1, qq / queries * both / own)) : 0;
  }

  /**
   * Variances that relative biases add to the scores of the two.
   *
   * @param common whether both add one bias
   */
  private record Bias(double first, double second, boolean common) {
    static Bias of(Attention.Logits x, Attention.Logits y, Evaluation e) {
      return new Bias(added(x, e), added(y, e), x.bias() != null && x.bias().equals(y.bias()));
    }

    private static double added(Attention.Logits l, Evaluation e) {
      return l.bias() == null ? 0 : l.bias().variance().in(e) * l.bias().spread();
    }

    private static double share(double bias, double s2) {
      return s2 > 0 ? bias / Math.max(bias, s2) : 0;
    }

    /** √ of the two variances of scores without the biases. */
    double scores(AttentionRows a, int i, AttentionRows b, int j) {
      double x = a.logitVariance()[i];
      double y = b.logitVariance()[j];
      return root(x, y) * root(1 - share(first, x), 1 - share(second, y));
    }

    /** √ of the two variances that the biases add. */
    double added(AttentionRows a, int i, AttentionRows b, int j) {
      double x = a.logitVariance()[i];
      double y = b.logitVariance()[j];
      return root(x, y) * root(share(first, x), share(second, y));
    }
  }

  private record Key(AttentionOutput.Average a, AttentionOutput.Average b) {}

  /** One attention with itself, which the way forward and each way back ask for. */
  private static final class Self {
    private final AttentionRows rows;
    private final Layout queries;
    private final Layout keys;
    private final Projection.Source source;

    Self(AttentionRows rows, Layout queries, Layout keys, Projection.Source source) {
      this.rows = rows;
      this.queries = queries;
      this.keys = keys;
      this.source = source;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Self s
          && rows == s.rows
          && source.equals(s.source)
          && queries.sameAs(s.queries)
          && keys.sameAs(s.keys);
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(rows);
    }
  }

  /**
   * One attention with itself.
   *
   * @param finerQueries queries told apart as a gradient may need it
   * @param finerKeys keys told apart as values may need it
   * @param source what keys and values are read from
   */
  static AttentionPair self(
      AttentionRows rows,
      Attention.Logits logits,
      Layout finerQueries,
      Layout finerKeys,
      Projection.Source source,
      Evaluation e) {
    Layout keys = rows.keys().refine(finerKeys);
    Layout queries = rows.queries().refine(finerQueries);
    return e.shared(
        new Self(rows, queries, keys, source),
        k -> self(rows.overKeys(keys).overQueries(queries), logits, source, e));
  }

  private static AttentionPair self(
      AttentionRows r, Attention.Logits logits, Projection.Source source, Evaluation e) {
    return new AttentionPair(
        r,
        r,
        Block.of(r.query()),
        Block.of(r.key()),
        gain(logits, logits, e),
        source,
        Bias.of(logits, logits, e),
        true);
  }

  /** scale·scale'·d_k, with the slopes of soft caps. */
  private static double gain(Attention.Logits x, Attention.Logits y, Evaluation e) {
    return x.factor() * y.factor() * e.number(x.headDim()) * slope(x) * slope(y);
  }

  private static double slope(Attention.Logits l) {
    return l.cap() == null ? 1 : l.cap().slope(0);
  }

  static AttentionPair of(AttentionOutput.Average a, AttentionOutput.Average b, Gram g) {
    return g.evaluation().shared(new Key(a, b), k -> compute(k.a(), k.b(), g));
  }

  private static AttentionPair compute(
      AttentionOutput.Average m, AttentionOutput.Average n, Gram g) {
    AttentionRows a = AttentionRows.coarse(m.weights().logits(), g.evaluation());
    AttentionRows b = AttentionRows.coarse(n.weights().logits(), g.evaluation());
    if (a.queries().positions() != b.queries().positions()
        || a.keys().positions() != b.keys().positions()) {
      throw new Gram.NotFollowed("attentions over different keys");
    }
    Layout values = g.coarse(m.value().stat()).layout().sequential();
    if (values.positions() != a.keys().positions()) {
      throw new Gram.NotFollowed("attentions inside windows");
    }
    values = values.refine(g.coarse(n.value().stat()).layout().sequential());
    Layout keys = a.keys().refine(b.keys()).refine(values);
    Layout queries = a.queries().refine(b.queries());
    Attention.Logits x = m.weights().logits();
    Attention.Logits y = n.weights().logits();
    Block q = null;
    Block k = null;
    try {
      q = sequential(g.of(x.query(), y.query()));
      k = sequential(g.of(x.key(), y.key()));
      queries = queries.refine(q.layout());
      keys = keys.refine(k.layout());
    } catch (Gram.NotFollowed rotated) {
      q = null;
      k = null;
    }
    return new AttentionPair(
        a.overKeys(keys).overQueries(queries),
        b.overKeys(keys).overQueries(queries),
        q,
        k,
        gain(x, y, g.evaluation()),
        m.source().and(n.source()),
        Bias.of(x, y, g.evaluation()),
        false);
  }

  /** Averages of a field over the keys that queries see. */
  KeyAverages spread(Field f) {
    return KeyAverages.of(f, a.sight(), weighted);
  }

  static Block sequential(Block c) {
    return c.refined(c.layout().sequential());
  }

  private static double root(double x, double y) {
    return Math.sqrt(Math.max(0, x) * Math.max(0, y));
  }

  private double shared(int i, int j, double common, double covariance) {
    double even = common / (a.count()[i] * b.count()[j]);
    double s2 = root(a.logitVariance()[i], b.logitVariance()[j]);
    if (s2 == 0 || covariance == 0) {
      return even;
    }
    double raise = root(excess(a, i), excess(b, j));
    return even * (1 + raise * Math.expm1(Math.min(covariance, s2)) / Math.expm1(s2));
  }

  private static double excess(AttentionRows rows, int i) {
    return Math.max(0, rows.count()[i] * rows.participation()[i] - 1);
  }

  Layout queries() {
    return queries;
  }

  Layout keys() {
    return keys;
  }

  AttentionRows first() {
    return a;
  }

  /** Whether queries and keys of the two could be compared. */
  boolean followed() {
    return query != null;
  }

  /** E[q q'] of the queries. */
  Block query() {
    return query;
  }

  /** E[k k'] of the keys. */
  Block key() {
    return key;
  }

  /** scale·scale'·d_k. */
  double gain() {
    return gain;
  }

  /** 1/d_eff by which keys and values of one source vary together; 0 for two sources. */
  double inverseDim() {
    return source.one() ? root(inverseDim(a), inverseDim(b)) + source.finer() : 0;
  }

  /** E Σ_r p_tr p'_tr of a query with its counterpart. */
  double shared(int i) {
    return sharedSame[i];
  }

  /** E Σ_r p_tr p'_sr of two queries. */
  double sharedByPair(int l) {
    return sharedOther[l];
  }

  /** What the softmax's derivative makes of S2(1 − S2) in a row with itself. */
  double bent(int i) {
    return root(bent(a, i), bent(b, i));
  }

  private static double bent(AttentionRows rows, int i) {
    double even = rows.participation()[i] * (1 - rows.participation()[i]);
    return even > 0 ? rows.statistics()[i].jacobian() / even : 0;
  }

  /** P C P'ᵀ for the second moments C between the two tensors of values. */
  Block output(Block values) {
    Block v = sequential(values).refined(keys);
    return new Block(
        queries,
        within(v.within()),
        attended(v.across(), false),
        attended(v.featureWithin(), true),
        attended(v.featureAcross(), false));
  }

  private Field within(Field k) {
    if (k.isZero()) {
      return Field.zero(queries);
    }
    KeyAverages spread = spread(k);
    Field attended = attended(spread, true);
    return source.one() ? attended.plus(response(spread)) : attended;
  }

  /** Pᵀ D P' for the second moments D between the gradients at the two outputs. */
  Block values(Block gradient) {
    Block d = sequential(gradient).refined(queries);
    double[][] p = AttentionGradient.even(a);
    Field none = Field.zero(keys);
    return new Block(
        keys,
        AttentionGradient.within(a.count(), sharedSame, p, d.within(), queries, keys),
        AttentionGradient.product(p, d.across(), queries, keys, true),
        none,
        none);
  }

  private Field attended(Field k, boolean oneSample) {
    if (k.isZero()) {
      return Field.zero(queries);
    }
    return attended(spread(k), oneSample);
  }

  private Field attended(KeyAverages spread, boolean oneSample) {
    double[] same = new double[queries.classes()];
    double[] other = new double[queries.pairClasses()];
    for (int i = 0; i < same.length; i++) {
      double shared = oneSample ? sharedSame[i] : 1 / a.count()[i];
      same[i] = shared * spread.same(i) + (1 - shared) * spread.other(i);
    }
    for (int l = 0; l < other.length; l++) {
      double shared = oneSample ? sharedOther[l] : Double.NaN;
      other[l] = mixed(spread, queries.first(l), queries.second(l), shared);
    }
    return new Field(same, other);
  }

  private double mixed(KeyAverages spread, int i, int j, double sharedOrEven) {
    double common = spread.common(i, j);
    double all = a.count()[i] * b.count()[j];
    double shared = Double.isNaN(sharedOrEven) ? common / all : sharedOrEven;
    double pairs = all - common;
    double atSame = common > 0 ? spread.sameSum(i, j) / common : 0;
    double atOther = pairs > 1e-9 ? spread.otherSum(i, j) / pairs : atSame;
    return shared * atSame + (1 - shared) * atOther;
  }

  /** What the weights' response to the keys adds, as in one attention. */
  private Field response(KeyAverages spread) {
    double dims = inverseDim();
    double[] same = new double[queries.classes()];
    double[] other = new double[queries.pairClasses()];
    for (int i = 0; i < same.length; i++) {
      same[i] = dims * covarianceSame[i] * Math.max(0, spread.difference(i)) * rest(i, i);
    }
    for (int l = 0; l < other.length; l++) {
      int i = queries.first(l);
      int j = queries.second(l);
      double apart = root(spread.difference(i), spread.difference(j));
      other[l] = dims * covarianceOther[l] * apart * rest(i, j);
    }
    return new Field(same, other);
  }

  private double rest(int i, int j) {
    return (1 - a.participation()[i]) * (1 - b.participation()[j]);
  }

  private static double inverseDim(AttentionRows rows) {
    return Math.max(0, rows.key().inverseDim() - 1 / rows.key().features());
  }
}
