package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.op.AttentionRows;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.List;

/** ATT002: scores of queries and keys are scaled by a known slip instead of 1/√d_k. */
final class WrongAttentionScale implements Rule {
  private static final Card CARD =
      Card.of(
              "ATT002",
              "wrong-attention-scale",
              Severity.ERROR,
              "attention scores are scaled by a slip of 1/√d_k",
              """
              ## What it does
              Compares the product of every scalar factor from the projections to the softmax with
              1/√d_k, and reports the slips that real code has had: 1/√d_model (off by the root of
              the number of heads), 1/d_k (the scale applied twice), √d_k (divided where it should
              multiply), and 0.

              ## Why
              Logits that are √h or √d_k times too small make every row of the softmax even, and
              the gradient of queries and keys shrinks with them; logits that are d_k times too
              large make every row one-hot. Nothing fails: the loss is only worse.

              ## Bad
              ```graph
              x = input(4, 32, 64)
              q = linear(x, 64, normal(0, 0.125))
              k = linear(x, 64, normal(0, 0.125))
              v = linear(x, 64, normal(0, 0.125))
              y = attention(q, k, v, heads=4, scale=0.125)
              ```

              ```python
              scale = d_model**-0.5  # there are 8 heads of 64
              scores = q @ k.transpose(-2, -1) * scale
              ```

              ```json
              {"model_type": "granite",
               "architectures": ["GraniteForCausalLM"],
               "hidden_size": 2048, "attention_multiplier": 0.0221}
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
              scale = q.size(-1) ** -0.5
              scores = q @ k.transpose(-2, -1) * scale
              ```

              ```json
              {"model_type": "granite",
               "architectures": ["GraniteForCausalLM"],
               "hidden_size": 2048, "attention_multiplier": 0.125}
              ```

              ## Fix
              Scale by 1/√d_k, once.

              ## When to ignore it
              When 1/d_k is meant, as under the maximal-update parametrisation: with a factor below 1
              on the scores of the head, as that has it, nothing is said. Other deliberate
              factors, such as a temperature or d_k^-¼ on queries and keys each, are not reported.

              ## References
              - https://github.com/lucidrains/vit-pytorch/issues/65
              - https://github.com/karpathy/ng-video-lecture/pull/6
              - https://github.com/omihub777/ViT-CIFAR/pull/11
              - https://github.com/chelsea0x3b/dfdx/issues/171
              - https://github.com/esceptico/perceiver-io/issues/9
              - https://github.com/huggingface/transformers/pull/38290
              - https://github.com/SKaiNET-developers/SKaiNET/pull/880
              """)
          .alsoOnTrained();

  /** How close a factor must come to a slip to be taken for it. */
  private static final double CLOSE = 1e-3;

  private static final double SATURATED = 4;

  private record Hit(AttentionSite site, AttentionRows rows, String slip, Severity severity) {}

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<Hit> hits = new ArrayList<>();
    for (AttentionSite site : model.attentions()) {
      AttentionRows rows = model.figure(site.unit().rows());
      String slip = rows == null ? null : slip(model, site);
      if (slip != null) {
        boolean grave = site.scale() == 0 || rows.logitStd() > SATURATED;
        hits.add(new Hit(site, rows, slip, grave ? Severity.ERROR : Severity.WARNING));
      }
    }
    if (!hits.isEmpty()) {
      report(model, report, hits);
    }
  }

  private static void report(Model model, Report report, List<Hit> hits) {
    Hit hit = Wording.gravest(hits, Hit::severity);
    List<AttentionSite> sites = hits.stream().map(Hit::site).toList();
    AttentionSite site = hit.site();
    double d = model.number(site.unit().logits().headDim());
    double right = 1 / Math.sqrt(d);
    double s = hit.rows().logitStd();
    double factor = site.scale() / right;
    String off =
        site.scale() == 0
            ? "gone"
            : factor < 1
                ? Wording.number(1 / factor) + " times too small"
                : Wording.number(factor) + " times too large";
    report
        .finding(
            hit.severity(),
            "attention scale "
                + Wording.constant(site.scale())
                + " is "
                + hit.slip()
                + " where d_k = "
                + Wording.number(d)
                + ": logits are "
                + off
                + ", with std "
                + Wording.number(s)
                + Wording.more(hits.size() - 1, "attention"))
        .at(site.place())
        .andAt(sites.stream().map(AttentionSite::place).toList())
        .predicts("attention scale", site.scale(), right, right)
        .formula(AttentionFigures.formula(site))
        .from(site.unit().logits().query(), site.unit().logits().key())
        .because(AttentionFigures.line(model, site, hit.rows()))
        .fix(
            "scale the scores by "
                + Wording.constant(right)
                + " = 1/√"
                + Wording.number(d)
                + " in place of "
                + Wording.constant(site.scale()))
        .cure(AttentionFigures.scaled(model, sites))
        .add();
  }

  /** The slip that a factor is, in words, or null. */
  static String slip(Model model, AttentionSite site) {
    double a = Math.abs(site.scale());
    double d = model.number(site.unit().logits().headDim());
    if (a == 0) {
      return "0";
    }
    if (!(d > 1) || near(a, 1 / Math.sqrt(d)) || near(a, 1)) {
      return null;
    }
    LinearSite q = site.query();
    if (q != null && near(a, 1 / Math.sqrt(q.fans().fanIn()))) {
      return "1/√" + q.fans().fanIn() + ", the root of the model's width,";
    }
    if (near(a, 1 / d)) {
      return new OneWidth(model).hasReadoutFactor() ? null : "1/d_k";
    }
    return near(a, Math.sqrt(d)) ? "√d_k" : null;
  }

  private static boolean near(double a, double b) {
    return Math.abs(a / b - 1) < CLOSE;
  }
}
