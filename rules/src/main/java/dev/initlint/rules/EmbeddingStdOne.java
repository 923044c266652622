package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.source.Remedy;
import dev.initlint.unit.EmbeddingSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.Stream;
import dev.initlint.unit.Sublayer;
import java.util.List;

/** EMB001: an embedding so large that the blocks hardly change the stream. */
final class EmbeddingStdOne implements Rule {
  private static final Card CARD =
      Card.of(
              "EMB001",
              "embedding-std-one",
              Severity.NOTE,
              "the embedding is so large that the blocks hardly change the stream",
              """
              ## What it does
              Finds token tables with a standard deviation above 0.3 that feed a pre-norm stream, and
              predicts what all blocks add to it. Reports a stream of which the blocks make up less
              than 5 % at its end.

              ## Why
              PyTorch's nn.Embedding draws from N(0, 1). Blocks drawn from N(0, 0.02) add thousandths
              to a stream that enters with 1: the model is the embedding and its head for a long time.
              Where the head is tied, HEAD003 says what that does to the loss.

              ## Bad
              ```graph
              ids = tokens(4, 16)
              x = embedding(ids, 500, 64, normal(0, 1))
              repeat 3
                h = linear(layernorm(x), 256, normal(0, 0.02))
                f = linear(relu(h), 64, normal(0, 0.02))
                x = add(x, f)
              y = layernorm(x)
              ```

              ```python
              self.embed = nn.Embedding(50257, 768)  # N(0, 1)
              self.head.weight = self.embed.weight
              ```

              ## Good
              ```graph
              ids = tokens(4, 16)
              x = embedding(ids, 500, 64, normal(0, 0.02))
              repeat 3
                h = linear(layernorm(x), 256, normal(0, 0.02))
                f = linear(relu(h), 64, normal(0, 0.02))
                x = add(x, f)
              y = layernorm(x)
              ```

              ```python
              self.embed = nn.Embedding(50257, 768)
              nn.init.normal_(self.embed.weight, std=0.02)
              self.head.weight = self.embed.weight
              ```

              ## Fix
              Draw the table with a standard deviation of 0.02, or as large as what the blocks add.

              ## When to ignore it
              When the model was tuned for it: T5's table has standard deviation 1, and its blocks are
              drawn large enough to be heard.

              ## References
              - https://github.com/pytorch/pytorch/issues/3121
              - https://github.com/espnet/espnet/issues/3454
              - https://github.com/huggingface/transformers/issues/32854
              """)
          .causedBy("HEAD001", "HEAD003", "EMB002");

  private static final double LARGE = 0.3;
  private static final double SMALL_SHARE = 0.05;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    for (EmbeddingSite site : model.embeddings()) {
      double std = model.std(site.table());
      Stream stream = std > LARGE ? stream(model, site) : null;
      if (stream != null) {
        double first = model.secondMoment(stream.first().skip());
        double last = model.secondMoment(stream.last().sum());
        double share = 1 - first / last;
        if (share >= 0 && share < SMALL_SHARE) {
          report(report, site, std, share, stream, first);
          return;
        }
      }
    }
  }

  private static Stream stream(Model model, EmbeddingSite site) {
    return model.streams().stream()
        .filter(s -> s.form() == Sublayer.Form.PRE_NORM)
        .filter(s -> model.origin(s.first().skip()) == model.origin(site.sum()))
        .findFirst()
        .orElse(null);
  }

  private static void report(
      Report report, EmbeddingSite site, double std, double share, Stream stream, double first) {
    report
        .finding(
            Severity.NOTE,
            "the embedding has std "
                + Wording.number(std)
                + ": "
                + (stream.depth() == 1
                    ? "the 1 block makes up "
                    : stream.depth() + " blocks together make up ")
                + Wording.percent(share)
                + " of the stream at its end")
        .at(site.place(), site.table().name())
        .predicts("share of the blocks in the final stream", share, SMALL_SHARE, 1)
        .formula("1 − q(0)/q(L)")
        .from(site.sum(), stream.last().sum())
        .because("the stream enters with " + Wording.number(first))
        .fix("draw the table with std 0.02 in place of " + Wording.constant(std))
        .cure(List.of(new Remedy.Redraw(site.table().name(), 0.02, 0)))
        .add();
  }
}
