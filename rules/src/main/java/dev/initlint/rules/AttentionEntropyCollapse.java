package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.op.AttentionRows;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.List;

/** ATT003: attention logits saturate the softmax though they are scaled. */
final class AttentionEntropyCollapse implements Rule {
  private static final Card CARD =
      Card.of(
          "ATT003",
          "attention-entropy-collapse",
          Severity.ERROR,
          "attention logits are so large that the softmax starts close to one-hot",
          """
          ## What it does
          Predicts the standard deviation s of the attention logits between the keys of one query and
          reports s > 2, an error from s > 4 on, whatever the reason: projections drawn for a narrower
          model, inputs without a norm. A scale that is missing or wrong is reported by ATT001 and
          ATT002, and normed queries and keys by ATT005, instead.

          ## Why
          The entropy of a row falls from ln n towards 0. The gradient through a softmax that is close
          to one-hot is small, and training is known to become unstable as entropy collapses.

          For queries and keys drawn from N(0, σ) on normed inputs s = d_model·σ²: 0.31 at a width of
          768 with σ = 0.02, but 4.9 at 12288.

          ## Bad
          ```graph
          x = input(4, 32, 64)
          q = linear(x, 64, normal(0, 0.25))
          k = linear(x, 64, normal(0, 0.25))
          v = linear(x, 64, normal(0, 0.125))
          y = attention(q, k, v, heads=4, scale=0.25)
          ```

          ```python
          nn.init.normal_(self.q_proj.weight, std=0.1)  # d_model = 1024
          nn.init.normal_(self.k_proj.weight, std=0.1)
          ```

          ```json
          {"model_type": "llama",
           "architectures": ["LlamaForCausalLM"],
           "hidden_size": 1024, "initializer_range": 0.1}
          ```

          ## Good
          ```graph
          x = input(4, 32, 64)
          q = linear(x, 64, normal(0, 0.125))
          k = linear(x, 64, normal(0, 0.125))
          v = linear(x, 64, normal(0, 0.125))
          y = attention(q, k, v, heads=4, scale=0.25)
          ```

          ```python
          nn.init.normal_(self.q_proj.weight, std=0.02)
          nn.init.normal_(self.k_proj.weight, std=0.02)
          ```

          ```json
          {"model_type": "llama",
           "architectures": ["LlamaForCausalLM"],
           "hidden_size": 1024, "initializer_range": 0.02}
          ```

          ## Fix
          Draw queries and keys with the smaller of 0.02 and 1/√d_model, or normalise them.

          ## When to ignore it
          When pretrained weights are loaded over the ones in the file. Models of 8192 and wider have
          been trained from N(0, 0.02), with long warm-up.

          ## References
          - https://arxiv.org/abs/2303.06296
          - https://arxiv.org/abs/2505.24333
          - https://github.com/young-geng/EasyLM/issues/114
          - https://github.com/clankur/einygpt/pull/3
          """);

  private static final double GRAVE = 4;

  private record Hit(AttentionSite site, AttentionRows rows, Severity severity) {}

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<Hit> hits = new ArrayList<>();
    for (AttentionSite site : model.attentions()) {
      AttentionRows rows = model.figure(site.unit().rows());
      boolean explained =
          site.isNormed()
              || MissingAttentionScale.isMissing(model, site)
              || WrongAttentionScale.slip(model, site) != null;
      if (rows != null && !explained && rows.logitStd() > AttentionFigures.HIGH) {
        boolean grave = rows.logitStd() > GRAVE;
        hits.add(new Hit(site, rows, grave ? Severity.ERROR : Severity.WARNING));
      }
    }
    if (!hits.isEmpty()) {
      report(
          model,
          report,
          Wording.gravest(hits, Hit::severity),
          hits.stream().map(Hit::site).toList());
    }
  }

  private static void report(Model model, Report report, Hit hit, List<AttentionSite> sites) {
    List<Place> places = sites.stream().map(AttentionSite::place).toList();
    double s = hit.rows().logitStd();
    AttentionSite site = hit.site();
    report
        .finding(
            hit.severity(),
            "attention logits have std "
                + Wording.number(s)
                + ": the largest weight over "
                + Wording.number(AttentionFigures.keys(hit.rows()))
                + " keys averages "
                + Wording.number(AttentionFigures.largest(hit.rows()))
                + " and entropy starts at "
                + Wording.percent(AttentionFigures.entropyShare(hit.rows()))
                + " of ln n"
                + Wording.more(places.size() - 1, "attention"))
        .at(site.place())
        .andAt(places)
        .predicts(AttentionFigures.QUANTITY, s, AttentionFigures.LOW, AttentionFigures.HIGH)
        .formula(AttentionFigures.formula(site))
        .from(site.unit().logits().query(), site.unit().logits().key())
        .because(AttentionFigures.line(model, site, hit.rows()))
        .fix(fix(model, site, s))
        .cure(AttentionFigures.drawn(model, sites, 1))
        .orElse(
            "multiply the scores by " + Wording.constant(1 / s),
            AttentionFigures.shrunk(model, sites))
        .add();
  }

  private static String fix(Model model, AttentionSite site, double s) {
    if (site.query() == null) {
      return "multiply the scores by " + Wording.constant(1 / s);
    }
    double std = model.std(site.query().weight());
    return "draw queries and keys with std "
        + Wording.constant(std / Math.sqrt(s))
        + " in place of "
        + Wording.constant(std);
  }
}
