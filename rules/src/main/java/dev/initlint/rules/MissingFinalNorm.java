package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.gaussian.ClassificationHead;
import dev.initlint.propagate.Head;
import dev.initlint.source.Remedy;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Stream;
import dev.initlint.unit.Sublayer;
import java.util.List;

/** NORM002: a pre-norm stream is read without a norm at its end. */
final class MissingFinalNorm implements Rule {
  private static final Card CARD =
      Card.of(
          "NORM002",
          "missing-final-norm",
          Severity.ERROR,
          "a pre-norm stream reaches its reader without a norm",
          """
          ## What it does
          Follows a residual stream whose branches normalise what they read, and reports a linear map
          that reads the end of it with no norm between: an error where the loss at step zero is
          more than 1 nat above that behind a norm, or its output ten times off; a note within a
          factor of three.

          ## Why
          A pre-norm stream grows with every block, since nothing normalises the sum. What reads it
          sees a second moment that depends on depth: logits grow by its root, and the loss starts
          far above ln V. PyTorch's TransformerEncoder(norm_first=True, norm=None) is the classic.

          ## Bad
          ```graph
          x = input(4, 16, 64)
          repeat 6
            h = linear(layernorm(x), 256, normal(0, 0.125))
            f = linear(relu(h), 64, normal(0, 0.0625))
            x = add(x, f)
          y = linear(x, 10, normal(0, 0.02))
          ```

          ```python
          layer = nn.TransformerEncoderLayer(512, 8, norm_first=True)
          encoder = nn.TransformerEncoder(layer, 6)
          ```

          ## Good
          ```graph
          x = input(4, 16, 64)
          repeat 6
            h = linear(layernorm(x), 256, normal(0, 0.125))
            f = linear(relu(h), 64, normal(0, 0.0625))
            x = add(x, f)
          y = linear(layernorm(x), 10, normal(0, 0.02))
          ```

          ```python
          layer = nn.TransformerEncoderLayer(512, 8, norm_first=True)
          encoder = nn.TransformerEncoder(layer, 6, norm=nn.LayerNorm(512))
          ```

          ## Fix
          Put a norm between the last block and what reads the stream.

          ## When to ignore it
          When the reader scales by depth itself. Streams that do not grow, as under ReZero, are not
          reported.

          ## References
          - https://arxiv.org/abs/2002.04745
          - https://github.com/NVIDIA-NeMo/Speech/pull/2197
          """);

  private static final int SHALLOWEST = 2;

  /** A stream that grows by less carries its input and little else. */
  private static final double GROWTH = 1.01;

  /** Within a factor of three in size a reader does as well as behind a norm. */
  private static final double TOLERATED = 9;

  private static final double LARGE = 100;

  private static final double NAT = 1;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (Stream stream : model.streams()) {
      LinearSite reader =
          stream.form() == Sublayer.Form.PRE_NORM && stream.depth() >= SHALLOWEST
              ? reader(model, stream)
              : null;
      double first = model.secondMoment(stream.first().skip());
      double last = model.secondMoment(stream.last().sum());
      if (reader != null && last / first > GROWTH) {
        report(model, report, stream, reader);
        return;
      }
    }
  }

  private static LinearSite reader(Model model, Stream stream) {
    return model.linears().stream()
        .filter(l -> model.origin(l.input()) == stream.last().sum())
        .findFirst()
        .orElse(null);
  }

  /** By what it costs: nats of a loss that the reader decides, or a factor of √q in size. */
  private static Severity severity(Model model, LinearSite reader, double q) {
    double off = Math.max(q, 1 / q);
    if (cost(model, reader, q) > NAT || off > LARGE) {
      return Severity.ERROR;
    }
    return off > TOLERATED ? Severity.WARNING : Severity.NOTE;
  }

  /** What the loss at step zero is above that behind a norm; 0 where the reader is no head. */
  private static double cost(Model model, LinearSite reader, double q) {
    for (Head head : model.heads()) {
      ClassificationHead loss = model.figure(head.loss());
      if (loss != null && model.linear(head.logits()) == reader) {
        double std = loss.logitStd();
        return ClassificationHead.of(loss.classes(), std).excess()
            - ClassificationHead.of(loss.classes(), std / Math.sqrt(q)).excess();
      }
    }
    return 0;
  }

  private static void report(Model model, Report report, Stream stream, LinearSite reader) {
    double q = model.secondMoment(stream.last().sum());
    double out = model.secondMoment(reader.output());
    report
        .finding(
            severity(model, reader, q),
            "the stream reaches this linear map without a norm, with second moment "
                + Wording.number(q)
                + " after "
                + stream.depth()
                + " pre-norm layers: its output has std "
                + Wording.number(Math.sqrt(out))
                + " in place of "
                + Wording.number(Math.sqrt(out / q)))
        .at(reader.place(), reader.weight().name())
        .predicts("second moment of what the reader sees", q, 1 / TOLERATED, TOLERATED)
        .formula("E[x²] = q(0) + Σ q(branch) over " + stream.sublayers().size() + " branches")
        .from(reader.output())
        .because(
            "the stream enters with "
                + Wording.number(model.secondMoment(stream.first().skip()))
                + " and leaves with "
                + Wording.number(q))
        .fix(
            "put a norm before this linear map, which divides what it reads by "
                + Wording.number(Math.sqrt(q)))
        .cure(List.of(new Remedy.InsertNorm(model.place(stream.last().sum()).value())))
        .add();
  }
}
