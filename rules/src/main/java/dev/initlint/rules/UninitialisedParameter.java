package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.TensorData;
import dev.initlint.law.IntendedLaw;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.source.Remedy;
import dev.initlint.symbol.Expr;
import dev.initlint.unit.EmbeddingSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import dev.initlint.unit.ParameterSite.Use;
import dev.initlint.weight.Garbage;
import dev.initlint.weight.WeightFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** INIT009: a parameter holds what memory held before, or nothing. */
final class UninitialisedParameter implements Rule {
  /** Tables up to this many entries are read for the sign of their infinities. */
  private static final int READ = 1 << 22;

  private static final Card CARD =
      Card.of(
              "INIT009",
              "uninitialised-parameter",
              Severity.ERROR,
              "parameters were never initialised: they hold NaN, garbage or nothing but zeros",
              """
              ## What it does
              Reports parameters that hold NaN or infinities, that are above 1e5 in size, or that are
              memory never written: denormals, as 4.6e-41, beside zeros and huge numbers. Reports
              matrices of nothing but zeros where the library would have drawn them, where more than
              half of all matrices are zero, and where all of what enters the model is. It reads the
              tensors alone, so that operators that are not modelled hide nothing.

              ## Why
              Storage that is allocated without being filled, as by torch.empty, to_empty after the
              meta device, or shards that were never written, holds whatever was there. One NaN makes
              each output that it reaches NaN; zeros keep each other from ever learning.

              ## Bad
              ```graph
              x = input(8, 64)
              h = relu(linear(x, 64, memory(1)))
              y = linear(h, 10, normal(0, 0.125))
              ```

              ```python
              self.weight = nn.Parameter(torch.empty(512, 512))
              ```

              ## Good
              ```graph
              x = input(8, 64)
              h = relu(linear(x, 64, normal(0, 0.1767767)))
              y = linear(h, 10, normal(0, 0.125))
              ```

              ```python
              self.weight = nn.Parameter(torch.empty(512, 512))
              nn.init.normal_(self.weight, std=512**-0.5)
              ```

              ## Fix
              Call the model's own initialisation after its storage exists, and see that it knows the
              type of every module.

              ## When to ignore it
              When the tensor is overwritten before it is used.

              ## References
              - https://github.com/pytorch/torchtitan/issues/2450
              - https://github.com/huggingface/transformers/issues/35437
              - https://github.com/huggingface/transformers/pull/28073
              """)
          .alsoOnTrained()
          .onWeightsAlone();

  private static final double HALF = 0.5;

  /** Parameters that the derivation names. */
  private static final int LISTED = 8;

  /** One parameter and what is wrong with it. */
  private record Hit(ParameterSite site, String what, double count) {}

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<Hit> hits = new ArrayList<>();
    for (ParameterSite site : model.parameters()) {
      Hit hit = site.weight().facts() == null ? null : garbage(model, site);
      if (hit != null) {
        hits.add(hit);
      }
    }
    hits.addAll(zeros(model));
    if (!hits.isEmpty()) {
      report(report, hits);
    }
  }

  private static Hit garbage(Model model, ParameterSite site) {
    WeightFacts f = site.weight().facts();
    Garbage g = Garbage.of(f, site.weight().weight().data());
    if (g.isClean() || !mayHold(site, f, g)) {
      return null;
    }
    if (g.nans() > 0) {
      return new Hit(site, g.nans() + " NaN", g.nans());
    }
    if (g.infinities() > 0) {
      String what = g.infinities() + (g.infinities() > 1 ? " infinities" : " infinity");
      return new Hit(site, what, g.infinities());
    }
    if (g.isAllTiny()) {
      return new Hit(site, "nothing above " + Wording.number(g.largest()), f.count());
    }
    boolean trained = !model.propagation().verdict().atInitialisation();
    if (trained && g.denormals() == 0 && g.largest() < Garbage.HUGE * Garbage.HUGE) {
      return null;
    }
    String what =
        g.huge()
            + (g.huge() > 1 ? " numbers" : " number")
            + " up to "
            + Wording.number(g.largest())
            + (g.denormals() > 0 ? " beside " + g.denormals() + " denormals" : "");
    return new Hit(site, what, g.huge());
  }

  /**
   * Whether the tensor is one that an initialiser fills. Masks hold infinities and huge numbers
   * beside one other value, and constants of the graph hold anything.
   */
  private static boolean mayHold(ParameterSite site, WeightFacts f, Garbage g) {
    if (site.weight().intended() != null) {
      return true; // what a library draws is no mask
    }
    boolean mask =
        g.nans() == 0 && (f.count() - g.huge() - g.infinities() <= f.zeros() || hidesKeys(site, g));
    return switch (site.use()) {
      case MAP, NORM_GAIN -> true;
      case TABLE, SHIFT, FACTOR -> f.count() > 1 && !mask;
      case OTHER -> f.count() > 1 && g.nans() > 0 && g.nans() < f.count();
    };
  }

  /** Whether all that is not finite is minus infinity, as where a table of slopes hides keys. */
  private static boolean hidesKeys(ParameterSite site, Garbage g) {
    TensorData data = site.weight().weight().data();
    return g.infinities() > 0
        && g.huge() == 0
        && data != null
        && site.weight().count() <= READ
        && Arrays.stream(data.toDoubles(READ)).noneMatch(v -> v == Double.POSITIVE_INFINITY);
  }

  /** Matrices of zeros that no recipe explains. */
  private static List<Hit> zeros(Model model) {
    List<ParameterSite> all = new ArrayList<>();
    List<ParameterSite> zero = new ArrayList<>();
    List<ParameterSite> routers = MoeRouterInit.routers(model);
    for (ParameterSite site : model.parameters()) {
      // Factors of adapters start at zero by design; two of them are the matter of INIT013.
      boolean factor = site.name().toLowerCase(Locale.ROOT).contains("lora_");
      boolean matrix =
          !factor
              && (site.use() == Use.MAP
                  || site.use() == Use.TABLE
                  || site.weight().intended() != null);
      if (matrix && site.weight().facts() != null && site.weight().dims().length > 1) {
        all.add(site);
        if (site.weight().facts().allZero()) {
          zero.add(site);
        }
      }
    }
    boolean most = zero.size() > 1 && zero.size() > HALF * all.size();
    return zero.stream()
        .filter(s -> most || !routers.contains(s))
        .filter(s -> intends(s.weight(), most || isWholeInput(model, s)))
        .map(s -> new Hit(s, "nothing but zeros", s.weight().count()))
        .toList();
  }

  /** What the library intends, where it is known; a guess otherwise. */
  private static boolean intends(ParameterFacts w, boolean otherwise) {
    IntendedLaw law = w.intended();
    return law == null ? otherwise : !law.law().variance().equals(Expr.ZERO);
  }

  /** Whether all that enters the blocks is looked up in this table. */
  private static boolean isWholeInput(Model model, ParameterSite site) {
    for (EmbeddingSite e : model.embeddings()) {
      if (e.table().name().equals(site.name()) && model.secondMoment(e.sum()) == 0) {
        return model.embeddings().size() == 1;
      }
    }
    return false;
  }

  private static void report(Report report, List<Hit> hits) {
    Hit hit = hits.get(0);
    long fanIn = hit.site().fans().fanIn();
    IntendedLaw law = hit.site().weight().intended();
    report
        .finding(
            Severity.ERROR,
            hit.site().name()
                + " holds "
                + hit.what()
                + " among "
                + hit.site().weight().count()
                + " entries: it was never initialised"
                + Wording.more(hits.size() - 1, "parameter"))
        .at(hit.site().place(), hit.site().name())
        .andIn(hits.stream().map(Hit::site).toList())
        .predicts("entries that no initialiser writes", hit.count(), 0, 0)
        .formula("count of what is not finite, |w| > 1e5, denormal, or 0 in a matrix never drawn")
        .because(
            hits.stream()
                .map(h -> h.site().name() + " holds " + h.what())
                .limit(LISTED)
                .toArray(String[]::new))
        .fix(
            law != null
                ? "draw it from " + law.law().name() + " (" + law.source() + ")"
                : hit.site().weight().dims().length < 2
                    ? "fill it after its storage is made: with 1 for a gain, with 0 for a bias"
                    : "draw it after its storage is made, with std "
                        + Wording.constant(1 / Math.sqrt(fanIn))
                        + " = 1/√"
                        + fanIn)
        .cure(hits.stream().map(h -> drawn(h.site())).flatMap(Optional::stream).toList())
        .add();
  }

  /** As its library means it, or so that it keeps the second moment; vectors are left alone. */
  private static Optional<Remedy.Redraw> drawn(ParameterSite site) {
    IntendedLaw law = site.weight().intended();
    double fanIn = site.fans().fanIn();
    double variance = law == null ? 1 / fanIn : IntendedLaw.variance(law.law(), site.fans());
    return site.weight().dims().length < 2 || !(variance > 0)
        ? Optional.empty()
        : Optional.of(new Remedy.Redraw(site.name(), Math.sqrt(variance), site.fans().fanIn()));
  }
}
