package dev.initlint.op;

import dev.initlint.moment.Axes.Role;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Block;
import dev.initlint.moment.Gram;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Relation;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.List;

/**
 * {@code BatchNormalization} outside training: per channel, γ·(x − μ)/√(σ² + ε) + β with running
 * figures from the file; the identity where they are 0 and 1 (docs/theory/norms.md#batch).
 */
public final class BatchNorm {
  private static final int CHANNELS = 1 << 16;

  private BatchNorm() {}

  static List<Belief> forward(Site site) {
    if (site.node().attributes().integer("training_mode", 0) != 0) {
      return BatchStatistics.forward(site);
    }
    Signal x = site.signal(0);
    double[][] p = new double[4][];
    for (int i = 0; i < 4; i++) {
      p[i] = values(site, i + 1);
    }
    double eps = site.node().attributes().real("epsilon", 1e-5);
    int n = p[0].length;
    double[] scale = new double[n];
    double[] shift = new double[n];
    for (int c = 0; c < n; c++) {
      scale[c] = p[0][c] / Math.sqrt(p[3][c] + eps);
      shift[c] = p[1][c] - p[2][c] * scale[c];
    }
    return Site.known(affine(site, x, site.q(0), scale, shift));
  }

  /** {@code x} times one number a channel plus another; the weights are inputs 1 and 2. */
  static Signal.Builder affine(Site site, Signal x, Expr q, double[] scale, double[] shift) {
    double gain = Arrays.stream(scale).map(v -> v * v).average().orElse(1);
    double meanGain = Arrays.stream(scale).average().orElse(1);
    double offset = Arrays.stream(shift).map(v -> v * v).average().orElse(0);
    double meanOffset = Arrays.stream(shift).average().orElse(0);
    Quantity<Stat> stat = x.stat().then(s -> affine(s, gain, meanGain, offset, meanOffset));
    Expr apart = Expr.of(gain).times(q).plus(Expr.of(offset));
    Signal.Builder y =
        Signal.of(x.axes(), stat)
            .formula(Effective.sum("γx·β", stat, apart, 1))
            .step("batch norm with running statistics: γ²/(σ² + ε)·q + β²")
            .sources(x.sources())
            .unit(new Running(gain, offset))
            .relation(
                new Affine(
                    x, gain, meanGain, offset, meanOffset, site.node().inputs().subList(1, 3)))
            .zero(x.isZero() && offset == 0)
            .edge(
                x,
                g -> g.then(s -> s.each(f -> f.times(gain)).withCoherence(s.coherence() * gain)));
    double copies = (double) x.axes().size(Role.FEATURE) / scale.length;
    if (site.parameter(1) != null) {
      y.weight(
          site.parameter(1),
          g ->
              Quantity.of(
                  e ->
                      Correlation.pairSum(
                          g.in(e), x.stat().in(e), copies, e.number(Expr.symbol("batch")))));
    }
    if (site.parameter(2) != null) {
      y.weight(
          site.parameter(2), g -> Quantity.of(e -> Convolution.biasGradient(g.in(e), copies, e)));
    }
    return y;
  }

  /**
   * {@code input} times one number a channel plus another.
   *
   * @param table what is equal for all uses of the same numbers
   */
  record Affine(
      Signal input, double gain, double meanGain, double offset, double meanOffset, Object table)
      implements Relation {
    @Override
    public Block together(Signal self, Signal other, Gram g) {
      if (!(other.relation() instanceof Affine that) || !table.equals(that.table)) {
        return null;
      }
      Stat x = g.coarse(input.stat());
      Stat y = g.coarse(that.input.stat());
      double shift = meanOffset * meanGain * (x.meanEntry() + y.meanEntry());
      Block k = g.of(input, that.input);
      Block features = k.times(meanGain * meanGain).each(f -> f.plus(meanOffset * meanOffset));
      Block own = k.times(gain).each(f -> f.plus(offset));
      return new Block(
              k.layout(),
              own.within(),
              own.across(),
              features.featureWithin(),
              features.featureAcross())
          .each(f -> f.plus(shift));
    }

    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      double shift = meanOffset * g.coarse(other.stat()).meanEntry();
      return g.of(input, other).times(meanGain).each(f -> f.plus(shift));
    }

    @Override
    public boolean isLinearBack(Signal self, int edge) {
      return true;
    }

    @Override
    public Block back(Signal self, int edge, Block gradients, Gram g) {
      return gradients.times(meanGain);
    }
  }

  /** A batch norm by running statistics: second moment of its gains and of its offsets. */
  public record Running(double gain, double offset) implements Signal.Unit {}

  /** Entries of an input, one a channel. */
  static double[] values(Site site, int i) {
    if (site.parameter(i) != null && site.parameter(i).weight().data() != null) {
      return site.parameter(i).weight().data().toDoubles(CHANNELS);
    }
    if (site.constant(i) != null) {
      return site.constant(i).toDoubles();
    }
    ParameterFacts w = site.parameter(i);
    if (w != null && w.isConstant() && w.count() > 0 && w.count() <= CHANNELS) {
      double[] all = new double[(int) w.count()];
      Arrays.fill(all, w.mean());
      return all;
    }
    throw new Op.NotModelled("a norm of channels whose figures are not in the file");
  }

  private static Stat affine(Stat s, double gain, double mean, double offset, double meanOffset) {
    double[] m = Arrays.stream(s.mean()).map(v -> v * mean).toArray();
    double shared = meanOffset * meanOffset;
    double twice = 2 * meanOffset;
    double[] means = Arrays.stream(m).map(v -> v + meanOffset).toArray();
    double centre = Arrays.stream(m).average().orElse(0) * twice;
    return s.withFields(
        s.within().times(gain).plus(offset + centre),
        s.across().times(gain).plus(offset + centre),
        s.featureWithin().times(mean * mean).plus(shared + centre),
        s.featureAcross().times(mean * mean).plus(shared + centre),
        means);
  }
}
