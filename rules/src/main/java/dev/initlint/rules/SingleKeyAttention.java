package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.op.AttentionRows;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.List;

/** ATT009: an attention has one key, so that its softmax is 1 whatever the scores are. */
final class SingleKeyAttention implements Rule {
  private static final Card CARD =
      Card.of(
              "ATT009",
              "single-key-attention",
              Severity.WARNING,
              "an attention has one key: its query and key weights never learn",
              """
              ## What it does
              Reports an attention whose number of keys is 1 in the model itself.

              ## Why
              A softmax over one score is 1. The queries and keys then change nothing, no gradient
              reaches their weights, and the layer is its value projection at three times the cost.

              ## Bad
              ```graph
              x = input(4, 1, 64)
              q = linear(x, 64, normal(0, 0.125))
              k = linear(x, 64, normal(0, 0.125))
              v = linear(x, 64, normal(0, 0.125))
              y = attention(q, k, v, heads=4, scale=0.25)
              ```

              ## Good
              ```graph
              x = input(4, 16, 64)
              q = linear(x, 64, normal(0, 0.125))
              k = linear(x, 64, normal(0, 0.125))
              v = linear(x, 64, normal(0, 0.125))
              y = attention(q, k, v, heads=4, scale=0.25)
              ```

              ## Fix
              Attend over the axis that has several positions, or leave the sublayer out.

              ## When to ignore it
              When the file was exported for one step of decoding, with an example of length 1.

              ## References
              - https://github.com/pixelite1201/CameraHMR/issues/26
              """)
          .preview();

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<AttentionSite> hits = new ArrayList<>();
    for (AttentionSite site : model.attentions()) {
      AttentionRows rows = model.figure(site.unit().rows());
      if (rows != null && rows.keys().positions() == 1) {
        hits.add(site);
      }
    }
    if (hits.isEmpty()) {
      return;
    }
    AttentionSite site = hits.get(0);
    long wasted = count(site.query()) + count(site.key());
    report
        .finding(
            Severity.WARNING,
            "this attention has 1 key for each query: its softmax is 1, and the "
                + wasted
                + " entries of its query and key weights never get a gradient"
                + Wording.more(hits.size() - 1, "attention"))
        .at(site.place())
        .predicts("keys of a query", 1, 2, 1e9)
        .formula("softmax(s) = 1 for 1 score")
        .fix("attend over an axis of 2 positions or more, or leave out the sublayer")
        .add();
  }

  private static long count(LinearSite map) {
    return map == null ? 0 : map.weight().count();
  }
}
