package dev.initlint.rules;

import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.EmbeddingSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.List;

/**
 * What the formulas of one model tell of its growth with the width: the exponent of a law, as
 * 1/fan_in, and those of factors that are known powers, as 1/d_k. The exponent of a number that is
 * given, as a std of .02, cannot be had from one model, which may be the one it was chosen for.
 */
final class OneWidth {
  private static final double CLOSE = 1e-3;

  private final Model model;
  private final List<Readout> readouts;

  OneWidth(Model model) {
    this.model = model;
    readouts = model.heads().stream().map(h -> Readout.of(model, h)).toList();
  }

  /** Whether scores have a factor below 1 that goes as 1/width: this is not the base width. */
  boolean hasReadoutFactor() {
    return readouts.stream().anyMatch(Readout::isScaledByWidth);
  }

  /** Whether the scores of every attention are multiplied by 1/d_k. */
  boolean hasAttentionByHeadDim() {
    return !model.attentions().isEmpty()
        && model.attentions().stream()
            .allMatch(a -> headDim(a) >= 4 && near(a.scale(), 1 / headDim(a)));
  }

  private double headDim(AttentionSite a) {
    return model.number(a.unit().logits().headDim());
  }

  private static boolean near(double a, double b) {
    return Math.abs(a / b - 1) < CLOSE;
  }

  /** The figures whose exponents are known, where something in the model is as in µP alone. */
  List<WidthGrowth> growths() {
    List<WidthGrowth> all = new ArrayList<>();
    boolean byHeadDim = hasAttentionByHeadDim();
    boolean factor = hasReadoutFactor();
    if (byHeadDim || factor) {
      heads(all);
      embeddings(all);
    }
    if (factor) {
      attentions(all);
    }
    return all.stream().filter(g -> Double.isFinite(g.found())).toList();
  }

  private void heads(List<WidthGrowth> all) {
    for (Readout r : readouts) {
      String what = "the gain of the head " + r.head().weight().name();
      all.add(new WidthGrowth(what, model.place(r.head().logits()), r.exponent(), -1));
    }
  }

  /** Rows that are drawn by their width, unless a factor √width takes that back. */
  private void embeddings(List<WidthGrowth> all) {
    for (EmbeddingSite e : model.embeddings()) {
      long[] dims = e.table().dims();
      double width = dims[dims.length - 1];
      double law = Readout.lawExponent(model, e.table());
      double times = near(e.scale(), Math.sqrt(width)) ? 1 : 0;
      all.add(
          new WidthGrowth(
              "the variance of the rows of " + e.table().name(), e.place(), law + times, 0));
    }
  }

  /** With one head d_k is the width; several may keep theirs as the width grows. */
  private void attentions(List<WidthGrowth> all) {
    for (AttentionSite a : model.attentions()) {
      double d = headDim(a);
      boolean one = a.query() != null && a.query().fans().fanIn() == d && d >= 4;
      if (one && near(a.scale(), 1 / Math.sqrt(d))) {
        all.add(new WidthGrowth("the scale of the attention", a.place(), -0.5, -1));
      }
    }
  }
}
