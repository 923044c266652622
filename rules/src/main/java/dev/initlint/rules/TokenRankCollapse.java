package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.unit.Model;
import dev.initlint.unit.Stream;
import dev.initlint.unit.Sublayer;

/** ATT010: all tokens of a sequence have become alike at the end of a stack. */
final class TokenRankCollapse implements Rule {
  private static final Card CARD =
      Card.of(
              "ATT010",
              "token-rank-collapse",
              Severity.ERROR,
              "the tokens of a sequence are alike after the last block",
              """
              ## What it does
              Predicts the cosine between two tokens of a sequence after the last attending block, and
              reports one above 0.9, an error above 0.98. In a pre-norm stack it stays a note up to
              0.98, since the stream still carries what entered it to every block.

              ## Why
              Attention averages over tokens, and each block adds the average to all of them. When
              tokens are alike no logit differs between keys, and the gradient of queries and keys in
              the last blocks vanishes: 0.004 of that of values at a cosine of 0.97.

              ## Bad
              ```graph
              x = input(4, 32, 64)
              repeat 12
                q = linear(x, 64, normal(0, 0.125))
                k = linear(x, 64, normal(0, 0.125))
                v = linear(x, 64, normal(0, 0.2))
                a = attention(q, k, v, heads=4, scale=0.25)
                x = layernorm(add(x, linear(a, 64, normal(0, 0.2))))
              y = linear(x, 10, normal(0, 0.02))
              ```

              ```python
              for p in encoder.parameters():  # 12 post-norm layers
                  if p.dim() > 1:
                      nn.init.xavier_uniform_(p)
              ```

              ## Good
              ```graph
              x = input(4, 32, 64)
              repeat 2
                q = linear(x, 64, normal(0, 0.125))
                k = linear(x, 64, normal(0, 0.125))
                v = linear(x, 64, normal(0, 0.125))
                a = attention(q, k, v, heads=4, scale=0.25)
                x = layernorm(add(x, linear(a, 64, normal(0, 0.125))))
              y = linear(x, 10, normal(0, 0.02))
              ```

              ```python
              layer = nn.TransformerEncoderLayer(512, 8, norm_first=True)
              encoder = nn.TransformerEncoder(layer, 12, norm=nn.LayerNorm(512))
              ```

              ## Fix
              Normalise before the branches, scale branches by 1/√L, draw values and outputs smaller,
              or draw the layers anew when they are copies (INIT008).

              ## When to ignore it
              When the output is an average over tokens anyway.

              ## References
              - https://arxiv.org/abs/2206.03126
              - https://arxiv.org/abs/2505.24333
              """)
          .causedBy("INIT008", "NORM001", "ATT008", "NORM004", "ATT002", "INIT003", "EMB003");

  private static final double ALIKE = 0.9;
  private static final double COLLAPSED = 0.98;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (Stream stream : model.streams()) {
      boolean attends = stream.sublayers().stream().anyMatch(Sublayer::attention);
      double rho = attends ? model.cosine(stream.last().sum()) : Double.NaN;
      if (rho > ALIKE) {
        report(model, report, stream, rho);
        return;
      }
    }
  }

  private static void report(Model model, Report report, Stream stream, double rho) {
    boolean carried = stream.form() == Sublayer.Form.PRE_NORM;
    Severity severity =
        rho > COLLAPSED ? Severity.ERROR : carried ? Severity.NOTE : Severity.WARNING;
    double factor = 1 / Math.sqrt(stream.sublayers().size());
    double first = model.cosine(stream.first().sum());
    report
        .finding(
            severity,
            "two tokens have cosine "
                + Wording.number(rho)
                + " after "
                + stream.depth()
                + " blocks, from "
                + Wording.number(first)
                + " after the first sum: the last blocks cannot tell keys apart")
        .at(stream.last().place())
        .predicts("cosine between tokens after the last block", rho, 0, ALIKE)
        .formula("ρ = overlap(x)/E[x²]")
        .from(stream.last().sum())
        .because(branches(model, stream))
        .fix(
            "multiply each branch by "
                + Wording.constant(1 / Math.sqrt(stream.sublayers().size()))
                + " = 1/√"
                + stream.sublayers().size())
        .cure(Redraws.scaledBranches(model, stream, factor))
        .orElse("put norms behind the branches", Redraws.normedBranches(model, stream))
        .add();
  }

  private static String branches(Model model, Stream stream) {
    Sublayer last = stream.last();
    return "last branch: second moment "
        + Wording.number(model.secondMoment(last.branch()))
        + ", cosine "
        + Wording.number(model.cosine(last.branch()));
  }
}
