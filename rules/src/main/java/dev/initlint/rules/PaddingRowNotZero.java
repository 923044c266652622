package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.law.IntendedLaw;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import dev.initlint.unit.ParameterSite.Use;

/** EMB004: the row of the padding token is not zero, though the library zeroes it. */
final class PaddingRowNotZero implements Rule {
  private static final Card CARD =
      Card.of(
              "EMB004",
              "padding-row-not-zero",
              Severity.NOTE,
              "the embedding of the padding token is not zero, though it is meant to be",
              """
              ## What it does
              Reads the row that the library sets to zero after the draw, where it is known which, and
              reports one that is not.

              ## Why
              With padding_idx a row never gets a gradient. When the table is drawn again afterwards
              the row keeps a random vector for good: positions that are padding then add it to every
              mean that no mask guards.

              ## Bad
              ```graph
              ids = tokens(4, 16)
              e = embedding(ids, 500, 64, normal(0, 0.02) seed 1, pad=0)
              y = layernorm(e)
              ```

              ```python
              self.embed = nn.Embedding(32000, 512, padding_idx=0)
              nn.init.normal_(self.embed.weight, std=0.02)  # draws row 0 as well
              ```

              ## Good
              ```graph
              ids = tokens(4, 16)
              e = embedding(ids, 500, 64, normal(0, 0.02) seed 1)
              y = layernorm(e)
              ```

              ```python
              self.embed = nn.Embedding(32000, 512, padding_idx=0)
              nn.init.normal_(self.embed.weight, std=0.02)
              nn.init.zeros_(self.embed.weight[0])
              ```

              ## Fix
              Set the row to 0 after whatever draws the table last.

              ## When to ignore it
              When every reader of padded positions is masked.

              ## References
              - https://github.com/pytorch/pytorch/issues/6495
              - https://github.com/facebookresearch/fairseq/issues/4076
              """)
          .advises(
              "one row is set and the others are kept, which no law of the whole table describes")
          .causedBy("INIT009")
          .onWeightsAlone();

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (ParameterSite site : model.parameters()) {
      IntendedLaw law = site.weight().intended();
      boolean table = site.use() == Use.TABLE && site.weight().dims().length == 2;
      if (table && law != null && law.zeroRow() >= 0 && site.weight().facts() != null) {
        report(report, site, law.zeroRow());
      }
    }
  }

  private static void report(Report report, ParameterSite site, long row) {
    long width = site.weight().dims()[1];
    if (row >= site.weight().dims()[0] || width > Integer.MAX_VALUE) {
      return;
    }
    float[] entries = new float[(int) width];
    site.weight().weight().data().runs().read(row * width, entries, 0, entries.length);
    double square = 0;
    for (float x : entries) {
      square += (double) x * x / width;
    }
    if (!(square > 0)) {
      return;
    }
    double usual = Math.sqrt(site.weight().facts().secondMoment());
    report
        .finding(
            Severity.NOTE,
            "row "
                + row
                + " of "
                + site.name()
                + ", that of the padding token, has rms "
                + Wording.number(Math.sqrt(square))
                + " where 0 is meant; others have "
                + Wording.number(usual))
        .at(site.place(), site.name())
        .predicts("rms of the row of the padding token", Math.sqrt(square), 0, 0)
        .formula("√(‖row‖²/d)")
        .fix("set row " + row + " to 0 after the table is drawn")
        .add();
  }
}
