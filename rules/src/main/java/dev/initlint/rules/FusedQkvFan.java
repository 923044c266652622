package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.law.Fans;
import dev.initlint.law.IntendedLaw;
import dev.initlint.law.Law;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.source.Remedy;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** ATT006: queries, keys and values are drawn by the fan of the matrix that packs them. */
final class FusedQkvFan implements Rule {
  private static final Card CARD =
      Card.of(
          "ATT006",
          "fused-qkv-fan",
          Severity.WARNING,
          "query, key and value weights are drawn by the fan of all three packed together",
          """
          ## What it does
          Finds query and key weights whose variance is Xavier's for one packed matrix,
          2/(d + 3d), where each is a map from d to d: 2/(d + d). A note, since PyTorch's own attention
          does so; a warning where the library is known and draws them apart.

          ## Why
          The packed draw gives queries, keys and values half the second moment and the attention
          logits half the standard deviation. A port that mixes the two forms differs from what it
          ports by a factor of √2 in every weight of attention.

          ## Bad
          ```graph
          x = input(4, 16, 64)
          q = linear(x, 64, uniform(0.1530931))
          k = linear(x, 64, uniform(0.1530931))
          v = linear(x, 64, uniform(0.1530931))
          y = attention(q, k, v, heads=4, scale=0.25)
          ```

          ```python
          nn.init.xavier_uniform_(self.in_proj_weight)  # (3 * d, d)
          ```

          ## Good
          ```graph
          x = input(4, 16, 64)
          q = linear(x, 64, uniform(0.2165064))
          k = linear(x, 64, uniform(0.2165064))
          v = linear(x, 64, uniform(0.2165064))
          y = attention(q, k, v, heads=4, scale=0.25)
          ```

          ```python
          for w in self.in_proj_weight.chunk(3):
              nn.init.xavier_uniform_(w)
          ```

          ## Fix
          Draw the three blocks of the packed matrix apart, or with a gain of √2.

          ## When to ignore it
          When PyTorch's MultiheadAttention is what is meant.

          ## References
          - https://github.com/pytorch/pytorch/issues/166378
          - https://github.com/google/flax/issues/4027
          """);

  private static final double EXACT = 0.03;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<AttentionSite> hits = new ArrayList<>();
    for (AttentionSite site : model.attentions()) {
      if (isPacked(model, site.query()) && isPacked(model, site.key())) {
        hits.add(site);
      }
    }
    if (!hits.isEmpty()) {
      report(model, report, hits);
    }
  }

  /** Whether the variance is 2/(in + 3·out), and that of no law over the map's own fans. */
  private static boolean isPacked(Model model, LinearSite map) {
    if (map == null || !map.weight().isRandom()) {
      return false;
    }
    double in = map.fans().fanIn();
    double out = map.fans().fanOut();
    // A packed matrix has three times the outputs in itself.
    double one = out == 3 * in ? out / 3 : out;
    double variance = Math.pow(model.std(map.weight()), 2);
    boolean packed = near(variance, 2 / (in + 3 * one));
    boolean number = near(Math.sqrt(variance), Math.rint(1e3 * Math.sqrt(variance)) / 1e3);
    boolean uniform = map.weight().law().family() == Law.Family.UNIFORM;
    return packed && (uniform || !number);
  }

  private static boolean near(double a, double b) {
    return Math.abs(a / b - 1) < EXACT;
  }

  private static List<Remedy.Redraw> apart(List<AttentionSite> hits, double in, double std) {
    return hits.stream()
        .flatMap(s -> Stream.of(s.query(), s.key(), s.values()))
        .filter(Objects::nonNull)
        .map(s -> new Remedy.Redraw(s.weight().name(), std, Math.round(in)))
        .distinct()
        .toList();
  }

  private static void report(Model model, Report report, List<AttentionSite> hits) {
    LinearSite map = hits.get(0).query();
    double in = map.fans().fanIn();
    double one = map.fans().fanOut() == 3 * in ? in : map.fans().fanOut();
    double right = Math.sqrt(2 / (in + one));
    double std = model.std(map.weight());
    double share = std * std / (right * right);
    report
        .finding(
            isMeantOtherwise(map.weight(), std) ? Severity.WARNING : Severity.NOTE,
            "queries and keys are drawn as parts of one packed matrix, with std "
                + Wording.number(std)
                + " in place of "
                + Wording.number(right)
                + ": attention logits have "
                + Wording.number(share)
                + " of the std that they would have apart"
                + Wording.more(hits.size() - 1, "attention"))
        .at(hits.get(0).place(), map.weight().name())
        .andAt(hits.stream().map(AttentionSite::place).toList())
        .predicts("variance over Xavier's for the map alone", share, 1 - EXACT, 1 + EXACT)
        .formula("(2/(d + 3·d))/(2/(d + d))")
        .fix(
            "draw each of the three with std "
                + Wording.constant(right)
                + ", which is the packed draw with a gain of "
                + Wording.constant(1 / Math.sqrt(share)))
        .unsafeCure(apart(hits, in, right))
        .add();
  }

  private static boolean isMeantOtherwise(ParameterFacts w, double std) {
    IntendedLaw law = w.intended();
    if (law == null) {
      return false;
    }
    Fans fans = Fans.matMul(w.dims());
    return !near(Math.sqrt(IntendedLaw.variance(law.law(), fans)), std);
  }
}
