package dev.initlint.op;

import dev.initlint.graph.DerivedData;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.moment.Axes;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Field;
import dev.initlint.moment.Layout;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Binding;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A recurrent layer in one or two directions, with its outputs: all states, the last state, the
 * last memory. Of a long sequence the first {@value #STEPS} steps are followed; from there on the
 * layer is taken to have settled.
 */
final class RecurrentLayer {
  /** Steps that are followed one by one. */
  private static final int STEPS = 160;

  /** Blocks of a weight whose variances differ by more than this many errors are told apart. */
  private static final double APART = 5;

  private final Site site;
  private final Cell cell;
  private final Signal x;
  private final ParameterFacts w;
  private final ParameterFacts r;
  private final ParameterFacts b;
  private final Signal h;
  private final Signal c;
  private final boolean[] reversed;
  private final int length;
  private final int steps;
  private final double hidden;
  private final double inputs;
  private final Quantity<CellPaths[]> paths;

  RecurrentLayer(
      Site site,
      Cell cell,
      Signal x,
      ParameterFacts w,
      ParameterFacts r,
      ParameterFacts b,
      Signal h,
      Signal c,
      boolean[] reversed) {
    this.site = site;
    this.cell = cell;
    this.x = x;
    this.w = w;
    this.r = r;
    this.b = b;
    this.h = h;
    this.c = c;
    this.reversed = reversed;
    length = Math.toIntExact(x.axes().size(0));
    steps = Math.min(length, STEPS);
    hidden = r.dims()[2];
    inputs = w.dims()[2];
    paths = Quantity.of(this::run);
    Expr units = Expr.of(r.dims()[1]);
    site.dims().defineVariance(w, Expr.of(w.dims()[2]), units);
    site.dims().defineVariance(r, Expr.of(r.dims()[2]), units);
  }

  private CellPaths[] run(Evaluation e) {
    CellPaths[] all = new CellPaths[reversed.length];
    for (int d = 0; d < all.length; d++) {
      all[d] =
          CellPaths.of(cell, gates(d, e), steps, input(e, reversed[d]), first(h, e), first(c, e));
    }
    return all;
  }

  private CellPaths.Moments input(Evaluation e, boolean back) {
    Stat s = Recast.along(x.stat().in(e), sequence(x.stat().in(e).layout()));
    return (one, t, u) ->
        at(one ? s.within() : s.across(), s.layout(), position(t, back), position(u, back));
  }

  private static Layout sequence(Layout layout) {
    return layout.isGrid() ? Layout.resolved((long) layout.positions()) : layout;
  }

  private int position(int step, boolean back) {
    return back ? length - 1 - step : step;
  }

  private static CellPaths.Moments first(Signal state, Evaluation e) {
    if (state == null) {
      return (one, t, u) -> 0;
    }
    Stat s = state.stat().in(e);
    return (one, t, u) -> (one ? s.within() : s.across()).meanSame(s.layout());
  }

  private static double at(Field f, Layout layout, int t, int u) {
    int i = layout.classOf(t);
    int j = layout.classOf(u);
    return t == u ? f.same()[i] : f.other()[layout.pair(i, j)];
  }

  private CellPaths.Gate[] gates(int direction, Evaluation e) {
    CellPaths.Gate[] all = new CellPaths.Gate[cell.gates()];
    int n = all.length;
    for (int g = 0; g < n; g++) {
      double[] beside = bias(direction * 2 * n + g, 2 * n * reversed.length);
      double[] inner = bias(direction * 2 * n + n + g, 2 * n * reversed.length);
      int block = direction * n + g;
      all[g] =
          new CellPaths.Gate(
              inputs * variance(w, block, n * reversed.length, e),
              hidden * variance(r, block, n * reversed.length, e),
              beside[1],
              inner[1],
              beside[0],
              inner[0]);
    }
    return all;
  }

  /** The variance of a block of rows: the weight's, unless the block's is clearly another. */
  private static double variance(ParameterFacts p, int block, int blocks, Evaluation e) {
    double all = e.number(p.variance()) + p.mean() * p.mean();
    if (p.weight().data() == null || p.facts() == null || p.facts().secondMoment() == 0) {
      return all;
    }
    double own = part(p, block, blocks)[1];
    double ratio = own / p.facts().secondMoment();
    double error = Math.sqrt(2.0 * blocks / p.count());
    return Math.abs(ratio - 1) > APART * error ? ratio * all : all;
  }

  /** Mean and mean square of one of equal parts of a weight. */
  private static double[] part(ParameterFacts p, int block, int blocks) {
    double[] v = p.weight().data().toDoubles(1 << 26);
    int n = v.length / blocks;
    double mean = 0;
    double square = 0;
    for (int i = block * n; i < (block + 1) * n; i++) {
      mean += v[i] / n;
      square += v[i] * v[i] / n;
    }
    return new double[] {mean, square};
  }

  /** Mean and variance of the bias of a block of units. */
  private double[] bias(int block, int blocks) {
    if (b == null || b.isZero()) {
      return new double[2];
    }
    if (b.weight().source() instanceof Weight.Drawn drawn) {
      int parts = drawn.blocks().size();
      Law law = parts == blocks ? drawn.blocks().get(block) : drawn.law();
      return new double[] {evaluate(law.mean()), evaluate(law.variance())};
    }
    double[] part = part(b, block, blocks);
    double variance = part[1] - part[0] * part[0];
    double error = Math.sqrt(Math.max(0, variance) * blocks / b.count());
    boolean centred = Math.abs(part[0]) < APART * error;
    return centred ? new double[] {0, part[1]} : new double[] {part[0], variance};
  }

  private static double evaluate(Expr constant) {
    return constant.evaluate(Binding.of(Map.of()));
  }

  /** Output {@code i}: 0 all states, 1 the last state, 2 the last memory. */
  Signal.Builder output(int i, Axes axes) {
    Quantity<Stat> stat = Quantity.of(e -> i == 0 ? states(e) : last(i, e));
    String what = i == 0 ? "h" : i == 1 ? "h_last" : "c_last";
    Signal.Builder y =
        Signal.of(axes, stat)
            .formula(Effective.function("E[" + what + "²] of " + site.node().op(), stat, site.q(0)))
            .step(
                "recurrent layer: gates are jointly Gaussian over time, C = I·var(W)·K_x + H·var(R)·K_h")
            .sources(Set.of(w.name() + "@" + site.node().name()));
    y.edge(
        x,
        g -> {
          Quantity<CellPaths.Back[]> d = back(i, g);
          return Quantity.of(e -> atInput(d.in(e), g.in(e)));
        });
    if (h != null) {
      y.edge(h, g -> atState(back(i, g), h, false));
    }
    if (c != null) {
      y.edge(c, g -> atState(back(i, g), c, true));
    }
    weight(y, w, i, Matrix.INPUT);
    weight(y, r, i, Matrix.STATE);
    if (b != null) {
      weight(y, b, i, Matrix.BIAS);
    }
    return y;
  }

  /** Which of a layer's weights. */
  private enum Matrix {
    INPUT,
    STATE,
    BIAS,
    INPUT_BIAS,
    STATE_BIAS
  }

  /**
   * The gradients of a weight, and of the parameters that exporters put it together from: one a
   * direction, and for the bias one beside W and one beside R.
   */
  private void weight(Signal.Builder y, ParameterFacts p, int output, Matrix which) {
    boolean[] all = new boolean[reversed.length];
    Arrays.fill(all, true);
    y.weight(p, g -> weightGradient(back(output, g), which, all));
    List<String> bases =
        p.weight().data() instanceof DerivedData derived ? derived.bases() : List.of();
    int each = which == Matrix.BIAS ? 2 : 1;
    if (bases.size() != each * reversed.length) {
      return;
    }
    for (int i = 0; i < bases.size(); i++) {
      boolean[] one = new boolean[reversed.length];
      one[i / each] = true;
      Matrix part = each == 1 ? which : i % 2 == 0 ? Matrix.INPUT_BIAS : Matrix.STATE_BIAS;
      y.weight(p.as(bases.get(i)), g -> weightGradient(back(output, g), part, one));
    }
  }

  private Stat states(Evaluation e) {
    CellPaths[] all = paths.in(e);
    Layout layout = Layout.resolved(length);
    double share = 1.0 / all.length;
    double[] mean = new double[layout.classes()];
    Field within = Field.zero(layout);
    Field across = Field.zero(layout);
    Field outer = Field.zero(layout);
    for (int d = 0; d < all.length; d++) {
      CellPaths p = all[d];
      boolean back = reversed[d];
      double[] m = new double[layout.classes()];
      Arrays.setAll(m, k -> p.hiddenMean(step((int) layout.centre(k), back)));
      for (int k = 0; k < m.length; k++) {
        mean[k] += share * m[k];
      }
      within = within.plus(field(layout, (t, u) -> p.hidden(true, t, u), back).times(share));
      across = across.plus(field(layout, (t, u) -> p.hidden(false, t, u), back).times(share));
      outer = outer.plus(Field.outer(layout, m).times(share));
    }
    double d = hidden * all.length;
    Stat s = new Stat(layout, within, across, outer, outer, mean, d, 1 / d, 0);
    return s.withSpread(Correlation.ownVariance(s, Correlation.GAUSSIAN, e));
  }

  private interface ByStep {
    double at(int t, int u);
  }

  private Field field(Layout layout, ByStep moment, boolean back) {
    double[] same = new double[layout.classes()];
    double[] other = new double[layout.pairClasses()];
    Arrays.setAll(
        same,
        k -> {
          int t = step((int) layout.centre(k), back);
          return moment.at(t, t);
        });
    for (int i = 0; i < other.length; i++) {
      int a = (int) layout.centre(layout.first(i));
      int z = (int) layout.centre(layout.second(i));
      int apart = layout.first(i) == layout.second(i) ? apart(layout, layout.first(i)) : z - a;
      int last = step(back ? a : z, back);
      other[i] = moment.at(last, Math.max(0, last - Math.max(1, apart)));
    }
    return new Field(same, other);
  }

  /** Mean distance of two positions of one class. */
  private static int apart(Layout layout, int k) {
    return (int) Math.max(1, Math.round(layout.count(k) / 3));
  }

  /** The step at a position, or the last that is followed. */
  private int step(int position, boolean back) {
    return Math.min(steps - 1, back ? length - 1 - position : position);
  }

  private Stat last(int output, Evaluation e) {
    CellPaths[] all = paths.in(e);
    Layout one = Layout.single();
    double[] sums = new double[4];
    for (CellPaths p : all) {
      boolean state = output == 1;
      double m = state ? p.hiddenMean(steps - 1) : p.memoryMean();
      sums[0] += (state ? p.hidden(true, steps - 1, steps - 1) : p.memory(true)) / all.length;
      sums[1] += (state ? p.hidden(false, steps - 1, steps - 1) : p.memory(false)) / all.length;
      sums[2] += m / all.length;
      sums[3] += m * m / all.length;
    }
    Field f = Field.constant(one, sums[3], 0);
    double d = hidden * all.length;
    Stat s =
        new Stat(
            one,
            Field.constant(one, sums[0], 0),
            Field.constant(one, sums[1], 0),
            f,
            f,
            new double[] {sums[2]},
            d,
            1 / d,
            0);
    return s.withSpread(Correlation.ownVariance(s, Correlation.GAUSSIAN, e));
  }

  private Quantity<CellPaths.Back[]> back(int output, Quantity<Stat> gradient) {
    return Quantity.of(
        e -> e.shared(new Key(this, output, gradient), k -> backward(output, gradient.in(e), e)));
  }

  private record Key(RecurrentLayer layer, int output, Quantity<Stat> gradient) {}

  private CellPaths.Back[] backward(int output, Stat g, Evaluation e) {
    CellPaths[] all = paths.in(e);
    CellPaths.Back[] back = new CellPaths.Back[all.length];
    CellPaths.Moments none = (one, t, u) -> 0;
    for (int d = 0; d < all.length; d++) {
      boolean way = reversed[d];
      CellPaths.Moments h = none;
      CellPaths.Moments c = none;
      if (output == 0) {
        Stat s = Recast.along(g, sequence(g.layout()));
        h =
            (one, t, u) ->
                at(one ? s.within() : s.across(), s.layout(), behind(t, way), behind(u, way));
      } else {
        CellPaths.Moments end = (one, t, u) -> (one ? g.within() : g.across()).meanSame(g.layout());
        CellPaths.Moments state =
            (one, t, u) -> t == steps - 1 && u == steps - 1 ? end.at(one, t, u) : 0;
        h = output == 1 ? state : none;
        c = output == 2 ? end : none;
      }
      back[d] = all[d].back(h, c);
    }
    return back;
  }

  /** The position of a step counted from the end, where gradients come from. */
  private int behind(int step, boolean back) {
    return back ? steps - 1 - step : length - steps + step;
  }

  private Stat atInput(CellPaths.Back[] all, Stat g) {
    Layout layout = Layout.resolved(length);
    Field within = Field.zero(layout);
    Field across = Field.zero(layout);
    for (int d = 0; d < all.length; d++) {
      CellPaths.Back p = all[d];
      boolean back = reversed[d];
      double ratio = hidden / inputs;
      within = within.plus(fromEnd(layout, (t, u) -> p.input(true, t, u, ratio), back));
      across = across.plus(fromEnd(layout, (t, u) -> p.input(false, t, u, ratio), back));
    }
    Field zero = Field.zero(layout);
    double[] mean = new double[layout.classes()];
    double fresh = 1 / (hidden * all.length);
    return new Stat(layout, within, across, zero, zero, mean, inputs, fresh, g.spread());
  }

  /** A field of gradients by the positions that steps counted from the end stand for. */
  private Field fromEnd(Layout layout, ByStep moment, boolean back) {
    double[] same = new double[layout.classes()];
    double[] other = new double[layout.pairClasses()];
    Arrays.setAll(
        same,
        k -> {
          int t = stepBehind((int) layout.centre(k), back);
          return moment.at(t, t);
        });
    for (int i = 0; i < other.length; i++) {
      int a = (int) layout.centre(layout.first(i));
      int z = (int) layout.centre(layout.second(i));
      int apart = layout.first(i) == layout.second(i) ? apart(layout, layout.first(i)) : z - a;
      int first = stepBehind(back ? z : a, back);
      other[i] = moment.at(first, Math.min(steps - 1, first + Math.max(1, apart)));
    }
    return new Field(same, other);
  }

  private int stepBehind(int position, boolean back) {
    return Math.max(0, steps - 1 - (back ? position : length - 1 - position));
  }

  private Quantity<Stat> atState(Quantity<CellPaths.Back[]> back, Signal state, boolean memory) {
    return Quantity.of(
        e -> {
          Stat s = state.stat().in(e);
          Layout one = s.layout();
          double within = 0;
          double across = 0;
          CellPaths.Back[] all = back.in(e);
          for (CellPaths.Back p : all) {
            double[] first = memory ? p.firstMemory() : p.first();
            within += first[0] / all.length;
            across += first[1] / all.length;
          }
          return Stat.independent(one, 0, within, s.features())
              .withFields(
                  Field.constant(one, within, 0),
                  Field.constant(one, across, 0),
                  Field.zero(one),
                  Field.zero(one),
                  new double[one.classes()]);
        });
  }

  /** Second moment of an entry of a weight's gradient, over the directions that hold it. */
  private Quantity<Double> weightGradient(
      Quantity<CellPaths.Back[]> back, Matrix which, boolean[] directions) {
    return Quantity.of(
        e -> {
          double sum = 0;
          int n = 0;
          for (int d = 0; d < directions.length; d++) {
            if (directions[d]) {
              sum += weightGradient(back.in(e)[d], paths.in(e)[d], d, which, e);
              n++;
            }
          }
          return sum * length / steps / (cell.gates() * n);
        });
  }

  private double weightGradient(
      CellPaths.Back back, CellPaths p, int direction, Matrix which, Evaluation e) {
    double batch = e.number(Expr.symbol("batch"));
    CellPaths.Moments in = input(e, reversed[direction]);
    double sum = 0;
    for (int a = 0; a < cell.arguments(); a++) {
      boolean input = cell.takesInput(a);
      boolean state = cell.takesState(a);
      sum +=
          switch (which) {
            case INPUT -> input ? pairs(back, a, in, batch) : 0;
            case STATE -> state ? pairs(back, a, p::before, batch) : 0;
            case INPUT_BIAS -> input ? pairs(back, a, (o, t, u) -> 1, batch) : 0;
            case STATE_BIAS -> state ? pairs(back, a, (o, t, u) -> 1, batch) : 0;
            case BIAS ->
                ((input ? 0.5 : 0) + (state ? 0.5 : 0)) * pairs(back, a, (o, t, u) -> 1, batch);
          };
    }
    return sum;
  }

  private double pairs(CellPaths.Back back, int argument, CellPaths.Moments k, double batch) {
    double sum = 0;
    for (int t = 0; t < steps; t++) {
      for (int u = 0; u < steps; u++) {
        sum += batch * back.at(argument, true, t, u) * k.at(true, t, u);
        sum += batch * (batch - 1) * back.at(argument, false, t, u) * k.at(false, t, u);
      }
    }
    return sum;
  }
}
