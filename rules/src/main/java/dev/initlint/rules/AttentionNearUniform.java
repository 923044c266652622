package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.op.AttentionRows;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.List;

/** ATT004: attention logits are so small that every key weighs the same. */
final class AttentionNearUniform implements Rule {
  private static final Card CARD =
      Card.of(
              "ATT004",
              "attention-near-uniform",
              Severity.NOTE,
              "attention logits are so small that every key weighs the same",
              """
              ## What it does
              Predicts the standard deviation s of the attention logits between the keys of one query
              and reports s < 0.1.

              ## Why
              Each row is then an average over the keys, with its largest weight near (1 + 2s)/n. The
              gradient of queries and keys is smaller than that of values by about s.

              This is normal at the start for narrow models drawn from N(0, 0.02), so it is never more
              than a note.

              ## Bad
              ```graph
              x = input(4, 10, 64)
              q = linear(x, 64, normal(0, 0.03))
              k = linear(x, 64, normal(0, 0.03))
              v = linear(x, 64, normal(0, 0.125))
              y = attention(q, k, v, heads=4, scale=0.25)
              ```

              ```python
              q = self.in_q(self.w_q(x))  # projected twice, by PyTorch's default each time
              k = self.in_k(self.w_k(x))
              ```

              ```json
              {"model_type": "gpt2", "initializer_range": 0.004}
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
              q = self.w_q(x)
              k = self.w_k(x)
              ```

              ```json
              {"model_type": "gpt2", "initializer_range": 0.03}
              ```

              ## Fix
              Raise the spread of the query and key projections, leave out a second projection of the
              same tensor, or accept it.

              ## When to ignore it
              When queries and keys are learnt quickly enough, as under Adam.

              ## References
              - https://arxiv.org/abs/2004.08249
              """)
          .causedBy("ATT002", "NORM004");

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<AttentionSite> hits = new ArrayList<>();
    for (AttentionSite site : model.attentions()) {
      AttentionRows rows = model.figure(site.unit().rows());
      boolean even = rows != null && rows.logitStd() < AttentionFigures.LOW;
      if (even && AttentionFigures.keys(rows) > 1 && site.unit().logits().bias() == null) {
        hits.add(site);
      }
    }
    if (!hits.isEmpty()) {
      report(model, report, hits.get(0), hits);
    }
  }

  private static void report(
      Model model, Report report, AttentionSite site, List<AttentionSite> sites) {
    List<Place> places = sites.stream().map(AttentionSite::place).toList();
    AttentionRows rows = model.figure(site.unit().rows());
    double s = rows.logitStd();
    double n = AttentionFigures.keys(rows);
    report
        .finding(
            Severity.NOTE,
            "attention logits have std "
                + Wording.number(s)
                + ": the largest weight averages "
                + Wording.number(AttentionFigures.largest(rows))
                + " where even ones are "
                + Wording.number(1 / n)
                + Wording.more(places.size() - 1, "attention"))
        .at(site.place())
        .andAt(places)
        .predicts(AttentionFigures.QUANTITY, s, AttentionFigures.LOW, AttentionFigures.HIGH)
        .formula(AttentionFigures.formula(site))
        .from(site.unit().logits().query(), site.unit().logits().key())
        .because(AttentionFigures.line(model, site, rows))
        .fix(
            s > 0
                ? "multiply the std of the query and key projections by "
                    + Wording.constant(Math.sqrt(1 / s))
                    + ", or accept it"
                : "give queries and keys weights that are not 0")
        .cure(s > 0 ? AttentionFigures.drawn(model, sites, 1) : List.of())
        .add();
  }
}
