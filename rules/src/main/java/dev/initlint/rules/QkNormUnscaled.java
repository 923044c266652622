package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.op.AttentionRows;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.List;

/** ATT005: normed queries and keys without 1/√d_k. */
final class QkNormUnscaled implements Rule {
  private static final Card CARD =
      Card.of(
          "ATT005",
          "qk-norm-unscaled",
          Severity.WARNING,
          "normed queries and keys are not divided by √d_k",
          """
          ## What it does
          Finds attention whose queries and keys pass a norm, and predicts the standard deviation of
          its logits, a·g²·√d_k for a scale a and gains g, less what keys have in common. Reports one
          above 2.

          ## Why
          A norm on queries and keys makes the logits independent of the weights, so their size is
          the scale's alone. Without 1/√d_k a head of 256 has logits of standard deviation 16, and
          the largest weight of 512 averages 0.87.

          ## Bad
          ```graph
          x = input(4, 32, 64)
          q = layernorm(linear(x, 64, normal(0, 0.125)))
          k = layernorm(linear(x, 64, normal(0, 0.125)))
          v = linear(x, 64, normal(0, 0.125))
          y = attention(q, k, v, scale=1)
          ```

          ```python
          q, k = self.q_norm(q), self.k_norm(k)
          out = F.scaled_dot_product_attention(q, k, v, scale=1.0)
          ```

          ```json
          {"model_type": "gemma3_text", "query_pre_attn_scalar": 1}
          ```

          ## Good
          ```graph
          x = input(4, 32, 64)
          q = layernorm(linear(x, 64, normal(0, 0.125)))
          k = layernorm(linear(x, 64, normal(0, 0.125)))
          v = linear(x, 64, normal(0, 0.125))
          y = attention(q, k, v, scale=0.125)
          ```

          ```python
          q, k = self.q_norm(q), self.k_norm(k)
          out = F.scaled_dot_product_attention(q, k, v)
          ```

          ```json
          {"model_type": "gemma3_text", "query_pre_attn_scalar": 256}
          ```

          ## Fix
          Keep 1/√d_k after the norms, or start gains or a temperature that make up for it.

          ## When to ignore it
          When a learnt temperature is meant to start sharp.

          ## References
          - https://github.com/huggingface/transformers/issues/45676
          - https://github.com/NVIDIA/Megatron-LM/pull/1130
          """);

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<AttentionSite> hits = new ArrayList<>();
    for (AttentionSite site : model.attentions()) {
      AttentionRows rows = model.figure(site.unit().rows());
      if (rows != null && site.isNormed() && rows.logitStd() > AttentionFigures.HIGH) {
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
    double d = model.number(site.unit().logits().headDim());
    report
        .finding(
            Severity.WARNING,
            "normed queries and keys of "
                + Wording.number(d)
                + " features with scale "
                + Wording.constant(site.scale())
                + " give logits of std "
                + Wording.number(s)
                + ": the largest weight over "
                + Wording.number(AttentionFigures.keys(rows))
                + " keys averages "
                + Wording.number(AttentionFigures.largest(rows))
                + Wording.more(places.size() - 1, "attention"))
        .at(site.place())
        .andAt(places)
        .predicts(AttentionFigures.QUANTITY, s, AttentionFigures.LOW, AttentionFigures.HIGH)
        .formula(AttentionFigures.formula(site))
        .from(site.unit().logits().query(), site.unit().logits().key())
        .because(AttentionFigures.line(model, site, rows))
        .fix(
            "multiply the scores by "
                + Wording.constant(1 / Math.sqrt(d))
                + " = 1/√"
                + Wording.number(d))
        .cure(AttentionFigures.scaled(model, sites))
        .add();
  }
}
