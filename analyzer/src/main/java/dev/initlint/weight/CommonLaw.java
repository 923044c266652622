package dev.initlint.weight;

import dev.initlint.law.Fans;
import dev.initlint.law.Law;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hipparchus.special.Gamma;

/**
 * One normal law for many weights of a model, as {@code nn.init.normal_(w, std=0.15)} over all its
 * layers leaves it. Each alone may pass for a law over its fans; all together show that one
 * variance explains them better. (Uniform and cut draws tell their scale by their extreme, far more
 * sharply, each alone.)
 *
 * <p>The two accounts are compared by their evidence. With the one variance v fitted to N entries
 * of m weights, chosen among k candidates, it is
 *
 * <pre>  Σ ln L(v) − ½ ln N − ln(k over m) − ln(k + 1)</pre>
 *
 * (docs/theory/linear.md#one-law-for-many-weights), which is Schwarz 1978 for v, and a uniform
 * prior over m and over the sets of that size; each weight's own account has the likelihood of its
 * best known law, or of a variance of its own less the price of that.
 */
public final class CommonLaw {
  /** Rounds in which the members and their variance settle. */
  private static final int ROUNDS = 8;

  private CommonLaw() {}

  /** A weight with the fans of its use; null where there are none. */
  public record Candidate(WeightFacts facts, Fans fans) {}

  /** A weight, and by how much a variance explains it better than its own law does. */
  private record Gained(LawEvidence of, double gain) {}

  /** Weights that share a variance, and how much likelier that makes them. */
  private record Group(double variance, List<LawEvidence> members, double gain) {}

  /**
   * Laws that weights share with others.
   *
   * @param weights of one model, each draw once
   * @return laws by the facts of the candidates, compared by identity; those that are better told
   *     alone are absent
   */
  public static Map<WeightFacts, Law> of(List<Candidate> weights, Hints hints) {
    List<LawEvidence> open = new ArrayList<>();
    for (Candidate w : weights) {
      if (LawRecognition.withoutDraw(w.facts()) == null) {
        LawEvidence evidence = LawEvidence.of(w.facts(), w.fans(), hints);
        if (evidence.shapes().contains(Shape.NORMAL) && evidence.sample().isCentred()) {
          open.add(evidence);
        }
      }
    }
    Map<WeightFacts, Law> laws = new IdentityHashMap<>();
    for (Group g = best(open); g != null; g = best(open)) {
      double confidence = 1 / (1 + Math.exp(-g.gain()));
      for (LawEvidence e : g.members()) {
        double share = confidence * e.share();
        laws.put(e.facts(), LawEvidence.fitted(Shape.NORMAL, 0, g.variance(), share));
        open.removeIf(o -> o == e);
      }
    }
    return laws;
  }

  /** The group that gains most by one law, or null where none gains enough. */
  private static Group best(List<LawEvidence> open) {
    Group best = null;
    Set<LawEvidence> tried = Collections.newSetFromMap(new IdentityHashMap<>());
    for (LawEvidence seed : open) {
      Group g = tried.contains(seed) ? null : around(seed, open);
      if (g != null) {
        tried.addAll(g.members());
        best = best == null || g.gain() > best.gain() ? g : best;
      }
    }
    return best == null || best.gain() <= LawEvidence.DECISIVE ? null : best;
  }

  /** The weights that a common variance explains better, beginning from that of one of them. */
  private static Group around(LawEvidence seed, List<LawEvidence> open) {
    Group group = members(seed.sample().secondMoment(), open);
    for (int round = 0; round < ROUNDS && group != null; round++) {
      Group next = members(pooled(group.members()), open);
      if (next == null || next.members().equals(group.members())) {
        return next;
      }
      group = next;
    }
    return group;
  }

  /** The set of weights with the most evidence for a variance, or null where no two have it. */
  private static Group members(double variance, List<LawEvidence> open) {
    List<Gained> order = new ArrayList<>();
    for (LawEvidence e : open) {
      double gain = gain(e, variance);
      if (gain > Double.NEGATIVE_INFINITY) {
        order.add(new Gained(e, gain));
      }
    }
    order.sort(Comparator.comparingDouble(g -> -g.gain()));
    int members = 0;
    double most = Double.NaN;
    double sum = 0;
    double n = 0;
    for (int m = 1; m <= order.size(); m++) {
      sum += order.get(m - 1).gain();
      n += order.get(m - 1).of().sample().n();
      double gain = sum - 0.5 * Math.log(n) - choice(open.size(), m);
      if (m > 1 && (members == 0 || gain > most)) {
        members = m;
        most = gain;
      }
    }
    List<LawEvidence> joined = order.subList(0, members).stream().map(Gained::of).toList();
    return members == 0 ? null : new Group(variance, joined, most);
  }

  /** The mean square of all entries, the likeliest variance of draws about 0. */
  private static double pooled(List<LawEvidence> members) {
    double n = 0;
    double squares = 0;
    for (LawEvidence e : members) {
      n += e.sample().n();
      squares += e.sample().n() * e.sample().secondMoment();
    }
    return squares / n;
  }

  /** By how much a variance explains a weight better than its own law does; −∞ if not at all. */
  private static double gain(LawEvidence e, double variance) {
    return Shape.NORMAL.scaleFits(e.sample(), variance)
        ? Shape.NORMAL.logLikelihood(variance, e.sample()) - e.logLikelihood()
        : Double.NEGATIVE_INFINITY;
  }

  /** ln of (k over m)·(k + 1). */
  private static double choice(int k, int m) {
    return Gamma.logGamma(k + 1.0)
        - Gamma.logGamma(m + 1.0)
        - Gamma.logGamma(k - m + 1.0)
        + Math.log(k + 1.0);
  }
}
