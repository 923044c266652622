package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.law.Law;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** INIT013: zeros that keep each other from learning, and adapters that do not start as nothing. */
final class DeadZeroProduct implements Rule {
  private static final Card CARD =
      Card.of(
              "INIT013",
              "dead-zero-product",
              Severity.ERROR,
              "weights of zeros multiply each other, so that no gradient ever reaches them",
              """
              ## What it does
              Follows exact zeros forward and gradients backward through the graph. Reports weights of
              zeros whose gradient is 0 because of another weight of zeros, and stays 0: two factors
              of a low-rank adapter, a gate of 0 on a layer of zeros, a layer of zeros before a ReLU.
              Reports the opposite for adapters too, as a warning: neither factor is zero.

              ## Why
              Of a product B·A the gradients are ∂A = Bᵀ·g·xᵀ and ∂B = g·(A·x)ᵀ. One zero factor is a
              recipe: the product starts as nothing and the zero factor learns at once. Two zero
              factors make both gradients 0 for ever, and the loss shows nothing of it. An adapter of
              which neither is zero changes what the model computes before the first step.

              ## Bad
              ```graph
              x = input(8, 64)
              base = linear(x, 64, normal(0, 0.125))
              down = linear(x, 8, zeros)
              up = linear(down, 64, zeros)
              y = linear(add(base, up), 10, normal(0, 0.125))
              ```

              ```python
              nn.init.zeros_(self.lora_a.weight)
              nn.init.zeros_(self.lora_b.weight)
              y = self.base(x) + self.lora_b(self.lora_a(x))
              ```

              ## Good
              ```graph
              x = input(8, 64)
              base = linear(x, 64, normal(0, 0.125))
              down = linear(x, 8, normal(0, 0.125))
              up = linear(down, 64, zeros)
              y = linear(add(base, up), 10, normal(0, 0.125))
              ```

              ```python
              nn.init.kaiming_uniform_(self.lora_a.weight, a=5**0.5)
              nn.init.zeros_(self.lora_b.weight)
              y = self.base(x) + self.lora_b(self.lora_a(x))
              ```

              ## Fix
              Draw all but one factor of the product at random.

              ## When to ignore it
              When the weights are frozen, or loaded before training.

              ## References
              - https://github.com/microsoft/LoRA/issues/98
              - https://github.com/Guitaricet/relora/issues/18
              - https://github.com/Lightning-AI/litgpt/pull/1229
              """)
          .causedBy("INIT009", "NORM001")
          .alsoOnTrained();

  /** Parameters that the message and the derivation name. */
  private static final int NAMED = 2;

  private static final int LISTED = 8;

  private static final Pattern FACTOR =
      Pattern.compile("(.*lora_(?:embedding_)?)([AaBb])(?=[._/]|$)(.*)");

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Map<String, ParameterSite> byName = new LinkedHashMap<>();
    model.parameters().forEach(p -> byName.put(p.name(), p));
    List<ParameterSite[]> adapters = adapters(byName);
    Set<String> dead = new LinkedHashSet<>();
    for (ParameterSite[] pair : adapters) {
      if (isZero(pair[0].weight()) && isZero(pair[1].weight())) {
        dead.add(pair[0].name());
        dead.add(pair[1].name());
      }
    }
    if (model.propagation().verdict().atInitialisation()) {
      dead.addAll(model.deadWeights());
    }
    List<ParameterSite> hits =
        byName.values().stream().filter(p -> dead.contains(p.name())).toList();
    if (!hits.isEmpty()) {
      reportDead(model, report, hits);
    }
    List<ParameterSite[]> alive = adapters.stream().filter(p -> areBothDrawn(p)).toList();
    if (!alive.isEmpty()) {
      reportAlive(model, report, alive);
    }
  }

  private static boolean isZero(ParameterFacts w) {
    return w.isZero() || w.facts() != null && w.facts().allZero();
  }

  /** Pairs of low-rank factors by their names, in the order of the graph. */
  private static List<ParameterSite[]> adapters(Map<String, ParameterSite> byName) {
    List<ParameterSite[]> pairs = new ArrayList<>();
    for (ParameterSite site : byName.values()) {
      Matcher m = FACTOR.matcher(site.name());
      if (m.matches() && m.group(2).equalsIgnoreCase("a")) {
        String b = m.group(2).equals("a") ? "b" : "B";
        ParameterSite other = byName.get(m.group(1) + b + m.group(3));
        if (other != null) {
          pairs.add(new ParameterSite[] {site, other});
        }
      }
    }
    return pairs;
  }

  /** Whether both factors are as drawn: one that has learnt is no longer. */
  private static boolean areBothDrawn(ParameterSite[] pair) {
    for (ParameterSite p : pair) {
      boolean meant = p.weight().intended() != null && pair[1].weight().intended() != null;
      if (!p.weight().isRandom() || meant && !isMeantZero(pair[1].weight())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMeantZero(ParameterFacts w) {
    return w.intended().law().family() == Law.Family.ZEROS;
  }

  private static void reportDead(Model model, Report report, List<ParameterSite> hits) {
    List<String> names = hits.stream().map(ParameterSite::name).toList();
    int shown = Math.min(NAMED, names.size());
    report
        .finding(
            Severity.ERROR,
            String.join(" and ", names.subList(0, shown))
                + (shown == 1 ? " is" : " are")
                + " 0 and "
                + (shown == 1 ? "stands" : "stand")
                + " in each other's way: no gradient ever reaches "
                + (shown == 1 ? "it" : "them")
                + Wording.more(names.size() - shown, "weight"))
        .at(hits.get(0).place(), names.get(0))
        .andIn(hits)
        .predicts("weights that never learn", names.size(), 0, 0)
        .formula("∂A = Bᵀ·g·xᵀ = 0 and ∂B = g·(A·x)ᵀ = 0")
        .because(
            names.stream()
                .limit(LISTED)
                .map(n -> "the gradient of " + n + " is exactly 0 and stays so")
                .toArray(String[]::new))
        .fix(
            "draw all but 1 of them at random, with std "
                + Wording.constant(1 / Math.sqrt(hits.get(0).fans().fanIn()))
                + " = 1/√"
                + hits.get(0).fans().fanIn())
        .cure(Redraws.before(model, maps(model, names)))
        .add();
  }

  /** The linear maps among the weights. */
  private static List<LinearSite> maps(Model model, List<String> names) {
    return model.linears().stream().filter(l -> names.contains(l.weight().name())).toList();
  }

  private static void reportAlive(Model model, Report report, List<ParameterSite[]> pairs) {
    ParameterSite a = pairs.get(0)[0];
    ParameterSite b = pairs.get(0)[1];
    double in = model.number(a.weight().variance()) * a.fans().fanIn();
    double out = model.number(b.weight().variance()) * b.fans().fanIn();
    report
        .finding(
            Severity.WARNING,
            "neither "
                + a.name()
                + " nor "
                + b.name()
                + " is 0: the adapter adds "
                + Wording.number(in * out)
                + " to a second moment of 1 before it has learnt anything"
                + Wording.more(pairs.size() - 1, "adapter"))
        .at(b.place(), b.name())
        .predicts("second moment of what the adapter adds", in * out, 0, 0)
        .formula("fan_in·var(A)·rank·var(B)")
        .fix("start " + b.name() + " at 0")
        .add();
  }
}
