package dev.initlint.moment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;

/**
 * Entries of a tensor told apart by those of known tables that they have met, as step sizes by
 * their bias and decays by their rate: entries of one stratum met one entry of each table. Two
 * tensors that have met one table are large in the same places, so that the mean of their product
 * is not the product of their means (docs/theory/state.md#strata).
 *
 * <p>All strata are equally many entries. They are numbered with the last table's entry fastest.
 *
 * @param tables what was met
 * @param second second moments over that of the whole tensor; 1 on average
 * @param mean means over the root of the second moment of the whole tensor
 */
public record Strata(List<Table> tables, double[] second, double[] mean) {
  /** Strata beyond which no further table is told apart. */
  private static final int LIMIT = 480;

  /**
   * A table of entries that a tensor met.
   *
   * @param entries the entries, or as many of their quantiles
   * @param extent number of features that the table has entries for
   */
  public record Table(List<Double> entries, double extent) {
    public static Table of(double[] entries, double extent) {
      return new Table(Arrays.stream(entries).boxed().toList(), extent);
    }

    public int size() {
      return entries.size();
    }
  }

  /** A product or a sum of two tensors. */
  record Joint(Strata strata, double factor, double meanFactor) {}

  /** Strata from second moments and means in units of the tensor; null where all are zero. */
  static Strata of(List<Table> tables, double[] second, double[] mean) {
    double q = average(second);
    if (!(q > 0) || !Double.isFinite(q)) {
      return null;
    }
    double root = Math.sqrt(q);
    return new Strata(
        tables,
        Arrays.stream(second).map(v -> v / q).toArray(),
        Arrays.stream(mean).map(v -> v / root).toArray());
  }

  /** What a table adds to a tensor, or multiplies it by. */
  public static Strata of(Table table) {
    double[] entries = table.entries().stream().mapToDouble(v -> v).toArray();
    return of(List.of(table), Arrays.stream(entries).map(v -> v * v).toArray(), entries);
  }

  private static double average(double[] v) {
    return Arrays.stream(v).average().orElse(0);
  }

  /** The tables of both; those beyond the limit are left out. */
  private static List<Table> union(Strata a, Strata b) {
    List<Table> all = new ArrayList<>(a == null ? List.of() : a.tables);
    int count = count(all);
    for (Table t : b == null ? List.<Table>of() : b.tables) {
      if (!all.contains(t) && count * t.size() <= LIMIT) {
        all.add(t);
        count *= t.size();
      }
    }
    return all;
  }

  private static int count(List<Table> tables) {
    return tables.stream().mapToInt(Table::size).reduce(1, Math::multiplyExact);
  }

  /** Figures by the strata of other tables: averages over those that are not among them. */
  private double[] by(List<Table> to, double[] v) {
    if (to.equals(tables)) {
      return v;
    }
    List<Table> all = new ArrayList<>(to);
    tables.stream().filter(t -> !to.contains(t)).forEach(all::add);
    int[] steps = all.stream().mapToInt(this::step).toArray();
    int rest = count(all) / count(to);
    double[] sum = new double[count(to)];
    for (int i = 0; i < sum.length * rest; i++) {
      int own = 0;
      for (int k = steps.length - 1, left = i; k >= 0; k--) {
        own += left % all.get(k).size() * steps[k];
        left /= all.get(k).size();
      }
      sum[i / rest] += v[own];
    }
    Arrays.setAll(sum, i -> sum[i] / rest);
    return sum;
  }

  /** How far apart two strata stand that differ by one entry of a table; 0 where it was not met. */
  private int step(Table table) {
    int at = tables.indexOf(table);
    return at < 0 ? 0 : count(tables.subList(at + 1, tables.size()));
  }

  private static double[] seconds(Strata s, List<Table> to) {
    double[] one = new double[count(to)];
    Arrays.fill(one, 1);
    return s == null ? one : s.by(to, s.second);
  }

  private static double[] means(Strata s, List<Table> to, Stat of) {
    double[] m = new double[count(to)];
    Arrays.fill(m, share(of));
    return s == null ? m : s.by(to, s.mean);
  }

  private static double share(Stat s) {
    double q = s.secondMoment();
    return q > 0 ? s.meanEntry() / Math.sqrt(q) : 0;
  }

  private static double[] with(double[] a, double[] b, DoubleBinaryOperator f) {
    double[] r = new double[a.length];
    Arrays.setAll(r, i -> f.applyAsDouble(a[i], b[i]));
    return r;
  }

  /** The product of two tensors, independent but for what tables both have met. */
  static Joint product(Stat a, Stat b) {
    if (a.strata() == null && b.strata() == null) {
      return new Joint(null, 1, 1);
    }
    List<Table> to = union(a.strata(), b.strata());
    double[] q = with(seconds(a.strata(), to), seconds(b.strata(), to), (x, y) -> x * y);
    double[] m = with(means(a.strata(), to, a), means(b.strata(), to, b), (x, y) -> x * y);
    double apart = share(a) * share(b);
    return new Joint(of(to, q, m), average(q), apart == 0 ? 1 : average(m) / apart);
  }

  /** The strata of the product of two tensors. */
  public static Strata ofProduct(Stat a, Stat b) {
    return product(a, b).strata();
  }

  /** The second moment of a product over the product of the second moments. */
  public static double factor(Stat a, Stat b) {
    return product(a, b).factor();
  }

  /** The sum of two tensors; the factor is what tables both met add, over 2√(q_a·q_b). */
  static Joint sum(Stat a, Stat b) {
    if (a.strata() == null && b.strata() == null) {
      return new Joint(null, 0, 1);
    }
    List<Table> to = union(a.strata(), b.strata());
    double ra = Math.sqrt(Math.max(0, a.secondMoment()));
    double rb = Math.sqrt(Math.max(0, b.secondMoment()));
    double[] ma = means(a.strata(), to, a);
    double[] mb = means(b.strata(), to, b);
    double[] cross = with(ma, mb, (x, y) -> 2 * ra * rb * x * y);
    double[] q =
        with(seconds(a.strata(), to), seconds(b.strata(), to), (x, y) -> ra * ra * x + rb * rb * y);
    double[] m = with(ma, mb, (x, y) -> ra * x + rb * y);
    return new Joint(
        of(to, with(q, cross, (x, y) -> Math.max(0, x + y)), m),
        average(with(ma, mb, (x, y) -> x * y)) - share(a) * share(b),
        1);
  }

  Strata negative() {
    return new Strata(tables, second, Arrays.stream(mean).map(v -> -v).toArray());
  }

  /**
   * Those of a sum over many copies of {@code s} with signs of their own; null where it has none.
   */
  public static Strata centred(Stat s) {
    Strata own = s.strata();
    return own == null ? null : new Strata(own.tables, own.second, new double[own.mean.length]);
  }

  /** The same without tables that are left out; null where none is left. */
  public Strata without(Predicate<Table> left) {
    List<Table> to = tables.stream().filter(left.negate()).toList();
    return to.size() == tables.size()
        ? this
        : to.isEmpty() ? null : new Strata(to, by(to, second), by(to, mean));
  }

  /** The tensor {@code s} at the entries that met each entry of a table. */
  public static List<Stat> split(Stat s, Table table) {
    Strata own = s.strata();
    if (own == null || !own.tables.contains(table)) {
      return Collections.nCopies(table.size(), s);
    }
    List<Table> rest = own.tables.stream().filter(t -> !t.equals(table)).toList();
    List<Table> to = new ArrayList<>(List.of(table));
    to.addAll(rest);
    double[] q = own.by(to, own.second);
    double[] m = own.by(to, own.mean);
    double[] one = own.by(List.of(table), own.mean);
    int n = q.length / table.size();
    List<Stat> parts = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      double[] second = Arrays.copyOfRange(q, i * n, (i + 1) * n);
      double[] mean = Arrays.copyOfRange(m, i * n, (i + 1) * n);
      Strata left = rest.isEmpty() ? null : of(rest, second, mean);
      parts.add(s.stratum(average(second), average(mean), one).withStrata(left));
    }
    return parts;
  }

  /**
   * A tensor from what it is at the entries that met each entry of a table.
   *
   * @param parts by entry of the table
   * @param gradient whether it is a gradient, whose mean is not known and whose features have in
   *     common what they have on average; of activations they share their means
   */
  public static Stat mixed(Table table, List<Stat> parts, boolean gradient) {
    Stat first = parts.get(0);
    double n = parts.size();
    Stat sum = first;
    for (Stat s : parts.subList(1, parts.size())) {
      sum = sum.added(s.refined(first.layout()));
    }
    Stat all = sum.each(f -> f.times(1 / n));
    double[] mean = Arrays.stream(sum.mean()).map(v -> v / n).toArray();
    Field outer = Field.outer(all.layout(), mean);
    Stat mixed =
        all.withFields(
            all.within(),
            all.across(),
            gradient ? all.featureWithin() : outer,
            gradient ? all.featureAcross() : outer,
            mean);
    Strata inner = parts.stream().map(Stat::strata).reduce(null, Strata::wider);
    List<Table> to = new ArrayList<>(List.of(table));
    to.addAll(inner == null ? List.of() : inner.tables);
    int each = seconds(null, to).length / parts.size();
    double[] second = new double[each * parts.size()];
    double[] average = new double[second.length];
    List<Table> rest = to.subList(1, to.size());
    for (int i = 0; i < parts.size(); i++) {
      Stat part = parts.get(i);
      double q = part.secondMoment();
      double[] s = seconds(part.strata(), rest);
      double[] m = means(part.strata(), rest, part);
      for (int k = 0; k < each; k++) {
        second[i * each + k] = q * s[k];
        average[i * each + k] = Math.sqrt(Math.max(0, q)) * m[k];
      }
    }
    return mixed.withStrata(of(List.copyOf(to), second, average));
  }

  /** That of two which tells more apart. */
  private static Strata wider(Strata a, Strata b) {
    return a == null || b != null && b.second.length > a.second.length ? b : a;
  }
}
