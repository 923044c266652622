package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.moment.Signal;
import dev.initlint.op.Projection;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.List;

/** ATT008: an attention whose values are zero at every input teaches its projections nothing. */
final class ZeroValueInput implements Rule {
  private static final Card CARD =
      Card.of(
              "ATT008",
              "zero-value-input",
              Severity.ERROR,
              "an attention reads values that are exactly zero at initialisation",
              """
          ## What it does
          Follows exact zeros through the model and reports an attention whose values are computed
          from a tensor that is zero whatever the input, as the target of a detection decoder that
          starts from zeros.

          ## Why
          The attention returns 0. The gradients of its query, key, value and output projections are
          exactly 0 at step 0, since each is a product with a factor that is zero. Only biases learn.
          Where the sum behind it is normalised, a norm of zeros follows (NORM003).

          ## Bad
          ```graph
          x = zeros(4, 32, 64)
          p = input(4, 32, 64)
          q = linear(p, 64, normal(0, 0.125))
          k = linear(p, 64, normal(0, 0.125))
          v = linear(x, 64, normal(0, 0.125))
          y = attention(q, k, v, heads=4, scale=0.25)
          ```

          ```python
          tgt = torch.zeros_like(query_pos)
          q = k = tgt + query_pos
          out = self.self_attn(q, k, value=tgt)
          ```

          ## Good
          ```graph
          p = input(4, 32, 64)
          q = linear(p, 64, normal(0, 0.125))
          k = linear(p, 64, normal(0, 0.125))
          v = linear(p, 64, normal(0, 0.125))
          y = attention(q, k, v, heads=4, scale=0.25)
          ```

          ```python
          tgt = self.query_content.weight.unsqueeze(1)  # nn.Embedding, std 0.02
          q = k = tgt + query_pos
          out = self.self_attn(q, k, value=tgt)
          ```

          ## Fix
          Start from a learned or random target, leave out the first self-attention, or compute
          values from the target plus its query positions.

          ## When to ignore it
          DETR and its descendants train in spite of it, with gradient clipping at 0.1 and warm-up.

          ## References
          - https://github.com/facebookresearch/detr/issues/36
          - https://github.com/google/flax/issues/4027
          """)
          .causedBy("NORM001")
          .advises("what the target starts from is no weight of the model");

  /** A norm with a smaller epsilon turns a stream of zeros into gradients above a thousand. */
  private static final double SMALL_EPSILON = 1e-6 * (1 + 1e-6);

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<AttentionSite> hits = new ArrayList<>();
    for (AttentionSite site : model.attentions()) {
      if (readsZero(site)) {
        hits.add(site);
      }
    }
    if (hits.isEmpty()) {
      return;
    }
    AttentionSite site = hits.get(0);
    report
        .finding(
            isSharp(model) ? Severity.ERROR : Severity.WARNING,
            "the values of this attention are exactly 0 at step 0: the gradients of its query, key,"
                + " value and output projections are 0 and only biases learn"
                + Wording.more(hits.size() - 1, "attention"))
        .at(site.place())
        .andAt(hits.stream().map(AttentionSite::place).toList())
        .predicts("second moment of the values", 0, 1e-12, 1e12)
        .formula("E[v²] = d_model·var(W_v)·0")
        .from(site.value())
        .fix(
            "start from a target of std 0.02 or more instead of zeros, or leave out the first"
                + " self-attention")
        .add();
  }

  /** The values are zero because what they are projected from is, not because of their weight. */
  private static boolean readsZero(AttentionSite site) {
    if (site.value() == null || !site.value().isZero()) {
      return false;
    }
    Signal input = Projection.input(site.value());
    return input == null || input.isZero();
  }

  /** Whether a stream of zeros is normalised with an epsilon of 1e-6 or less. */
  private static boolean isSharp(Model model) {
    return model.norms().stream().anyMatch(n -> n.input().isZero() && n.epsilon() <= SMALL_EPSILON);
  }
}
