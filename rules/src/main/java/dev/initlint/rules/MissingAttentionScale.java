package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.op.AttentionRows;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.List;

/** ATT001: scores of queries and keys enter the softmax without 1/√d_k, and are large for it. */
final class MissingAttentionScale implements Rule {
  private static final Card CARD =
      Card.of(
              "ATT001",
              "missing-attention-scale",
              Severity.ERROR,
              "attention scores are not divided by √d_k and saturate the softmax",
              """
          ## What it does
          Predicts the standard deviation of the attention logits between the keys of one query,
          s = a·√(d_k·E[q²]·(E[k²] − overlap of keys)), where a is the product of every scalar
          factor from the projections to the softmax. Reports s above 2 where a is 1; where heads
              twice as wide would have it above 2, that is a note.

          The figure decides, not the shape of the graph: a model whose scale lives in the
          initialisation of the queries, as T5's does, has small logits and stays silent.

          ## Why
          With unit queries and keys s is √d_k: 8 for heads of 64. Each row of the softmax is then
          close to one-hot, its largest probability about 0.8 for 128 keys, and the gradient to
          queries and keys all but vanishes.

          ## Bad
          ```graph
          x = input(4, 32, 64)
          q = linear(x, 64, normal(0, 0.125))
          k = linear(x, 64, normal(0, 0.125))
          v = linear(x, 64, normal(0, 0.125))
          y = attention(q, k, v, scale=1)
          ```

          ```python
          scores = q @ k.transpose(-2, -1)
          weights = scores.softmax(dim=-1)
          ```

          ```json
          {"model_type": "granite",
           "architectures": ["GraniteForCausalLM"],
           "hidden_size": 2048, "attention_multiplier": 1.0}
          ```

          ## Good
          ```graph
          x = input(4, 32, 64)
          q = linear(x, 64, normal(0, 0.125))
          k = linear(x, 64, normal(0, 0.125))
          v = linear(x, 64, normal(0, 0.125))
          y = attention(q, k, v, scale=0.125)
          ```

          ```python
          scores = q @ k.transpose(-2, -1) * q.size(-1) ** -0.5
          weights = scores.softmax(dim=-1)
          ```

          ```json
          {"model_type": "granite",
           "architectures": ["GraniteForCausalLM"],
           "hidden_size": 2048, "attention_multiplier": 0.125}
          ```

          ## Fix
          Multiply the scores by 1/√d_k, or divide the standard deviation of the query projection
          by √d_k.

          ## When to ignore it
          When pretrained weights are loaded over the ones in the file: only the draw of these
          weights is at fault.

          ## References
          - https://spaces.ac.cn/archives/8620
          - https://github.com/delzac/cntkx/issues/10
          - https://github.com/PAIR-code/tiny-transformers/issues/71
          - https://github.com/mlc-ai/mlc-llm/pull/3426
          """)
          .causedBy("NORM001");

  /** By how much unscaled logits grow where heads become twice as wide. */
  private static final double GROWN = Math.sqrt(2);

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<AttentionSite> hits = new ArrayList<>();
    for (AttentionSite site : model.attentions()) {
      if (isMissing(model, site)) {
        hits.add(site);
      }
    }
    if (hits.isEmpty()) {
      note(model, report);
      return;
    }
    AttentionSite site = hits.get(0);
    AttentionRows rows = model.figure(site.unit().rows());
    double s = rows.logitStd();
    double d = model.number(site.unit().logits().headDim());
    double right = 1 / Math.sqrt(d);
    report
        .finding(
            Severity.ERROR,
            "attention logits have std "
                + Wording.number(s)
                + " without 1/√d_k: the largest weight over "
                + Wording.number(AttentionFigures.keys(rows))
                + " keys averages "
                + Wording.number(AttentionFigures.largest(rows))
                + " and the softmax is close to one-hot"
                + Wording.more(hits.size() - 1, "attention"))
        .at(site.place())
        .andAt(hits.stream().map(AttentionSite::place).toList())
        .predicts(AttentionFigures.QUANTITY, s, AttentionFigures.LOW, AttentionFigures.HIGH)
        .formula(AttentionFigures.formula(site))
        .from(site.unit().logits().query(), site.unit().logits().key())
        .because(AttentionFigures.line(model, site, rows))
        .fix("multiply the scores by " + Wording.constant(right) + " = 1/√" + Wording.number(d))
        .cure(AttentionFigures.scaled(model, hits))
        .orElse(
            "multiply the scores by "
                + Wording.constant(right)
                + " = 1/√"
                + Wording.number(d)
                + " and draw queries and keys "
                + Wording.constant(Math.sqrt(s * right))
                + " times smaller",
            AttentionFigures.scaledAndDrawn(model, hits))
        .add();
  }

  /** What is sound as it is and is so no more with heads twice as wide. */
  private static void note(Model model, Report report) {
    List<AttentionSite> hits =
        model.attentions().stream().filter(site -> isNearlyMissed(model, site)).toList();
    if (hits.isEmpty()) {
      return;
    }
    AttentionSite site = hits.get(0);
    AttentionRows rows = model.figure(site.unit().rows());
    double d = model.number(site.unit().logits().headDim());
    report
        .finding(
            Severity.NOTE,
            "attention logits have std "
                + Wording.number(rows.logitStd())
                + " without 1/√d_k, which is harmless at d_k = "
                + Wording.number(d)
                + " and not at "
                + Wording.number(2 * d)
                + ", where they have "
                + Wording.number(rows.logitStd() * GROWN)
                + Wording.more(hits.size() - 1, "attention"))
        .at(site.place())
        .andAt(hits.stream().map(AttentionSite::place).toList())
        .predicts(
            AttentionFigures.QUANTITY,
            rows.logitStd(),
            AttentionFigures.LOW,
            AttentionFigures.HIGH / GROWN)
        .formula(AttentionFigures.formula(site))
        .from(site.unit().logits().query(), site.unit().logits().key())
        .because(AttentionFigures.line(model, site, rows))
        .fix(
            "multiply the scores by "
                + Wording.constant(1 / Math.sqrt(d))
                + " = 1/√"
                + Wording.number(d))
        .cure(AttentionFigures.scaled(model, hits))
        .add();
  }

  private static boolean isNearlyMissed(Model model, AttentionSite site) {
    AttentionRows rows = model.figure(site.unit().rows());
    return rows != null
        && Math.abs(site.scale() - 1) < 1e-6
        && !site.isNormed()
        && rows.logitStd() <= AttentionFigures.HIGH
        && rows.logitStd() * GROWN > AttentionFigures.HIGH;
  }

  /**
   * No factor at all, scores too large, and no norm on queries and keys, which is ATT005's case.
   */
  static boolean isMissing(Model model, AttentionSite site) {
    AttentionRows rows = model.figure(site.unit().rows());
    return rows != null
        && Math.abs(site.scale() - 1) < 1e-6
        && !site.isNormed()
        && rows.logitStd() > AttentionFigures.HIGH;
  }
}
