package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.moment.Stat;
import dev.initlint.unit.Bypass;
import dev.initlint.unit.EmbeddingSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.NormSite;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.List;

/** NORM004: ε under the root of a norm is as large as what is normalised. */
final class NormEpsilonDominates implements Rule {
  private static final Card CARD =
      Card.of(
              "NORM004",
              "norm-eps-dominates",
              Severity.ERROR,
              "a norm reads a signal as small as its ε and passes less than it should",
              """
              ## What it does
              Predicts the second moment q that each norm reads and compares it with ε: a note from
              q < 10ε on, a warning from q < 3ε, an error from q < ε. The norm behind an embedding is at
              most a warning, as is one that a shortcut leads around: its branch weighs less than meant,
              and no more.

              ## Why
              A norm passes q/(q + ε) in place of 1. At q = ε half of the second moment is lost, and
              at q = 1e-8 with ε = 1e-5 all but a thousandth; the block behind it works on noise
              levels that no initialisation scheme meant, and the backward gain is near 1/√ε.

              ## Bad
              ```graph
              ids = tokens(4, 16)
              e = embedding(ids, 500, 64, normal(0, 0.0001))
              y = layernorm(e)
              ```

              ```python
              nn.init.normal_(self.embed.weight, std=1e-3)
              x = nn.LayerNorm(512, eps=1e-5)(self.embed(ids))
              ```

              ```json
              {"model_type": "llama",
               "architectures": ["LlamaForCausalLM"],
               "initializer_range": 1e-4, "rms_norm_eps": 1e-5}
              ```

              ## Good
              ```graph
              ids = tokens(4, 16)
              e = embedding(ids, 500, 64, normal(0, 0.02))
              y = layernorm(e)
              ```

              ```python
              nn.init.normal_(self.embed.weight, std=0.02)
              x = nn.LayerNorm(512, eps=1e-5)(self.embed(ids))
              ```

              ```json
              {"model_type": "llama",
               "architectures": ["LlamaForCausalLM"],
               "initializer_range": 0.02, "rms_norm_eps": 1e-5}
              ```

              ## Fix
              Let what the norm reads be larger than √(10·ε) in size, or make ε smaller.

              ## When to ignore it
              RWKV draws its embedding from 1e-4 on purpose, with a norm behind it.

              ## References
              - https://github.com/tensorflow/tensorflow/issues/25813
              """)
          .advises("ε belongs to the norm and is no weight")
          .causedBy("INIT003", "INIT002", "NORM001")
          .alsoOnTrained();

  private static final double FEW = 10;

  private static final double SOME = 3;

  private record Hit(NormSite site, double q, boolean folded, Severity severity) {}

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<Hit> hits = new ArrayList<>();
    Bypass ways = new Bypass(model.propagation().graph());
    for (NormSite site : model.norms()) {
      double q = read(model, site);
      if (q > 0 && q < FEW * site.epsilon()) {
        boolean folded = model.isBehindFoldedNorm(site.input());
        Severity plain = severity(model, ways, site, q / site.epsilon());
        hits.add(new Hit(site, q, folded, folded ? Severity.NOTE : plain));
      }
    }
    if (!hits.isEmpty()) {
      report(
          report,
          Wording.gravest(hits, Hit::severity),
          hits.stream().map(h -> h.site().place()).toList());
    }
  }

  /** What stands beside ε: the mean square that a norm divides by; NaN where it is not known. */
  private static double read(Model model, NormSite site) {
    if (site.meanSquare() != null) {
      Stat mean = model.figure(site.meanSquare().stat());
      return mean == null ? Double.NaN : mean.meanEntry();
    }
    double passed = model.secondMoment(site.normalised());
    return passed < 1 ? site.epsilon() * passed / (1 - passed) : Double.NaN;
  }

  /** By how much of 1 is passed: less than half, less than three quarters, or more. */
  private static Severity severity(Model model, Bypass ways, NormSite site, double ratio) {
    if (ratio > SOME) {
      return Severity.NOTE;
    }
    boolean grave = ratio < 1 && !readsEmbedding(model, site) && !isPassedBy(ways, site);
    return grave ? Severity.ERROR : Severity.WARNING;
  }

  private static boolean isPassedBy(Bypass ways, NormSite site) {
    return site.place().node() != null && ways.isAround(site.place().node());
  }

  private static boolean readsEmbedding(Model model, NormSite site) {
    for (EmbeddingSite e : model.embeddings()) {
      if (model.origin(site.input()) == model.origin(e.sum())) {
        return true;
      }
    }
    return false;
  }

  private static void report(Report report, Hit hit, List<Place> places) {
    double eps = hit.site().epsilon();
    double passed = hit.q() / (hit.q() + eps);
    report
        .finding(
            hit.severity(),
            "this norm reads a second moment of "
                + Wording.number(hit.q())
                + " beside ε = "
                + Wording.number(eps)
                + ": it passes "
                + Wording.number(passed)
                + " in place of 1"
                + Wording.more(places.size() - 1, "norm")
                + Wording.folded(hit.folded()))
        .at(hit.site().place())
        .andAt(places)
        .predicts("second moment over ε", hit.q() / eps, FEW, 1e12)
        .formula("q/(q + ε)")
        .from(hit.site().input())
        .fix(
            "make what it reads "
                + Wording.number(Math.sqrt(100 * eps / hit.q()))
                + " times as large, or set ε to "
                + Wording.number(hit.q() / 100))
        .add();
  }
}
