package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.unit.Model;
import dev.initlint.unit.Stream;
import dev.initlint.unit.Sublayer;
import java.util.ArrayList;
import java.util.List;

/**
 * RES007: the second sum of a block adds what entered the block and not what its first sum made.
 */
final class ResidualSourceMismatch implements Rule {
  private static final Card CARD =
      Card.of(
              "RES007",
              "residual-source-mismatch",
              Severity.WARNING,
              "the second sum of a block adds the block's input, past its attention",
              """
              ## What it does
              Finds a residual sum with an attending branch that only the next branch reads, where
              that branch is then added to what entered the first sum: y = x + f(x + a(x)). Predicts
              how much of the stream the attention is after each block.

              ## Why
              The stream never holds what attention read: it reaches the output through the
              feed-forward branch alone, so that a block passes no gradient to its attention but
              through two more matrices. It comes from adding a variable that was not updated.

              ## Bad
              ```graph
              x = input(4, 16, 64)
              repeat 3
                n = layernorm(x)
                q = linear(n, 64, normal(0, 0.125))
                k = linear(n, 64, normal(0, 0.125))
                v = linear(n, 64, normal(0, 0.125))
                h = add(x, linear(attention(q, k, v, heads=4, scale=0.25), 64, normal(0, 0.125)))
                f = linear(layernorm(h), 128, normal(0, 0.125))
                x = add(x, linear(relu(f), 64, normal(0, 0.125)))
              y = layernorm(x)
              ```

              ```python
              h = x + self.attn(self.norm1(x))
              return x + self.ff(self.norm2(h))
              ```

              ## Good
              ```graph
              x = input(4, 16, 64)
              repeat 3
                n = layernorm(x)
                q = linear(n, 64, normal(0, 0.125))
                k = linear(n, 64, normal(0, 0.125))
                v = linear(n, 64, normal(0, 0.125))
                h = add(x, linear(attention(q, k, v, heads=4, scale=0.25), 64, normal(0, 0.125)))
                f = linear(layernorm(h), 128, normal(0, 0.125))
                x = add(h, linear(relu(f), 64, normal(0, 0.125)))
              y = layernorm(x)
              ```

              ```python
              h = x + self.attn(self.norm1(x))
              return h + self.ff(self.norm2(h))
              ```

              ## Fix
              Add the feed-forward branch to the sum before it.

              ## When to ignore it
              When the inner sum is meant as the input of one branch alone. Blocks whose branches
              both read what enters them, as GPT-J's, are not reported.

              ## References
              - DJL 0.30, ai.djl.nn.transformer.TransformerEncoderBlock: the feed-forward branch is
                added to the embedding
              """)
          .advises("it is the wiring that changes");

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<Sublayer> all = new ArrayList<>();
    model.streams().stream().map(Stream::sublayers).forEach(all::addAll);
    Sublayer hit = null;
    int others = -1;
    for (Sublayer inner : all) {
      for (Sublayer outer : all) {
        if (inner.attention() && isPast(model, all, inner, outer)) {
          others++;
          hit = hit == null ? inner : hit;
        }
      }
    }
    if (hit != null) {
      report(model, report, hit, others);
    }
  }

  /** Whether the outer sum adds a branch of the inner one to what the inner one began from. */
  private static boolean isPast(Model model, List<Sublayer> all, Sublayer inner, Sublayer outer) {
    boolean same = outer != inner && outer.skip().root() == inner.skip().root();
    boolean through = same && model.dependsOn(outer.branch(), inner.sum());
    boolean goesOn =
        all.stream().anyMatch(s -> s != inner && s.skip().root() == inner.sum().root());
    return through && !goesOn && outer.last() != null && outer.last().activation() != null;
  }

  private static void report(Model model, Report report, Sublayer inner, int others) {
    double q = model.secondMoment(inner.skip());
    double branch = model.secondMoment(inner.branch());
    report
        .finding(
            Severity.WARNING,
            "what attention adds here, "
                + Wording.percent(branch / (q + branch))
                + " of the sum, is read by the next branch only: that is added to what entered the"
                + " block, and the stream holds 0 of it"
                + Wording.more(others, "block"))
        .at(inner.place())
        .predicts("share of the attention in the stream", 0, branch / (q + branch), 1)
        .formula("y = x + f(x + a(x))")
        .from(inner.sum())
        .fix("add the next branch to this sum: 1 variable is not the one that was updated")
        .add();
  }
}
