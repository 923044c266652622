package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.shape.Array;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A learned bias on attention logits that depends on the distance of query and key
 * (docs/theory/attention.md#masks-and-biases).
 *
 * @param spread share of its variance that differs between the keys of one query
 * @param mask the mask that has been added to it so far
 * @param table the table it was looked up in, or null
 * @param buckets which row of the table each pair looks up, or null
 * @param perSample whether each sample of the batch has a copy, as where it met a mask of its own
 * @param signal the tensor that was added to the scores, or null when there is none
 * @param square second moment of what is added
 * @param gain by what it was multiplied since
 * @param parts several of them that were added one after another; empty for one
 */
public record RelativeBias(
    Quantity<Double> variance,
    double spread,
    Mask mask,
    ParameterFacts table,
    Buckets buckets,
    boolean perSample,
    Signal signal,
    Quantity<Double> square,
    double gain,
    List<RelativeBias> parts)
    implements Signal.Unit {

  private RelativeBias(
      Quantity<Double> variance,
      double spread,
      Mask mask,
      ParameterFacts table,
      Buckets buckets,
      boolean perSample,
      Signal signal) {
    this(variance, spread, mask, table, buckets, perSample, signal, variance, 1, List.of());
  }

  /** An independent bias of each pair. */
  static RelativeBias ofPairs(Quantity<Double> variance, Quantity<Double> square) {
    return new RelativeBias(variance, 1, Mask.NONE, null, null, false, null, square, 1, List.of());
  }

  /** A table with an entry for each pair of query and key, and perhaps each head. */
  static Signal ofPairs(Site site, ParameterFacts table) {
    long[] dims = table.dims();
    int rank = dims.length;
    List<List<Factor>> axes = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      Factor place = site.dims().position(dims[i]);
      Factor own =
          i == rank - 1
              ? new Factor(Role.KEY, dims[i], place.symbol())
              : i == rank - 2 ? place : site.dims().feature(dims[i], "heads");
      axes.add(dims[i] == 1 ? List.of() : List.of(own));
    }
    double m2 = table.mean() * table.mean();
    Quantity<Double> variance = variance(table);
    long heads = rank > 2 ? dims[rank - 3] : 1;
    Quantity<Stat> stat =
        variance.then(
            v ->
                Stat.independent(Layout.exchangeable(dims[rank - 2]), table.mean(), v + m2, heads));
    return Signal.of(new Axes(axes), stat)
        .formula(table.variance().plus(Expr.of(m2)))
        .step("a bias for each pair: E[x²] = var(E)")
        .zero(table.isZero())
        .unit(ofPairs(variance, variance.then(v -> v + m2)))
        .weight(table, g -> g.then(Stat::secondMoment))
        .sources(Set.of(table.name() + "@" + site.node().name()))
        .build();
  }

  /** The same as it was added to scores. */
  RelativeBias at(Signal added) {
    return new RelativeBias(
        variance, spread, mask, table, buckets, perSample, added, square, gain, parts);
  }

  RelativeBias scaled(double by) {
    return new RelativeBias(
        variance.then(v -> v * by * by),
        spread,
        mask,
        table,
        buckets,
        perSample,
        signal,
        square.then(v -> v * by * by),
        gain * by,
        parts.stream().map(p -> p.scaled(by)).toList());
  }

  /** Two biases that are independent of each other. */
  RelativeBias and(RelativeBias that) {
    List<RelativeBias> all = new ArrayList<>(each());
    all.addAll(that.each());
    Quantity<Double> sum =
        Quantity.of(e -> variance.in(e) * spread + that.variance.in(e) * that.spread);
    Quantity<Double> squares = Quantity.of(e -> square.in(e) + that.square.in(e));
    return new RelativeBias(sum, 1, mask.and(that.mask), null, null, false, null, squares, 1, all);
  }

  /** Each that was added. */
  List<RelativeBias> each() {
    return parts.isEmpty() ? List.of(this) : parts;
  }

  /** Entries of a table by a matrix of distances. */
  static RelativeBias byDistance(ParameterFacts table, Array index, int rows) {
    long[] dims = index.dims();
    int n = (int) dims[0];
    boolean square = dims[0] == dims[1];
    Buckets buckets = square ? Buckets.of(index.toLongs(), n, rows) : null;
    double apart = square ? spread(index, n) : 1;
    double m2 = table.mean() * table.mean();
    Quantity<Double> variance = variance(table);
    return new RelativeBias(
        variance,
        apart,
        Mask.NONE,
        table,
        buckets,
        false,
        null,
        variance.then(v -> v + m2),
        1,
        List.of());
  }

  /** Rows of a table by a square matrix of distances: {@code [n, n, heads]}. */
  static List<Belief> of(Site site, ParameterFacts table, Array index, Factor width) {
    int n = (int) index.dims()[0];
    Factor query = site.dims().position(n);
    Factor key = new Factor(Role.KEY, n, query.symbol());
    Axes axes = new Axes(List.of(List.of(query), List.of(key), List.of(width)));
    double m2 = table.mean() * table.mean();
    Quantity<Double> variance = variance(table);
    Buckets buckets = Buckets.of(index.toLongs(), n, table.dims()[0]);
    double apart = spread(index, n);
    double own = 2 * (1 - apart) / table.dims()[1];
    Quantity<Stat> stat =
        variance.then(
            v ->
                Stat.independent(Layout.exchangeable(n), table.mean(), v + m2, table.dims()[1])
                    .withSpread(own));
    return Site.known(
        Signal.of(axes, stat)
            .formula(table.variance().plus(Expr.of(m2)))
            .step("rows of a table by distance: E[x²] = var(E)")
            .zero(table.isZero())
            .unit(new RelativeBias(variance, apart, Mask.NONE, table, buckets, false, null))
            .weight(table, g -> g.then(Stat::coherence))
            .sources(Set.of(table.name() + "@" + site.node().name())));
  }

  /**
   * The variance of the table: by its law, or where its few entries are further from the law than
   * one standard error of their mean square, √(2/count), by themselves.
   */
  private static Quantity<Double> variance(ParameterFacts table) {
    return Quantity.of(
        e -> {
          double law = e.number(table.variance());
          double own = table.facts() == null ? law : table.facts().variance();
          double error = Math.sqrt(2.0 / table.count());
          return Math.abs(own - law) > error * law ? own : law;
        });
  }

  /** 1 − Σ (share of a row's keys in one bucket)², averaged over queries. */
  private static double spread(Array index, int n) {
    long[] v = index.toLongs();
    double sum = 0;
    for (int t = 0; t < n; t++) {
      Map<Long, Integer> counts = new HashMap<>();
      for (int s = 0; s < n; s++) {
        counts.merge(v[t * n + s], 1, Integer::sum);
      }
      double repeat = 0;
      for (int c : counts.values()) {
        repeat += (double) c * c / ((double) n * n);
      }
      sum += 1 - repeat;
    }
    return sum / n;
  }

  /** The bias with a mask added. */
  Signal.Builder masked(Signal x, Array added) {
    return masked(x, Mask.of(added), added.dims());
  }

  /**
   * The bias under a mask.
   *
   * @param dims extents of the mask; with one for each sample, each gets a copy of the bias
   */
  Signal.Builder masked(Signal x, Mask more, long[] dims) {
    boolean copied = !perSample && dims.length == x.axes().rank() && dims[0] > 1;
    Mask both = mask.and(more);
    Signal.Builder y = copied ? copies(x, dims[0]) : x.seenAs(x.axes());
    return y.unit(
        new RelativeBias(
            variance,
            spread,
            both,
            table,
            buckets,
            perSample || copied,
            null,
            square,
            gain,
            parts));
  }

  /** The gradient of what samples share is the sum over the samples. */
  private static Signal.Builder copies(Signal x, long samples) {
    return Signal.of(x.axes(), x.stat())
        .formula(x.formula())
        .entriesOf(x)
        .step("a copy for each sample")
        .zero(x.isZero())
        .sources(x.sources())
        .edge(x, g -> g.then(s -> summed(s, samples)));
  }

  private static Stat summed(Stat g, long samples) {
    double total =
        samples * g.secondMoment() + samples * (samples - 1) * g.across().meanSame(g.layout());
    return Stat.independent(g.layout(), 0, total, g.features()).withCoherence(g.coherence());
  }
}
