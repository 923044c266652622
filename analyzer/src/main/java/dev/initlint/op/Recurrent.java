package dev.initlint.op;

import dev.initlint.gaussian.Activation;
import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.op.Op.NotModelled;
import dev.initlint.shape.Array;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code RNN}, {@code LSTM} and {@code GRU}: what a node says of its layer. Moments are those of
 * {@link RecurrentLayer}.
 */
final class Recurrent {
  private Recurrent() {}

  static List<Belief> forward(Site site) {
    Cell cell = cell(site);
    Signal x = input(site);
    ParameterFacts w = ComputedWeight.at(site, 1);
    ParameterFacts r = ComputedWeight.at(site, 2);
    if (w == null || r == null) {
      throw new NotModelled("a recurrent layer by matrices that are no weights");
    }
    ParameterFacts b = site.node().hasInput(3) ? ComputedWeight.at(site, 3) : null;
    if (site.node().hasInput(3) && b == null) {
      throw new NotModelled("a recurrent layer with a bias that is no weight");
    }
    checkLengths(site, x);
    RecurrentLayer layer =
        new RecurrentLayer(
            site, cell, x, w, r, b, state(site, 5), state(site, 6), directions(site));
    List<Belief> all = new ArrayList<>();
    boolean first = site.node().attributes().integer("layout", 0) != 0;
    Factor hidden = site.dims().feature(r.dims()[2], "hidden");
    for (int i = 0; i < site.node().outputs().size(); i++) {
      all.add(new Belief.Known(layer.output(i, axes(site, x, hidden, i, first)).build()));
    }
    return all;
  }

  private static Cell cell(Site site) {
    String op = site.node().op();
    String[] names =
        site.node().attributes().byName().get("activations") instanceof String[] given
            ? given
            : null;
    if (site.node().attributes().has("clip")
        || site.node().attributes().integer("input_forget", 0) != 0
        || site.node().hasInput(7)) {
      throw new NotModelled("a recurrent layer with clipping, coupled gates or peepholes");
    }
    if (op.equals("RNN")) {
      return new Cell.Plain(names == null ? Activation.TANH : function(names[0]));
    }
    boolean memory = op.equals("LSTM");
    requireUsual(names, memory);
    if (op.equals("GRU") && site.node().attributes().integer("linear_before_reset", 0) == 0) {
      throw new NotModelled("a GRU that resets before its matrix");
    }
    if (!memory) {
      return new Cell.Gated();
    }
    return names == null
        ? new Cell.Memory(Activation.TANH, Activation.TANH)
        : new Cell.Memory(function(names[1]), function(names[2]));
  }

  /**
   * Gates are sigmoids, and the candidate of a GRU is a tanh; an LSTM may take other functions for
   * its candidate and its output, but the same in both directions.
   */
  private static void requireUsual(String[] names, boolean memory) {
    int each = memory ? 3 : 2;
    for (int i = 0; names != null && i < names.length; i++) {
      int at = i % each;
      String usual = at == 0 ? "Sigmoid" : memory && names.length >= 3 ? names[at] : "Tanh";
      if (!names[i].equalsIgnoreCase(usual)) {
        throw new NotModelled("gates of " + names[i]);
      }
    }
  }

  private static ScalarFunction function(String name) {
    return switch (name.toLowerCase(java.util.Locale.ROOT)) {
      case "tanh" -> Activation.TANH;
      case "relu" -> Activation.RELU;
      case "sigmoid" -> Activation.SIGMOID;
      case "softsign" -> Activation.SOFTSIGN;
      case "softplus" -> Activation.SOFTPLUS;
      default -> throw new NotModelled("a recurrent layer of " + name);
    };
  }

  /** The input along [position, sample, feature]. */
  private static Signal input(Site site) {
    Signal x = site.signal(0);
    if (site.node().attributes().integer("layout", 0) != 0) {
      x = x.seenAs(x.axes().transposed(new long[] {1, 0, 2})).build();
    }
    Axes axes = x.axes();
    boolean time = axes.size(0) == 1 || axes.isOnly(0, Role.POSITION);
    boolean samples = axes.size(1) == 1 || axes.isOnly(1, Role.SAMPLE);
    if (axes.rank() != 3 || !time || !samples) {
      throw new NotModelled("a recurrent layer over " + axes + ", which is no sequence of samples");
    }
    if (axes.has(2, Role.POSITION)) {
      return Linear.flattened(site, x, 2);
    }
    if (axes.size(2) > 1 && !axes.isOnly(2, Role.FEATURE)) {
      throw new NotModelled("a recurrent layer whose inputs are no features");
    }
    return x;
  }

  private static void checkLengths(Site site, Signal x) {
    Array lengths = site.node().hasInput(4) ? site.constant(4) : null;
    for (int i = 0; lengths != null && i < lengths.size(); i++) {
      if (lengths.at(i) != x.axes().size(0)) {
        throw new NotModelled("sequences of different lengths");
      }
    }
  }

  /** The first state: a signal, or null for zeros. */
  private static Signal state(Site site, int input) {
    Belief b = site.input(input);
    if (b instanceof Belief.Known k) {
      return k.signal();
    }
    ParameterFacts p = site.parameter(input);
    Array a = site.constant(input);
    if (b != null && a == null && p == null) {
      throw new NotModelled(
          b instanceof Belief.Unknown u ? u.reason() : "a first state that is not known");
    }
    if (p != null && !p.isZero() || a != null && !Table.isZero(a)) {
      throw new NotModelled("a first state of constants that are not zero");
    }
    return null;
  }

  private static boolean[] directions(Site site) {
    return switch (site.node().attributes().text("direction", "forward")) {
      case "reverse" -> new boolean[] {true};
      case "bidirectional" -> new boolean[] {false, true};
      default -> new boolean[] {false};
    };
  }

  /** Axes of the states at all times, or of the last one. */
  private static Axes axes(Site site, Signal x, Factor hidden, int output, boolean batchFirst) {
    List<Factor> time = x.axes().dims().get(0);
    List<Factor> sample = x.axes().dims().get(1);
    int n = directions(site).length;
    List<Factor> ways = n == 1 ? List.of() : List.of(site.dims().feature(n, "directions"));
    List<List<Factor>> all = new ArrayList<>();
    if (batchFirst) {
      all.add(sample);
      if (output == 0) {
        all.add(time);
      }
      all.add(ways);
    } else {
      if (output == 0) {
        all.add(time);
      }
      all.add(ways);
      all.add(sample);
    }
    all.add(hidden.size() == 1 ? List.of() : List.of(hidden));
    return new Axes(all);
  }
}
