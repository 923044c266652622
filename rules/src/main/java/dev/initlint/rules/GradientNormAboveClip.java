package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.training.Training;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;

/** TRAIN004: all gradients together are far above the norm at which they are clipped. */
final class GradientNormAboveClip implements Rule {
  private static final Card CARD =
      Card.of(
              "TRAIN004",
              "gradient-norm-above-clip",
              Severity.WARNING,
              "the first gradients are far above the norm at which they are clipped",
              """
              ## What it does
              Where a norm is stated at which gradients are clipped, predicts that of all gradients
              together in the first step, √(Σ n·E[g²]) over all parameters, from the gradient of the
              mean cross-entropy itself: δ = (softmax − label)/N at the logits, with labels at
              random. Reports a norm of ten times the limit or more. It is a warning for plain
              gradient descent, whose steps shrink by that factor, and for any optimiser where an
              endless batch would still be a thousand times above the limit; otherwise a note.

              ## Why
              Clipping is meant for rare steps. Where it acts on every step of the beginning, the
              learning rate is not the one that was set, and the largest gradients, mostly those of
              one layer that is drawn too wide, decide how far all others move.

              In the formula n is the number of entries of a parameter and E[g²] the second moment of
              an entry of its gradient. The norm falls with the number N of scored positions, as the
              square root of it, down to what does not average out, which is told too; give the batch
              that you train with by `--dim batch=N`.

              ## Bad
              ```graph
              train optimizer=sgd lr=0.1 clip=1
              x = input(8, 64)
              h = relu(linear(x, 256, normal(0, 0.177)))
              h = relu(linear(h, 256, normal(0, 0.25)))
              h = relu(linear(h, 256, normal(0, 0.25)))
              y = linear(h, 10, normal(0, 0.0625))
              ```

              ```python
              nn.utils.clip_grad_norm_(model.parameters(), 0.01)
              optimizer.step()  # plain SGD: the rate is not the one that was set
              ```

              ```toml
              [training]
              optimizer = "sgd"
              lr = 0.1
              clip = 0.01
              ```

              ## Good
              ```graph
              train optimizer=sgd lr=0.1 clip=1
              x = input(8, 64)
              h = relu(linear(x, 256, normal(0, 0.177)))
              h = relu(linear(h, 256, normal(0, 0.0884)))
              h = relu(linear(h, 256, normal(0, 0.0884)))
              y = linear(h, 10, normal(0, 0.01))
              ```

              ```python
              nn.utils.clip_grad_norm_(model.parameters(), 5.0)
              optimizer.step()
              ```

              ```toml
              [training]
              optimizer = "sgd"
              lr = 0.1
              clip = 5
              ```

              ## Fix
              Draw the layer that contributes most within its band, or clip at the norm that the
              model has.

              ## When to ignore it
              When the optimiser divides by the size of gradients, as Adam does: a factor on all of
              them drops out, and only the first steps' share in its averages is smaller.

              ## References
              - https://arxiv.org/abs/1211.5063
              """)
          .advises("where to clip is a setting of the training")
          .causedBy(
              "HEAD001", "HEAD003", "HEAD002", "INIT001", "ACT001", "ACT002", "RES006", "NORM003");

  private static final double FAR = 10;
  private static final double ENDLESS = 1000;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Training t = model.training();
    FirstGradients first = t.clip() != null && t.clip() > 0 ? FirstGradients.of(model) : null;
    if (first == null) {
      return;
    }
    double norm = first.norm();
    if (norm >= FAR * t.clip() && Double.isFinite(norm)) {
      report(report, t, first, norm);
    }
  }

  private static void report(Report report, Training t, FirstGradients first, double norm) {
    double lasting = first.lasting();
    ParameterSite most = first.largest();
    boolean slowed = t.isPlain() || lasting >= ENDLESS * t.clip();
    double share = most.weight().count() * first.of(most) / (norm * norm);
    report
        .finding(
            slowed ? Severity.WARNING : Severity.NOTE,
            "the gradients of the first step have a norm of "
                + Wording.number(norm)
                + " over "
                + Wording.number(first.scored())
                + " scored positions: clipping at "
                + Wording.number(t.clip())
                + " leaves "
                + Wording.percent(t.clip() / norm)
                + " of them")
        .at(most.place(), most.name())
        .predicts("norm of all gradients", norm, 0, FAR * t.clip())
        .formula("√(Σ n·E[g²])")
        .because(
            most.name() + " has " + Wording.percent(share) + " of its square",
            "an endless batch leaves " + Wording.number(lasting))
        .fix(
            "bring the gradient of "
                + most.name()
                + " down, or clip at "
                + Wording.number(norm)
                + " and more")
        .add();
  }
}
