package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.source.Remedy;
import dev.initlint.training.Training;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.List;

/** ATT007: 1/√d_k lives in the query weights, which a step of fixed size soon changes. */
final class ScaleFoldedIntoQuery implements Rule {
  private static final Card CARD =
      Card.of(
          "ATT007",
          "scale-folded-into-query",
          Severity.WARNING,
          "1/√d_k lives in the query weights instead of the graph",
          """
          ## What it does
          Reports attention without a scale in the graph whose query projection has a standard
          deviation 1/√d_k of that of the key projection, within 5 %.

          ## Why
          At step zero it is the same as a scale. But the gradient of the query weights is √d_k times
          that of the key weights, and an optimiser whose step does not follow the size of a
          parameter, as Adam's, changes the queries √d_k times as much. Where the model is said to be
          trained by Adam or its like, this is a warning; otherwise a note.

          ## Bad
          ```graph
          x = input(4, 32, 64)
          q = linear(x, 64, normal(0, 0.015625))
          k = linear(x, 64, normal(0, 0.125))
          v = linear(x, 64, normal(0, 0.125))
          y = attention(q, k, v, scale=1)
          ```

          ```python
          nn.init.normal_(self.q.weight, std=(d_model * d_kv) ** -0.5)
          nn.init.normal_(self.k.weight, std=d_model**-0.5)
          scores = q @ k.transpose(-2, -1)
          ```

          ```json
          {"model_type": "t5"}
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
          nn.init.normal_(self.q.weight, std=d_model**-0.5)
          nn.init.normal_(self.k.weight, std=d_model**-0.5)
          scores = q @ k.transpose(-2, -1) * d_kv**-0.5
          ```

          ```json
          {"model_type": "gpt2"}
          ```

          ## Fix
          Draw queries like keys and put 1/√d_k in the graph, or use an optimiser whose step follows
          the size of a parameter, as Adafactor.

          ## When to ignore it
          When the model is trained with Adafactor, as T5 was; it is not reported where that is said.

          ## References
          - https://github.com/huggingface/transformers/pull/26441
          - https://github.com/huggingface/transformers/issues/18284
          """);

  private static final double TOLERANCE = 0.05;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<AttentionSite> hits = new ArrayList<>();
    if (model.training().followsParameters()) {
      return;
    }
    for (AttentionSite site : model.attentions()) {
      boolean known = site.query() != null && site.key() != null;
      if (known && Math.abs(site.scale() - 1) < 1e-6 && !site.isNormed()) {
        double d = model.number(site.unit().logits().headDim());
        double ratio = model.std(site.key().weight()) / model.std(site.query().weight());
        if (d > 1 && Math.abs(ratio / Math.sqrt(d) - 1) < TOLERANCE) {
          hits.add(site);
        }
      }
    }
    if (!hits.isEmpty()) {
      report(model, report, hits);
    }
  }

  /** Queries drawn like keys, and the factor in the graph. */
  private static List<Remedy> unfolded(Model model, List<AttentionSite> hits) {
    List<Remedy> all = new ArrayList<>(AttentionFigures.scaled(model, hits));
    for (AttentionSite site : hits) {
      double std = model.std(site.key().weight());
      long fanIn = site.query().fans().fanIn();
      all.add(new Remedy.Redraw(site.query().weight().name(), std, fanIn));
    }
    return all;
  }

  private static void report(Model model, Report report, List<AttentionSite> hits) {
    AttentionSite site = hits.get(0);
    List<Place> places = hits.stream().map(AttentionSite::place).toList();
    double q = model.std(site.query().weight());
    double k = model.std(site.key().weight());
    double d = model.number(site.unit().logits().headDim());
    Training t = model.training();
    report
        .finding(
            t.scalesSteps() ? Severity.WARNING : Severity.NOTE,
            "1/√d_k lives in the query weights, with std "
                + Wording.number(q)
                + " beside "
                + Wording.number(k)
                + " of the keys: their gradients differ by "
                + Wording.number(k / q)
                + (t.scalesSteps() ? ", and a step of " + t.optimizer() + " does not" : "")
                + Wording.more(places.size() - 1, "attention"))
        .at(site.place(), site.query().weight().name())
        .andAt(places)
        .predicts("std(W_k)/std(W_q)", k / q, 0, Math.sqrt(d) * (1 - TOLERANCE))
        .formula("|∂W_q|/|∂W_k| = std(W_k)/std(W_q) = √d_k")
        .from(site.unit().logits().query(), site.unit().logits().key())
        .fix(
            "draw the queries with std "
                + Wording.constant(k)
                + " and multiply the scores by "
                + Wording.constant(1 / Math.sqrt(d)))
        .unsafeCure(unfolded(model, hits))
        .add();
  }
}
