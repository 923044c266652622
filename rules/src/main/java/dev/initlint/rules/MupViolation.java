package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.propagate.Head;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import dev.initlint.unit.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** INIT015: between two widths a parameter grows otherwise than µP says. */
final class MupViolation implements Rule {
  private static final Card CARD =
      Card.of(
              "INIT015",
              "mup-violation",
              Severity.WARNING,
              "between two widths a parameter grows otherwise than the maximal update says",
              """
              ## What it does
              Compares a model with the same one at a lesser width, which `--mup-base` names, and
              finds the exponent e with which each figure grows, ln(a/b)/ln(width ratio). By µP the
              variance of a map between two widths that grow has e = −1; of one that grows in its
              outputs alone, as an embedding, 0; of the scores that a head makes, over the second
              moment of what it reads and all multipliers in them, E[y²]/E[x²], −1, where the standard
              parameterisation has 0; of the attention's scale, where d_k grows, −1 and not −½.
              Reports what is off by more than .3.

              ## Why
              Rates found at one width hold at another only if each layer's update moves its output
              by as much at both. One parameter left in the standard parameterisation, most often the
              head, the scale of the attention or an embedding, and the best rate moves with the
              width again. The usual slip divides a standard deviation by the ratio of widths where
              its root is meant.

              ## Bad
              ```graph
              x = input(8, 16)
              h = relu(linear(x, 256, normal(0, 0.25)))
              h = relu(linear(h, 256, normal(0, 0.0884)))
              y = linear(h, 10, normal(0, 0.0625))
              beside
              x = input(8, 16)
              h = relu(linear(x, 64, normal(0, 0.25)))
              h = relu(linear(h, 64, normal(0, 0.1768)))
              y = linear(h, 10, normal(0, 0.125))
              ```

              ```python
              nn.init.normal_(self.head.weight, std=d_model**-0.5)  # as in the standard parameterisation
              ```

              ## Good
              ```graph
              x = input(8, 16)
              h = relu(linear(x, 256, normal(0, 0.25)))
              h = relu(linear(h, 256, normal(0, 0.0884)))
              y = linear(h, 10, normal(0, 0.03125))
              beside
              x = input(8, 16)
              h = relu(linear(x, 64, normal(0, 0.25)))
              h = relu(linear(h, 64, normal(0, 0.1768)))
              y = linear(h, 10, normal(0, 0.125))
              ```

              ```python
              nn.init.normal_(self.head.weight, std=base_width**0.5 / d_model)
              ```

              ## Fix
              Give the parameter the exponent of its kind, by its law or by a multiplier.

              ## When to ignore it
              When the head starts at 0, as µP allows; when the model is not meant for µP, and the
              width was only changed.

              ## References
              - https://arxiv.org/abs/2203.03466
              - https://github.com/EleutherAI/gpt-neox/pull/1087
              - https://github.com/microsoft/mup/issues/55
              """)
          .advises("which of the two widths is drawn right is not in either")
          .preview();

  private static final double TOLERANCE = 0.3;

  /** A figure that grows with another exponent than it should. */
  private record Growth(String what, Place place, double found, double right) {
    double off() {
      return Math.abs(found - right);
    }
  }

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Model narrow = model.narrower().orElse(null);
    if (narrow == null) {
      return;
    }
    List<Growth> all = new ArrayList<>();
    parameters(model, narrow, all);
    heads(model, narrow, all);
    attentions(model, narrow, all);
    List<Growth> wrong = all.stream().filter(g -> g.off() > TOLERANCE).toList();
    if (wrong.isEmpty()) {
      return;
    }
    Growth worst = wrong.get(0);
    for (Growth g : wrong) {
      worst = g.off() > worst.off() ? g : worst;
    }
    report
        .finding(
            Severity.WARNING,
            worst.what()
                + " grows as width^"
                + Wording.number(rounded(worst.found()))
                + " where µP has width^"
                + Wording.number(worst.right())
                + Wording.more(wrong.size() - 1, "figure"))
        .at(worst.place())
        .predicts(
            "exponent of the width",
            rounded(worst.found()),
            worst.right() - TOLERANCE,
            worst.right() + TOLERANCE)
        .formula("ln(a/b)/ln(width ratio)")
        .fix("make it width^" + Wording.number(worst.right()) + ", by the law or by a multiplier")
        .add();
  }

  private static double rounded(double e) {
    return Math.abs(e) < 5e-3 ? 0 : Math.rint(100 * e) / 100;
  }

  private static void parameters(Model wide, Model narrow, List<Growth> all) {
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
        all.add(new Growth("the variance of " + site.name(), site.place(), found, grows ? -1 : 0));
      }
    }
  }

  private static void heads(Model wide, Model narrow, List<Growth> all) {
    for (int i = 0; i < Math.min(wide.heads().size(), narrow.heads().size()); i++) {
      Head a = wide.heads().get(i);
      Head b = narrow.heads().get(i);
      double ratio = width(wide, a) / width(narrow, b);
      double grown = gain(wide, a) / gain(narrow, b);
      if (ratio > 1 && grown > 0) {
        double found = Math.log(grown) / Math.log(ratio);
        Place place = wide.place(a.logits());
        all.add(new Growth("the gain of the head " + a.weight().name(), place, found, -1));
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

  private static void attentions(Model wide, Model narrow, List<Growth> all) {
    for (int i = 0; i < Math.min(wide.attentions().size(), narrow.attentions().size()); i++) {
      AttentionSite a = wide.attentions().get(i);
      AttentionSite b = narrow.attentions().get(i);
      double ratio =
          wide.number(a.unit().logits().headDim()) / narrow.number(b.unit().logits().headDim());
      if (ratio > 1 && a.scale() > 0 && b.scale() > 0) {
        double found = Math.log(a.scale() / b.scale()) / Math.log(ratio);
        all.add(new Growth("the scale of the attention", a.place(), found, -1));
      }
    }
  }
}
