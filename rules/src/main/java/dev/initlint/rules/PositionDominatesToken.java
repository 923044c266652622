package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Node;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.source.Remedy;
import dev.initlint.unit.EmbeddingSite;
import dev.initlint.unit.Model;
import java.util.List;
import java.util.Locale;

/** EMB003: positions so large that the tokens they are added to drown. */
final class PositionDominatesToken implements Rule {
  private static final Card CARD =
      Card.of(
          "EMB003",
          "position-dominates-token",
          Severity.ERROR,
          "positions drown the token embeddings they are added to",
          """
          ## What it does
          Predicts the share that tokens have in the second moment of the sum of tokens, positions
          and segments. Reports a share below 10 %, an error below 1 %.

          ## Why
          A sinusoid has a second moment of 0.5. A token table of N(0, 0.02) has 0.0004, which is
          0.08 % of the sum: the first block sees where a token stands and hardly which it is. A norm
          behind the sum does not help, because it is the ratio that counts.

          ## Bad
          ```graph
          ids = tokens(4, 16)
          e = embedding(ids, 500, 64, normal(0, 0.02))
          x = positions(e, sinusoid)
          y = layernorm(x)
          ```

          ```python
          nn.init.normal_(self.embed.weight, std=0.02)
          x = self.embed(ids) + sinusoids  # of rms 0.707
          ```

          ```json
          {"model_type": "marian", "scale_embedding": false}
          ```

          ## Good
          ```graph
          ids = tokens(4, 16)
          e = embedding(ids, 500, 64, normal(0, 0.125))
          s = times(e, 8)
          x = positions(s, sinusoid)
          y = layernorm(x)
          ```

          ```python
          nn.init.normal_(self.embed.weight, std=d_model**-0.5)
          x = self.embed(ids) * d_model**0.5 + sinusoids
          ```

          ```json
          {"model_type": "marian", "scale_embedding": true}
          ```

          ## Fix
          Multiply the token embeddings by √d_model, or the positions by a factor that makes both
          alike.

          ## When to ignore it
          When pretrained embeddings are loaded over the ones in the file. Where something else than
          positions or segments is added, as features that the model is given, nothing is reported.

          ## References
          - https://github.com/VHellendoorn/ICLR20-Great/issues/10
          - https://github.com/facebookresearch/XLM/issues/31
          - https://github.com/karpathy/llm.c/pull/832
          """);

  private static final double SMALL = 0.1;
  private static final double TINY = 0.01;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (EmbeddingSite site : model.embeddings()) {
      double token = model.secondMoment(site.scaled());
      double sum = model.secondMoment(site.sum());
      double share = token / sum;
      if (site.added() > 0 && share < SMALL && addsPositions(model, site)) {
        report(model, report, site, token, sum);
        return;
      }
    }
  }

  /**
   * Whether what is added tells where a token stands: it is computed from nothing that is given to
   * the model but indices, and from no other table that such an index looks a token up in.
   */
  private static boolean addsPositions(Model model, EmbeddingSite site) {
    for (Value input : model.propagation().graph().inputs()) {
      Signal s = input.type().isReal() ? model.propagation().signal(input.name()) : null;
      if (s != null && model.dependsOn(site.sum(), s)) {
        return false;
      }
    }
    for (EmbeddingSite other : model.embeddings()) {
      Node node = other.place().node();
      boolean token = node != null && isToken(model, node.input(1));
      if (other != site && token && model.dependsOn(site.sum(), other.rows())) {
        return false;
      }
    }
    return true;
  }

  /** An index that is given to the model, unless its name says that it is a position or segment. */
  private static boolean isToken(Model model, String index) {
    String name = index.toLowerCase(Locale.ROOT);
    boolean given =
        model.propagation().graph().inputs().stream().anyMatch(v -> v.name().equals(index));
    return given && !name.contains("pos") && !name.contains("type") && !name.contains("seg");
  }

  /** What the sum adds to the tokens, that many times as large. */
  private static List<Remedy> added(Model model, EmbeddingSite site, double factor) {
    Node sum = model.place(site.sum()).node();
    String tokens = model.place(site.scaled()).value();
    if (sum == null || !sum.op().equals("Add") || !sum.inputs().contains(tokens)) {
      return List.of();
    }
    String other = sum.input(sum.input(0).equals(tokens) ? 1 : 0);
    Weight table = model.propagation().graph().weights().get(other);
    ParameterFacts facts = table == null ? null : model.propagation().weights().get(table);
    return facts == null
        ? List.of(new Remedy.ScaleValue(other, factor))
        : List.of(new Remedy.Redraw(other, factor * model.std(facts), 0));
  }

  private static void report(
      Model model, Report report, EmbeddingSite site, double token, double sum) {
    double share = token / sum;
    double ratio = Math.sqrt((sum - token) / token);
    report
        .finding(
            share < TINY ? Severity.ERROR : Severity.WARNING,
            "tokens are "
                + Wording.percent(share)
                + " of what enters the first block: rms "
                + Wording.number(Math.sqrt(token))
                + " beside "
                + Wording.number(Math.sqrt(sum - token))
                + " of positions")
        .at(site.place(), site.table().name())
        .predicts("token share of the embedding sum", share, SMALL, 1)
        .formula("q(token)/(q(token) + q(position)), q(token) = var(" + site.table().name() + ")")
        .from(site.scaled(), site.sum())
        .fix("multiply what is added to the token embeddings by " + Wording.constant(1 / ratio))
        .cure(added(model, site, 1 / ratio))
        .orElse(
            "multiply the token embeddings by " + Wording.constant(ratio),
            List.of(new Remedy.Redraw(site.table().name(), ratio * model.std(site.table()), 0)))
        .add();
  }
}
