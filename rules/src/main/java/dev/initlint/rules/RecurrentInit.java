package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import dev.initlint.unit.Place;
import java.util.Arrays;
import java.util.Locale;

/** INIT017: what a recurrence, a state space or a rotation starts from loses the past. */
final class RecurrentInit implements Rule {
  private static final Card CARD =
      Card.of(
              "INIT017",
              "recurrent-and-ssm-init",
              Severity.ERROR,
              "a recurrence starts with constants that lose the past, or blow it up",
              """
              ## What it does
              Looks at what recurrences start from. Of an LSTM the forget bias b, both biases
              together: σ(b)^T is what is left of a cell after the T steps of the model; reported as
              a note below a thousandth. Of a plain recurrence the spectral radius r of its matrix:
              r^T below a thousandth, as a note, or above a thousand. Of a state space layer dt_bias, whose softplus
              should lie in 0.001 to 0.1, and A_log, whose exponentials should rise and not be equal.
              Of rotary positions the frequencies: an error where all are 0, a warning where they do
              not fall.

              ## Why
              With a forget bias of 0 a cell keeps half of itself in a step and a thousandth after
              ten: gradients from further back do not arrive. A bias of 1 keeps .73, which was what
              made LSTMs learn (Jozefowicz et al. 2015). A state space layer whose step dt is .69,
              the softplus of 0, forgets within a token or two. Frequencies that were left
              uninitialised or were cast to 0 make every position alike.

              ## Bad
              ```graph
              x = input(32, 4, 16)
              y = rnn(x, 32, normal(0, 0.02))
              ```

              ```python
              rnn = nn.RNN(16, 32)
              nn.init.normal_(rnn.weight_hh_l0, std=0.02)
              ```

              ## Good
              ```graph
              x = input(32, 4, 16)
              y = rnn(x, 32, normal(0, 0.17))
              ```

              ```python
              rnn = nn.RNN(16, 32)
              nn.init.orthogonal_(rnn.weight_hh_l0)
              ```

              ## Fix
              Start the forget bias at 1, draw recurrent matrices orthogonal, set dt_bias to the
              inverse softplus of steps between 0.001 and 0.1 and A_log to ln 1 … ln N.

              ## When to ignore it
              When the task needs no memory, or T is a length for tracing only.

              ## References
              - https://proceedings.mlr.press/v37/jozefowicz15.html
              - https://arxiv.org/abs/2312.00752
              - https://github.com/pytorch/pytorch/issues/750
              """)
          .advises("an orthogonal matrix has no law of independent entries")
          .preview();

  private static final double FORGOTTEN = 1e-3;
  private static final double LEAST_STEP = 1e-4;
  private static final double MOST_STEP = 0.5;
  private static final int SMALL = 1 << 22;
  private static final int ITERATIONS = 100;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Wiring wiring = Wiring.of(model);
    for (Node node : model.propagation().graph().nodes()) {
      long[] dims = model.propagation().shapes().dims(node.input(0));
      double steps = dims == null || dims.length != 3 ? Double.NaN : dims[0];
      if (node.op().equals("LSTM")) {
        forget(report, wiring, node, steps);
      } else if (node.op().equals("RNN")) {
        radius(model, report, wiring, node, steps);
      }
    }
    for (ParameterSite site : model.parameters()) {
      String name = site.name().toLowerCase(Locale.ROOT);
      double[] v = Wiring.entries(site.weight().weight(), SMALL);
      if (v == null) {
        continue;
      }
      if (name.matches(".*\\bdt_bias|.*dt_proj\\.bias")) {
        step(report, site, v);
      } else if (name.matches(".*\\ba_log")) {
        decay(report, site, v);
      } else if (name.matches(".*inv_freq(uencies)?")) {
        frequencies(report, site, v);
      }
    }
  }

  private static void forget(Report report, Wiring wiring, Node node, double steps) {
    Weight b = node.hasInput(3) ? wiring.weight(node.input(3)) : null;
    double[] all = b == null ? null : Wiring.entries(b, SMALL);
    if (b != null && all == null) {
      return;
    }
    double bias = 0;
    if (all != null) {
      int hidden = (int) (b.dims()[b.dims().length - 1] / 8);
      // The gates stand in the order i, o, f, c, once for the input and once for the state.
      for (int i = 0; i < hidden; i++) {
        bias += (all[2 * hidden + i] + all[6 * hidden + i]) / hidden;
      }
    }
    double kept = 1 / (1 + Math.exp(-bias));
    if (Math.pow(kept, steps) < FORGOTTEN && bias < 0.5) {
      report
          .finding(
              Severity.NOTE,
              "the forget bias is "
                  + Wording.number(Math.abs(bias) < 5e-3 ? 0 : bias)
                  + ": a cell keeps "
                  + Wording.number(kept)
                  + " of itself in a step, "
                  + Wording.number(Math.pow(kept, steps))
                  + " after "
                  + Wording.number(steps))
          .at(new Place(node, node.output()))
          .predicts("what is left of a cell at the end", Math.pow(kept, steps), FORGOTTEN, 1)
          .formula("σ(b)^T")
          .fix("start the forget bias at 1, which keeps 0.731 in a step")
          .add();
    }
  }

  private static void radius(Model model, Report report, Wiring wiring, Node node, double steps) {
    Weight r = wiring.weight(node.input(2));
    double radius = r == null ? Double.NaN : radius(model, r);
    double left = Math.pow(radius, steps);
    if (!(left < FORGOTTEN || left > 1 / FORGOTTEN)) {
      return;
    }
    report
        .finding(
            left < 1 ? Severity.NOTE : Severity.WARNING,
            "the recurrent matrix has a spectral radius of "
                + Wording.number(radius)
                + ": over "
                + Wording.number(steps)
                + " steps a state becomes "
                + Wording.number(left)
                + " of itself")
        .at(new Place(node, node.output()), r.name())
        .predicts("radius to the number of steps", left, FORGOTTEN, 1 / FORGOTTEN)
        .formula("r^T")
        .fix("draw the recurrent matrix orthogonal, which makes the radius 1")
        .add();
  }

  /** By the entries where they are there, and else by the law: σ√n of independent ones (Girko). */
  private static double radius(Model model, Weight r) {
    int n = (int) r.dims()[r.dims().length - 1];
    double[] all = Wiring.entries(r, SMALL);
    ParameterFacts facts = model.propagation().weights().get(r);
    return all != null
        ? radius(all, n)
        : facts == null ? Double.NaN : model.std(facts) * Math.sqrt(n);
  }

  /** The spectral radius of a square matrix, by the growth of what it is applied to many times. */
  static double radius(double[] rows, int n) {
    double[] x = new double[n];
    Arrays.setAll(x, i -> Math.cos(1 + 3.7 * i));
    double logarithm = 0;
    for (int k = 0; k < 2 * ITERATIONS; k++) {
      double[] y = new double[n];
      double norm = 0;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          y[i] += rows[i * n + j] * x[j];
        }
        norm += y[i] * y[i];
      }
      double size = Math.sqrt(norm);
      if (!(size > 0)) {
        return 0;
      }
      logarithm += k < ITERATIONS ? 0 : Math.log(size);
      Arrays.setAll(x, i -> y[i] / size);
    }
    return Math.exp(logarithm / ITERATIONS);
  }

  private static void step(Report report, ParameterSite site, double[] v) {
    double[] steps = Arrays.stream(v).map(x -> Math.log1p(Math.exp(x))).sorted().toArray();
    double median = steps[steps.length / 2];
    if (median >= LEAST_STEP && median <= MOST_STEP) {
      return;
    }
    report
        .finding(
            Severity.WARNING,
            "the steps of this state space are "
                + Wording.number(median)
                + " in the median where 0.001 to 0.1 is meant: a state of rate 1 keeps "
                + Wording.number(Math.exp(-median))
                + " of itself in a token")
        .at(site.place(), site.name())
        .predicts("median of softplus(dt_bias)", median, LEAST_STEP, MOST_STEP)
        .formula("softplus(dt_bias)")
        .fix("set it to ln(e^dt − 1) of steps drawn between 0.001 and 0.1")
        .add();
  }

  private static void decay(Report report, ParameterSite site, double[] v) {
    double least = Arrays.stream(v).min().orElse(0);
    double most = Arrays.stream(v).max().orElse(0);
    if (v.length < 2 || most > least) {
      return;
    }
    report
        .finding(
            Severity.WARNING,
            "all "
                + v.length
                + " rates of this state space are "
                + Wording.number(Math.exp(most))
                + ": its states remember alike, where ln 1 … ln N tells them apart")
        .at(site.place(), site.name())
        .predicts("largest rate over the least", Math.exp(most - least), 2, 1e9)
        .formula("e^A_log")
        .fix("set A_log to ln 1, ln 2, … ln N along the state")
        .add();
  }

  private static void frequencies(Report report, ParameterSite site, double[] v) {
    boolean none = Arrays.stream(v).allMatch(x -> x == 0);
    boolean rises = false;
    for (int i = 1; i < v.length; i++) {
      rises |= v[i] > v[i - 1] * (1 + 1e-6);
    }
    if (!none && !rises) {
      return;
    }
    report
        .finding(
            none ? Severity.ERROR : Severity.WARNING,
            none
                ? "all " + v.length + " frequencies of the positions are 0: they turn nothing"
                : "the frequencies of the positions, of which there are "
                    + v.length
                    + ", rise where they should fall as powers of one base")
        .at(site.place(), site.name())
        .predicts("first frequency", v[0], none ? 1e-9 : 1, 1)
        .formula("θ^(−2i/d)")
        .fix("set them to 10000^(−2i/d), i = 0 … d/2 − 1")
        .add();
  }
}
