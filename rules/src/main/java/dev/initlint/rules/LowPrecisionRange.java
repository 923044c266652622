package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.gaussian.ErrorFunction;
import dev.initlint.graph.Node;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.training.Precision;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.NormSite;
import dev.initlint.unit.Place;
import dev.initlint.unit.Stream;
import dev.initlint.unit.Sublayer;

/** NUM001: values or gradients leave the range of the numbers that they are held in. */
final class LowPrecisionRange implements Rule {
  private static final Card CARD =
      Card.of(
              "NUM001",
              "low-precision-range",
              Severity.ERROR,
              "values or gradients leave the range of the numbers that hold them",
              """
              ## What it does
              Where a precision is stated, holds what is predicted of every value against the numbers
              of that format: the largest of its n entries, m + s·F(z) with n·(1 − Φ(z)) = 1 and F
              the law of an entry, against the largest number (65504 for fp16, 448 for fp8 E4M3); the
              sum of squares d·q of what a norm reads against the same; the branch of a residual sum
              against half a unit in the last place of its stream; gradients of the loss, by their
              root mean square, against the least number. Reports overflow as an error, a margin of
              less than four as a warning, and what a scale of the loss cures as a note.

              ## Why
              An fp16 number above 65504 is infinity, and the step is lost. Gradients below 6e-8 are
              0 in fp16, and those weights do not learn: hence loss scaling, whose factor of 65536 at
              the start is not enough for every model. In bf16 a stream of 1 takes in nothing below
              1/512. What overflows by outliers that training brings is not seen here.

              ## Bad
              ```graph
              train precision=fp16
              x = input(8, 64)
              h = linear(x, 4096, normal(0, 16))
              h = linear(h, 4096, normal(0, 4))
              y = linear(layernorm(h), 10, normal(0, 0.01))
              ```

              ```python
              model.half()  # activations reach 1e5
              ```

              ```toml
              [training]
              precision = "fp16"
              ```

              ## Good
              ```graph
              train precision=fp16
              x = input(8, 64)
              h = linear(x, 4096, normal(0, 0.125))
              h = linear(h, 4096, normal(0, 0.0156))
              y = linear(layernorm(h), 10, normal(0, 0.01))
              ```

              ```python
              with torch.autocast("cuda", dtype=torch.bfloat16):
                  loss = model(x)
              ```

              ```toml
              [training]
              precision = "bf16"
              ```

              ## Fix
              Bring the value into the band, hold it in bf16 or fp32, or scale the loss.

              ## When to ignore it
              When the operator in question accumulates and stores in fp32, as norms of most
              libraries do under autocast.

              ## References
              - https://github.com/huggingface/transformers/issues/5651
              - https://arxiv.org/abs/1710.03740
              - https://arxiv.org/abs/2209.05433
              """)
          .advises("it concerns the arithmetic and no weight")
          .causedBy("INIT001", "ACT002", "RES006", "HEAD001", "ACT001");

  private static final double MARGIN = 4;

  /** Where GradScaler of PyTorch begins. */
  private static final double USUAL_SCALE = 65536;

  /** Most of the values of interest are drawn about 0; a mask is a constant and no value. */
  private static final double STEP = 0.01;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Precision p = model.training().precision();
    if (p == null || p == Precision.FP32) {
      return;
    }
    values(model, report, p);
    norms(model, report, p);
    sums(model, report, p);
    gradients(model, report, p.ofGradients());
  }

  private static void values(Model model, Report report, Precision p) {
    Place worst = null;
    double most = p.largest() / MARGIN;
    int others = -1;
    for (Node node : model.propagation().graph().nodes()) {
      for (String output : node.outputs()) {
        Signal s = model.propagation().signal(output);
        double largest = s == null ? Double.NaN : largest(model, s, output);
        if (largest > p.largest() / MARGIN) {
          others++;
          worst = largest > most ? new Place(node, output) : worst;
          most = Math.max(most, largest);
        }
      }
    }
    if (worst != null) {
      Signal s = model.propagation().signal(worst.value());
      boolean over = most > p.largest();
      report
          .finding(
              over ? Severity.ERROR : Severity.WARNING,
              "the largest entry here is about "
                  + Wording.number(most)
                  + (over ? ", above the " : ", near the ")
                  + Wording.number(p.largest())
                  + " that "
                  + p.label()
                  + " ends at"
                  + Wording.more(others, "value"))
          .at(worst)
          .predicts("largest entry", most, 0, p.largest() / MARGIN)
          .formula("m + s·F(z), n·(1 − Φ(z)) = 1")
          .from(s)
          .because("rms " + Wording.number(Math.sqrt(model.secondMoment(s))))
          .fix("bring the rms below " + Wording.number(p.largest() / MARGIN / 6) + ", or use bf16")
          .add();
    }
  }

  /** The largest of the entries of a value, by the law of one, or NaN. */
  private static double largest(Model model, Signal s, String value) {
    Stat stat = model.figure(s.stat());
    long[] dims = model.propagation().shapes().dims(value);
    if (stat == null || dims == null) {
      return Double.NaN;
    }
    double n = 1;
    for (long d : dims) {
      n *= Math.max(1, d);
    }
    double mean = stat.meanEntry();
    double std = Math.sqrt(Math.max(0, stat.secondMoment() - mean * mean));
    double z = 0;
    while (n * (1 - ErrorFunction.normalBelow(z)) > 1) {
      z += STEP;
    }
    double up = mean + std * stat.law().quantile(z);
    double down = mean + std * stat.law().quantile(-z);
    return Math.max(Math.abs(up), Math.abs(down));
  }

  private static void norms(Model model, Report report, Precision p) {
    for (NormSite norm : model.norms()) {
      double q = model.secondMoment(norm.input());
      Stat s = model.figure(norm.input().stat());
      double sum = s == null ? Double.NaN : q * s.features();
      boolean halves = p == Precision.FP16;
      if (halves && sum > p.largest()) {
        report
            .finding(
                Severity.NOTE,
                "the squares that this norm adds up come to "
                    + Wording.number(sum)
                    + ", above the "
                    + Wording.number(p.largest())
                    + " of "
                    + p.label()
                    + ": it has to add in fp32")
            .at(norm.place())
            .predicts("sum of squares", sum, 0, p.largest())
            .formula("d·q")
            .from(norm.input())
            .fix(
                "compute the norm in fp32, as autocast does, or bring q below "
                    + Wording.number(p.largest() / s.features()))
            .add();
        return;
      }
      if (halves && norm.epsilon() > 0 && norm.epsilon() < p.least() / 2) {
        report
            .finding(
                Severity.NOTE,
                "the ε of this norm, "
                    + Wording.number(norm.epsilon())
                    + ", is 0 in "
                    + p.label()
                    + ": rows of zeros divide by 0 there")
            .at(norm.place())
            .predicts("ε of the norm", norm.epsilon(), p.least(), 1)
            .formula("x/√(E[x²] + ε)")
            .fix("compute the norm in fp32, or set ε to " + Wording.number(1e-5))
            .add();
        return;
      }
    }
  }

  private static void sums(Model model, Report report, Precision p) {
    double half = Math.scalb(1.0, -p.bits());
    Sublayer worst = null;
    double least = half;
    for (Stream stream : model.streams()) {
      for (Sublayer layer : stream.sublayers()) {
        double branch = model.secondMoment(layer.branch());
        double share = Math.sqrt(branch / model.secondMoment(layer.skip()));
        if (share > 0 && share < least) {
          least = share;
          worst = layer;
        }
      }
    }
    if (worst != null) {
      report
          .finding(
              Severity.NOTE,
              "this branch is "
                  + Wording.number(least)
                  + " of its stream, less than half a unit in the last of the "
                  + p.bits()
                  + " bits of "
                  + p.label()
                  + ": most of it is rounded away")
          .at(worst.place())
          .predicts("rms of the branch over that of the stream", least, half, 1e9)
          .formula("√(q(branch)/q(skip))")
          .from(worst.branch())
          .fix(
              "hold the stream in fp32, or lower what enters it by " + Wording.number(half / least))
          .add();
    }
  }

  private static void gradients(Model model, Report report, Precision p) {
    FirstGradients first = p == Precision.FP16 ? FirstGradients.of(model) : null;
    if (first == null) {
      return;
    }
    LinearSite worst = null;
    double least = p.leastNormal();
    int others = -1;
    for (LinearSite site : model.linears()) {
      Stat g = first.at(site.output());
      double size = g == null ? Double.NaN : Math.sqrt(g.secondMoment());
      if (size > 0 && size < p.leastNormal()) {
        others++;
        worst = size < least || worst == null ? site : worst;
        least = Math.min(least, size);
      }
    }
    if (worst != null) {
      double lost = 2 * ErrorFunction.normalBelow(p.least() / 2 / least) - 1;
      double scale =
          Math.scalb(1.0, (int) Math.ceil(Math.log(p.leastNormal() / least) / Math.log(2)));
      report
          .finding(
              scale > USUAL_SCALE ? Severity.WARNING : Severity.NOTE,
              "the gradient here is "
                  + Wording.number(least)
                  + ", of which "
                  + p.label()
                  + " makes "
                  + Wording.percent(lost)
                  + " zeros: it needs a loss scale of "
                  + Wording.number(scale)
                  + Wording.more(others, "layer"))
          .at(worst.place(), worst.weight().name())
          .predicts("rms of the gradient", least, p.leastNormal(), p.largest())
          .formula("√E[(∂L/∂y)²]")
          .because("the loss is a mean over " + Wording.number(first.scored()) + " positions")
          .fix("scale the loss by " + Wording.number(scale) + " or more, or use bf16")
          .add();
    }
  }
}
