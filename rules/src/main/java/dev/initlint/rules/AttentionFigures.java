package dev.initlint.rules;

import dev.initlint.gaussian.SoftmaxStatistics;
import dev.initlint.op.Attention;
import dev.initlint.op.AttentionRows;
import dev.initlint.source.Remedy;
import dev.initlint.symbol.Expr;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures and words that rules about attention share. */
final class AttentionFigures {
  static final String QUANTITY = "attention logit std";

  /** Logit deviations between these give a softmax that is neither even nor one-hot. */
  static final double LOW = 0.1;

  static final double HIGH = 2;

  /**
   * From here on the largest logit stands alone unless the next is within a few units of it, which
   * happens with a probability in proportion to 1/s.
   */
  private static final double FROZEN = 50;

  private AttentionFigures() {}

  /** Mean number of keys of a query. */
  static double keys(AttentionRows rows) {
    return rows.weighted(rows.count());
  }

  /** Expected largest weight of a query that sees the mean number of keys. */
  static double largest(AttentionRows rows) {
    return largest(keys(rows), rows.logitStd());
  }

  /** Expected largest of {@code keys} weights under logits of deviation s. */
  static double largest(double keys, double s) {
    double near = Math.min(s, FROZEN);
    double rest = 1 - SoftmaxStatistics.Family.of(near).largestProbability(keys);
    return s > 0 ? 1 - rest * near / s : 1 / keys;
  }

  /** Entropy of such a query's weights over ln(keys). */
  static double entropyShare(AttentionRows rows) {
    double n = keys(rows);
    double near = Math.min(rows.logitStd(), FROZEN);
    double entropy = SoftmaxStatistics.of(n, near).entropy() * near / rows.logitStd();
    return n > 1 ? entropy / Math.log(n) : 1;
  }

  /** s = a·√(d_k·E[q²]·(E[k²] − overlap)). */
  static Expr formula(AttentionSite site) {
    Expr keys = Expr.symbol("E[k²]").minus(Expr.symbol("overlap(k)"));
    Expr inner = site.unit().logits().headDim().times(Expr.symbol("E[q²]")).times(keys);
    return Expr.of(site.scale()).times(inner.sqrt());
  }

  /** The same with numbers; scalars on queries and keys count in the scale. */
  static String line(Model model, AttentionSite site, AttentionRows rows) {
    Attention.Logits logits = site.unit().logits();
    double q = logits.query().scale().factor();
    double k = logits.key().scale().factor();
    return "logit std = "
        + Wording.constant(site.scale())
        + "·√("
        + Wording.number(model.number(logits.headDim()))
        + "·"
        + Wording.number(rows.query().secondMoment() / (q * q))
        + "·("
        + Wording.number(rows.key().secondMoment() / (k * k))
        + " − "
        + Wording.number(rows.key().tokenOverlap() / (k * k))
        + ")) = "
        + Wording.number(rows.logitStd());
  }

  /** The scores of each attention scaled by 1/√d_k. */
  static List<Remedy> scaled(Model model, List<AttentionSite> sites) {
    return sites.stream()
        .map(
            s -> {
              double d = headDim(model, s);
              double scale = s.scale() == 0 ? 1 : s.scale();
              return (Remedy)
                  new Remedy.ScaleScores(s.place().name(), d, 1 / (Math.sqrt(d) * scale));
            })
        .toList();
  }

  /** The same, with projections that are drawn so that the logits' std is 1. */
  static List<Remedy> scaledAndDrawn(Model model, List<AttentionSite> sites) {
    List<Remedy> all = new ArrayList<>(scaled(model, sites));
    for (AttentionSite s : sites) {
      all.addAll(drawn(model, List.of(s), 1 / Math.sqrt(headDim(model, s))));
    }
    return all;
  }

  /**
   * Query and key projections drawn so that the logits' std is 1; none where one is not known.
   *
   * @param factor what the logits are multiplied by besides
   */
  static List<Remedy> drawn(Model model, List<AttentionSite> sites, double factor) {
    Map<String, Remedy> all = new LinkedHashMap<>();
    for (AttentionSite site : sites) {
      AttentionRows rows = model.figure(site.unit().rows());
      if (rows == null || site.query() == null || site.key() == null) {
        return List.of();
      }
      double shrink = Math.sqrt(1 / (rows.logitStd() * factor));
      for (LinearSite map : List.of(site.query(), site.key())) {
        String name = map.weight().name();
        double std = model.std(map.weight()) * shrink;
        all.putIfAbsent(name, new Remedy.Redraw(name, std, map.fans().fanIn()));
      }
    }
    return List.copyOf(all.values());
  }

  /** The scores of each attention multiplied so that their std is 1. */
  static List<Remedy> shrunk(Model model, List<AttentionSite> sites) {
    List<Remedy> all = new ArrayList<>();
    for (AttentionSite site : sites) {
      AttentionRows rows = model.figure(site.unit().rows());
      if (rows != null) {
        double d = headDim(model, site);
        all.add(new Remedy.ScaleScores(site.place().name(), d, 1 / rows.logitStd()));
      }
    }
    return all;
  }

  private static double headDim(Model model, AttentionSite site) {
    return model.number(site.unit().logits().headDim());
  }
}
