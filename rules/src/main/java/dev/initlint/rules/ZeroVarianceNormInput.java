package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.unit.Model;
import dev.initlint.unit.NormSite;
import java.util.ArrayList;
import java.util.List;

/** NORM003: a norm of exact zeros multiplies the gradient by 1/√ε. */
final class ZeroVarianceNormInput implements Rule {
  private static final Card CARD =
      Card.of(
              "NORM003",
              "zero-variance-norm-input",
              Severity.ERROR,
              "a norm reads exact zeros and multiplies the gradient by 1/√ε",
              """
          ## What it does
          Follows exact zeros through the model and reports a norm that reads them.

          ## Why
          The backward gain of a norm is γ/√(q + ε). At q = 0 that is 316 for ε = 1e-5 and 1000 for
          ε = 1e-6: a detection decoder that starts from zeros was measured with gradients 3700 times
          as large as with a random target (12000 times for ε = 1e-6).

          ## Bad
          ```graph
          p = input(4, 16, 64)
          z = zeros(4, 16, 64)
          x = layernorm(z)
          y = add(x, p)
          ```

          ```python
          tgt = torch.zeros(100, batch, 256)
          tgt = self.norm1(tgt + self.self_attn(tgt + pos, tgt + pos, tgt)[0])
          ```

          ## Good
          ```graph
          p = input(4, 16, 64)
          x = layernorm(p)
          y = add(x, p)
          ```

          ```python
          tgt = tgt + self.self_attn(self.norm1(tgt) + pos, self.norm1(tgt) + pos, self.norm1(tgt))[0]
          ```

          ## Fix
          Let the stream start from something that is not zero, normalise before the branch instead
          of after the sum, or raise ε; until then clip gradients and warm up.

          ## When to ignore it
          DETR trains in spite of it, with gradient clipping at 0.1.

          ## References
          - https://github.com/google/flax/issues/4027
          - https://github.com/tensorflow/tensorflow/issues/21929
          """)
          .causedBy("NORM001")
          .advises("what the stream starts from is no weight of the model");

  /** Backward gains from here on are errors; ε = 1e-6 and smaller. */
  private static final double GRAVE = 1000 * (1 - 1e-3);

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<NormSite> hits = new ArrayList<>();
    for (NormSite site : model.norms()) {
      if (site.input().isZero() && site.epsilon() > 0) {
        hits.add(site);
      }
    }
    if (hits.isEmpty()) {
      return;
    }
    NormSite site = hits.get(0);
    double gain = 1 / Math.sqrt(site.epsilon());
    report
        .finding(
            gain >= GRAVE ? Severity.ERROR : Severity.WARNING,
            "this norm reads exact zeros: gradients that pass it grow by 1/√ε = "
                + Wording.number(gain)
                + Wording.more(hits.size() - 1, "norm"))
        .at(site.place())
        .andAt(hits.stream().map(NormSite::place).toList())
        .predicts("backward gain of the norm", gain, 0, 1 / Math.sqrt(11 * site.epsilon()))
        .formula("γ/√(q + ε) with q = 0, ε = " + Wording.number(site.epsilon()))
        .from(site.input())
        .fix(
            "start the stream from a target of std 0.02 or more, which makes the gain at most "
                + Wording.number(1 / Math.sqrt(0.0004 + site.epsilon())))
        .add();
  }
}
