package dev.initlint.rules;

import dev.initlint.propagate.Head;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The growth of each figure between one model and the same one at a lesser width. */
final class TwoWidths {
  private final Model wide;
  private final Model narrow;

  TwoWidths(Model wide, Model narrow) {
    this.wide = wide;
    this.narrow = narrow;
  }

  List<WidthGrowth> growths() {
    List<WidthGrowth> all = new ArrayList<>();
    parameters(all);
    heads(all);
    attentions(all);
    return all;
  }

  private void parameters(List<WidthGrowth> all) {
    Map<String, ParameterSite> others = new HashMap<>();
    narrow.parameters().forEach(s -> others.put(s.name(), s));
    List<String> heads = wide.heads().stream().map(h -> h.weight().name()).toList();
    for (ParameterSite site : wide.parameters()) {
      ParameterSite other = others.get(site.name());
      boolean map = site.use() == ParameterSite.Use.MAP || site.use() == ParameterSite.Use.TABLE;
      if (other == null || !map || heads.contains(site.weight().name())) {
        continue;
      }
      double in = (double) site.fans().fanIn() / other.fans().fanIn();
      double out = (double) site.fans().fanOut() / other.fans().fanOut();
      boolean table = site.use() == ParameterSite.Use.TABLE;
      double ratio = Math.max(in, out);
      double a = wide.std(site.weight());
      double b = narrow.std(other.weight());
      if (ratio > 1 && a > 0 && b > 0) {
        boolean grows = !table && in > 1;
        double found = 2 * Math.log(a / b) / Math.log(ratio);
        all.add(
            new WidthGrowth("the variance of " + site.name(), site.place(), found, grows ? -1 : 0));
      }
    }
  }

  private void heads(List<WidthGrowth> all) {
    for (int i = 0; i < Math.min(wide.heads().size(), narrow.heads().size()); i++) {
      Head a = wide.heads().get(i);
      Head b = narrow.heads().get(i);
      double ratio = width(wide, a) / width(narrow, b);
      double grown = gain(wide, a) / gain(narrow, b);
      if (ratio > 1 && grown > 0) {
        double found = Math.log(grown) / Math.log(ratio);
        Place place = wide.place(a.logits());
        all.add(new WidthGrowth("the gain of the head " + a.weight().name(), place, found, -1));
      }
    }
  }

  private static double width(Model model, Head head) {
    var stat = model.figure(head.hidden().stat());
    return stat == null ? Double.NaN : stat.features();
  }

  private static double gain(Model model, Head head) {
    return model.secondMoment(head.logits()) / model.secondMoment(head.hidden());
  }

  private void attentions(List<WidthGrowth> all) {
    for (int i = 0; i < Math.min(wide.attentions().size(), narrow.attentions().size()); i++) {
      AttentionSite a = wide.attentions().get(i);
      AttentionSite b = narrow.attentions().get(i);
      double ratio =
          wide.number(a.unit().logits().headDim()) / narrow.number(b.unit().logits().headDim());
      if (ratio > 1 && a.scale() > 0 && b.scale() > 0) {
        double found = Math.log(a.scale() / b.scale()) / Math.log(ratio);
        all.add(new WidthGrowth("the scale of the attention", a.place(), found, -1));
      }
    }
  }
}
