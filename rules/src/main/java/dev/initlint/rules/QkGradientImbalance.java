package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.List;

/** GRAD001: queries and keys get far smaller gradients than values. */
final class QkGradientImbalance implements Rule {
  private static final Card CARD =
      Card.of(
              "GRAD001",
              "qk-gradient-imbalance",
              Severity.WARNING,
              "queries get far smaller gradients than values",
              """
              ## What it does
              Predicts the gradients of the query and value weights of each attention that draws them
              apart, and reports the smallest ratio of their sizes when it is below 0.1. It is a
              warning below 0.01 where tokens have become alike, a note otherwise.

              ## Why
              The gradient of queries is a product with the spread of the keys and with the softmax's
              slope, so it is smaller than that of values by about the standard deviation of the logits
              and by how alike tokens are. Plain gradient descent then hardly moves queries and keys.

              ## Bad
              ```graph
              x = input(4, 10, 64)
              q = linear(x, 64, normal(0, 0.01))
              k = linear(x, 64, normal(0, 0.01))
              v = linear(x, 64, normal(0, 0.125))
              y = attention(q, k, v, heads=4, scale=0.25)
              ```

              ```python
              nn.init.normal_(self.q_proj.weight, std=0.005)
              nn.init.normal_(self.k_proj.weight, std=0.005)
              ```

              ```json
              {"model_type": "bert"}
              ```

              ## Good
              ```graph
              x = input(4, 10, 64)
              q = linear(x, 64, normal(0, 0.125))
              k = linear(x, 64, normal(0, 0.125))
              v = linear(x, 64, normal(0, 0.125))
              y = attention(q, k, v, heads=4, scale=0.25)
              ```

              ```python
              nn.init.normal_(self.q_proj.weight, std=d_model**-0.5)
              nn.init.normal_(self.k_proj.weight, std=d_model**-0.5)
              ```

              ```json
              {"model_type": "gpt2"}
              ```

              ## Fix
              Use an optimiser that scales each parameter's step, as Adam, or raise the spread of the
              query and key projections.

              ## When to ignore it
              Under Adam, unless the gradients fall below its ε.

              ## References
              - https://arxiv.org/abs/2004.08249
              - https://arxiv.org/abs/2206.03126
              """)
          .advises("it concerns the optimiser and no weight")
          .causedBy("ATT010", "ATT008", "INIT008", "ATT002", "NORM004");

  private static final double SMALL = 0.1;
  private static final double TINY = 0.01;
  private static final double ALIKE = 0.9;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    AttentionSite worst = null;
    double least = SMALL;
    List<LinearSite> small = new ArrayList<>();
    for (AttentionSite site : model.attentions()) {
      double ratio = ratio(model, site);
      if (ratio < SMALL) {
        small.add(site.query());
      }
      if (ratio < least) {
        least = ratio;
        worst = site;
      }
    }
    if (worst != null) {
      report(model, report, worst, least, small);
    }
  }

  /** Size of the query weights' gradient over that of the values', or NaN. */
  static double ratio(Model model, AttentionSite site) {
    LinearSite q = site.query();
    LinearSite v = site.values();
    if (q == null || v == null || q.weight() == v.weight()) {
      return Double.NaN;
    }
    double gq = model.weightGradient(q.weight());
    double gv = model.weightGradient(v.weight());
    return gv > 0 && gq > 0 ? Math.sqrt(gq / gv) : Double.NaN;
  }

  private static void report(
      Model model, Report report, AttentionSite site, double ratio, List<LinearSite> all) {
    boolean alike = model.cosine(site.query().input()) > ALIKE;
    report
        .finding(
            ratio < TINY && alike ? Severity.WARNING : Severity.NOTE,
            "the gradient of the query weights is "
                + Wording.number(ratio)
                + " of that of the value weights"
                + Wording.more(all.size() - 1, "attention"))
        .at(site.place(), site.query().weight().name())
        .andOf(all)
        .predicts("|∂W_q|/|∂W_v|", ratio, SMALL, 1 / SMALL)
        .formula("√(E[(∂W_q)²]/E[(∂W_v)²])")
        .from(site.unit().logits().query())
        .because(
            "|∂W_q| = "
                + Wording.number(Math.sqrt(model.weightGradient(site.query().weight())))
                + ", |∂W_v| = "
                + Wording.number(Math.sqrt(model.weightGradient(site.values().weight())))
                + " for a gradient of 1 at the output")
        .fix(
            "use an optimiser that scales each parameter's step, or plan for a learning rate "
                + Wording.number(1 / ratio)
                + " times as large for queries and keys")
        .add();
  }
}
