package dev.initlint.rules;

import dev.initlint.moment.Axes.Role;
import dev.initlint.source.Remedy;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Linear maps with one activation between each, and no norm, sum or attention.
 *
 * @param maps first to last, at least three
 */
record Chain(List<LinearSite> maps) {

  /** Two maps and what is between are the inside of a branch; longer chains are stacks. */
  private static final int SHORTEST = 3;

  /**
   * The longest chain that ends in each place; chains that share maps are told apart by their ends.
   */
  static List<Chain> of(Model model) {
    Set<LinearSite> followed = new HashSet<>();
    for (LinearSite site : model.linears()) {
      if (isLinked(site)) {
        followed.add(site.before());
      }
    }
    List<Chain> chains = new ArrayList<>();
    for (LinearSite site : model.linears()) {
      if (!followed.contains(site) && isLinked(site)) {
        Chain chain = new Chain(ending(site));
        if (chain.maps().size() >= SHORTEST) {
          chains.add(chain);
        }
      }
    }
    return chains;
  }

  /**
   * Whether a map goes on with what the one before made. What was averaged over all positions is
   * another signal: a gate of squeeze and excitation, or the features of a classifier.
   */
  private static boolean isLinked(LinearSite site) {
    return site.before() != null
        && site.activation() != null
        && site.input().axes().has(Role.POSITION)
            == site.before().output().axes().has(Role.POSITION);
  }

  private static List<LinearSite> ending(LinearSite last) {
    List<LinearSite> maps = new ArrayList<>(List.of(last));
    LinearSite at = last;
    while (isLinked(at)) {
      at = at.before();
      maps.add(at);
    }
    Collections.reverse(maps);
    return maps;
  }

  LinearSite first() {
    return maps.get(0);
  }

  LinearSite last() {
    return maps.get(maps.size() - 1);
  }

  /** Number of linear maps that an activation follows. */
  int depth() {
    return maps.size() - 1;
  }

  /** Second moment of what the last map reads over that of what the first reads. */
  double growth(Model model) {
    return model.secondMoment(last().input()) / model.secondMoment(first().input());
  }

  /** The same over the last map and activation only. */
  double lastGain(Model model) {
    return model.secondMoment(last().input()) / model.secondMoment(last().before().input());
  }

  /** Second moment of the first map's weight gradient over that of the last's. */
  double weightGradientGrowth(Model model) {
    return model.weightGradient(first().weight()) / model.weightGradient(last().weight());
  }

  /** Second moment of the gradient at what the first map reads over that at what the last reads. */
  double gradientGrowth(Model model) {
    return model.gradient(first().input()) / model.gradient(last().input());
  }

  /** Whether exporting folded batch norms into its maps. */
  boolean isFolded(Model model) {
    return maps.stream().anyMatch(model::isFoldedNorm);
  }

  /** Each map that an activation follows, with the gain that keeps the second moment through it. */
  List<Remedy.Redraw> redrawn(Model model) {
    List<Remedy.Redraw> all = new ArrayList<>();
    for (int i = 0; i < depth(); i++) {
      all.add(Redraws.redraw(maps.get(i), gain(model, maps.get(i + 1))));
    }
    return all;
  }

  /** The weights of the chain with a standard deviation that many times theirs. */
  List<Remedy.Redraw> multiplied(Model model, double factor) {
    return maps.subList(0, depth()).stream()
        .map(
            m ->
                new Remedy.Redraw(
                    m.weight().name(), factor * model.std(m.weight()), m.fans().fanIn()))
        .toList();
  }

  /** The gain that keeps what the chain reads through the activation in front of a map. */
  double gain(Model model, LinearSite after) {
    return Redraws.gain(after.activation(), model.secondMoment(first().input()));
  }
}
