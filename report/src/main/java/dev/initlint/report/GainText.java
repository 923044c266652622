package dev.initlint.report;

import dev.initlint.gaussian.ActivationGain;
import dev.initlint.gaussian.GainSummary;
import dev.initlint.gaussian.MomentMap;
import java.io.IOException;
import java.util.Locale;

/** What is told of an activation, for people. */
public final class GainText {
  private static final int WIDTH = 56;
  private static final int HEIGHT = 11;
  private static final int POINTS = 57;
  private static final double REACH = 4;

  private final GainSummary s;
  private final ActivationGain g;
  private final Style style;
  private final Appendable out;

  private GainText(GainSummary s, Style style, Appendable out) {
    this.s = s;
    this.g = s.gain();
    this.style = style;
    this.out = out;
  }

  /**
   * Writes figures, how they follow, and the curve of the function.
   *
   * @param fanIn of the layer that the weights stand in; null where none is meant
   * @param plot whether the curve is drawn
   */
  public static void write(
      GainSummary summary, Long fanIn, boolean plot, Style style, Appendable out)
      throws IOException {
    GainText t = new GainText(summary, style, out);
    t.figures();
    t.layers(fanIn);
    t.points();
    if (plot) {
      t.plot();
    }
  }

  private void figures() throws IOException {
    String law = "x ~ N(" + Figure.of(g.argumentMean()) + ", " + squared(g.argumentStd()) + ")";
    line(style.strong(style.foreign(g.function().name())) + "   " + style.own(law));
    row("E f", digits(g.mean()), "∫ f(x) dN(x), by quadrature");
    row("E f²", digits(g.secondMoment()), "");
    row("Var f", digits(g.variance()), "E f² − (E f)²");
    row("E f'²", digits(g.slopeSecondMoment()), "what the gradient's second moment is times");
    row("gain", digits(g.gain()), "√(E x²/E f²): weights of std gain/√fan_in keep E x²");
    row("1/std f", digits(g.standardisedGain()), "for weight-standardised layers");
    if (s.selu() != null) {
      row("λ", tenDigits(s.selu()[0]), "from E f² = 1");
      row("α", tenDigits(s.selu()[1]), "from E f = 0: α = E max(x,0)/E (1 − eˣ for x < 0)");
    }
  }

  private void layers(Long fanIn) throws IOException {
    title("a layer, y = W f(x) + b with var(W) = σ_w²/fan_in, var(b) = σ_b²");
    String draw = s.norm().isEmpty() ? "gain²" : s.norm();
    String std =
        fanIn == null
            ? ""
            : "; std " + Figure.of(Math.sqrt(s.weight() / fanIn)) + " at fan_in " + fanIn;
    row("σ_w²", digits(s.weight()), draw + std);
    if (s.bias() > 0) {
      row("σ_b²", digits(s.bias()), "");
    }
    row("forward", "×" + digits(s.forward()), "σ_w²·E f²/E x² " + tenLayers(s.forward()));
    row("backward", "×" + digits(s.backward()), "σ_w²·E f'² " + tenLayers(s.backward()));
    if (Math.abs(s.forward() - 1) > 1e-9) {
      row(
          "tweaked",
          digits(s.tweak()) + "·f",
          "the activation that keeps E x² with these weights: f·√(E x²/(σ_w²·E f²))");
    }
  }

  private static String tenLayers(double factor) {
    return Math.abs(factor - 1) < 1e-6 ? "" : "(×" + Figure.of(Math.pow(factor, 10)) + " in 10)";
  }

  private void points() throws IOException {
    title("q' = σ_w²·E f(√q·z)² + σ_b², z ~ N(0, 1)");
    if (s.homogeneous() && s.bias() == 0) {
      double factor = s.weight() * g.secondMoment() / g.argumentSecondMoment();
      boolean all = Math.abs(factor - 1) < 1e-9;
      row(
          "fixed point",
          all ? "any q" : "0",
          all
              ? "f(ax) = a·f(x): marginal, what enters stays as it is"
              : "f(ax) = a·f(x): every layer multiplies q by " + Figure.of(factor));
    } else if (s.fixedPoints().isEmpty()) {
      row("fixed point", "none", "for q between 1e-6 and 1e6");
    }
    for (MomentMap.FixedPoint p : s.fixedPoints()) {
      String law = "dq'/dq = " + Figure.of(p.slope()) + ", χ = " + Figure.of(p.gradient());
      row("fixed point", "q = " + digits(p.q()), p.stability() + ": " + law);
    }
    critical();
    for (MomentMap.Critical c : s.criticalAtBias()) {
      row(
          "χ = 1",
          "σ_w² = " + digits(c.weight()),
          "at σ_b² = " + Figure.of(c.bias()) + ", where q = " + digits(c.q()));
    }
  }

  private void critical() throws IOException {
    MomentMap.Critical c = s.critical();
    if (c == null) {
      row("critical", "none", "no σ_w, σ_b ≥ 0 with χ = dq'/dq = 1");
      return;
    }
    String at =
        Double.isNaN(c.q())
            ? "any q"
            : c.q() == 0 ? "small signals, q → 0" : "q = " + digits(c.q());
    row(
        "critical",
        "σ_w = " + digits(Math.sqrt(c.weight())) + ", σ_b = " + digits(Math.sqrt(c.bias())),
        "χ = dq'/dq = 1 at "
            + at
            + " (σ_w² = "
            + digits(c.weight())
            + ", σ_b² = "
            + digits(c.bias())
            + ")");
  }

  private void plot() throws IOException {
    double[] x = new double[POINTS];
    double[] f = new double[POINTS];
    double[] slope = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      x[i] = -REACH + 2 * REACH * i / (POINTS - 1);
      f[i] = g.function().value(x[i]);
      slope[i] = g.function().slope(x[i]);
    }
    line("");
    Plot p = new Plot(WIDTH, HEIGHT, false, false).curve("f", x, f).curve("f'", x, slope);
    for (String text : p.lines(style)) {
      line(text);
    }
  }

  private void title(String text) throws IOException {
    line("");
    line(style.strong(style.own(text)));
  }

  private void row(String name, String figure, String why) throws IOException {
    String label = "  " + name + " ".repeat(Math.max(1, 12 - name.length()));
    String padded = why.isEmpty() ? figure : figure + " ".repeat(Math.max(0, 12 - figure.length()));
    line(style.own((label + padded + (why.isEmpty() ? "" : "  " + why)).stripTrailing()));
  }

  private void line(String text) throws IOException {
    out.append(text).append('\n');
  }

  private static String squared(double std) {
    return std == 1 ? "1" : Figure.of(std) + "²";
  }

  /** Six decimals, as tables of these constants have them; seven digits below 0.1 or above 1000. */
  static String digits(double v) {
    if (!Double.isFinite(v)) {
      return Figure.of(v);
    }
    double size = Math.abs(v);
    if (size < 5e-11) {
      return "0";
    }
    String text =
        size >= 1e-3 && size < 1e6
            ? String.format(Locale.ROOT, "%.6f", v)
            : String.format(Locale.ROOT, "%.6e", v);
    return text.contains("e") ? text : text.replaceFirst("0+$", "").replaceFirst("\\.$", "");
  }

  /** Ten digits behind the point. */
  public static String tenDigits(double v) {
    return String.format(Locale.ROOT, "%.10f", v);
  }
}
