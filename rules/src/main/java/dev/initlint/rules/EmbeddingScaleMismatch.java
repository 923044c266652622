package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.source.Remedy;
import dev.initlint.unit.EmbeddingSite;
import dev.initlint.unit.Model;
import java.util.List;

/** EMB002: token embeddings so large that the positions added to them drown. */
final class EmbeddingScaleMismatch implements Rule {
  private static final Card CARD =
      Card.of(
              "EMB002",
              "embedding-scale-mismatch",
              Severity.WARNING,
              "token embeddings are scaled far above what is added to them",
              """
          ## What it does
          Predicts the second moment of token embeddings after their scalar factor, and of what is
          added to them before the first block. Reports positions with less than 1 % of the sum, and
          embeddings whose factor lifts them above an rms of 5.

          ## Why
          Two recipes exist: a standard deviation of 1/√d_model with a factor √d_model, or one near
          0.02 to 1 with no factor. Mixing them, as a table of N(0, 1) times √d_model, makes tokens
          √d_model times as large as a sinusoid, and the blocks hardly change the stream.

          ## Bad
          ```graph
          ids = tokens(4, 16)
          e = embedding(ids, 500, 64, normal(0, 1))
          s = times(e, 8)
          x = positions(s, sinusoid)
          y = layernorm(x)
          ```

          ```python
          x = self.embed(ids) * d_model**0.5  # nn.Embedding draws N(0, 1)
          ```

          ```json
          {"model_type": "biogpt", "scale_embedding": true}
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
          x = self.embed(ids) * d_model**0.5
          ```

          ```json
          {"model_type": "biogpt", "scale_embedding": false}
          ```

          ## Fix
          Draw the table with a standard deviation of 1/√d_model where a factor √d_model follows, or
          leave the factor out.

          ## When to ignore it
          When the model has no use for positions. A table of positions that starts at zero is
          learnt and not reported.

          ## References
          - https://github.com/TensorAuto/OpenTau/pull/179
          - https://github.com/vllm-project/vllm/issues/52667
          - https://github.com/espnet/espnet/issues/3454
          """)
          .causedBy("EMB007");

  private static final double LARGEST = 5;
  private static final double SMALLEST_SHARE = 0.01;

  /** Of a difference of two figures. */
  private static final double ROUNDING = 1e-12;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (EmbeddingSite site : model.embeddings()) {
      double token = model.secondMoment(site.scaled());
      double sum = model.secondMoment(site.sum());
      boolean drowns = added(token, sum) > 0 && 1 - token / sum < SMALLEST_SHARE && token > 0;
      boolean lifted = site.scale() > 1 && Math.sqrt(token) > LARGEST;
      if (drowns || lifted) {
        report(model, report, site, token, sum);
        return;
      }
    }
  }

  /**
   * Second moment of what is added; 0 where nothing is, or a table that starts at zero, whose
   * positions are still to be learnt.
   */
  private static double added(double token, double sum) {
    return sum - token > ROUNDING * sum ? sum - token : 0;
  }

  private static String drawn(double std) {
    return "draw the table with std " + Wording.constant(std);
  }

  private static void report(
      Model model, Report report, EmbeddingSite site, double token, double sum) {
    double rms = Math.sqrt(token);
    double added = Math.sqrt(added(token, sum));
    String drowned =
        added == 0
            ? ""
            : ", " + Wording.number(rms / added) + " times that of what is added to them";
    double d = site.table().dims()[1];
    double right = site.scale() > 1 ? 1 / Math.sqrt(d) : 0.02;
    report
        .finding(
            Severity.WARNING, "token embeddings enter with rms " + Wording.number(rms) + drowned)
        .at(site.place(), site.table().name())
        .predicts("token embedding rms", rms, 0, LARGEST)
        .formula(Wording.number(site.scale()) + "²·var(" + site.table().name() + ") = E[x²]")
        .from(site.scaled(), site.sum())
        .fix(drawn(right))
        .cure(List.of(new Remedy.Redraw(site.table().name(), right, 0)))
        .orElse(drawn(0.02), List.of(new Remedy.Redraw(site.table().name(), 0.02, 0)))
        .add();
  }
}
