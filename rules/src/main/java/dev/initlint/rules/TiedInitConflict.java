package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.law.IntendedLaw;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import java.util.HashMap;
import java.util.Map;

/** EMB005: two parameters that are meant to be one tensor are two. */
final class TiedInitConflict implements Rule {
  private static final Card CARD =
      Card.of(
              "EMB005",
              "tied-init-conflict",
              Severity.WARNING,
              "parameters that are meant to be one tensor hold different entries",
              """
              ## What it does
              Looks for parameters that the library ties to another, where it is known which, and
              reports a file that holds two different tensors for them.

              ## Why
              Which of the two survives depends on who loads the file: one of the tensors is thrown
              away, or the model trains with an untied head and as many parameters more. Tying is lost
              when one side is replaced, moved or made on another device after the tie.

              ## Bad
              ```graph
              ids = tokens(4, 16)
              e = embedding(ids, 500, 64, normal(0, 0.02) seed 1)
              h = layernorm(e)
              y = untied(h, e, normal(0, 0.02) seed 2)
              ```

              ```python
              nn.init.normal_(self.head.weight, std=d_model**-0.5)
              nn.init.normal_(self.embed.weight, std=1.0)
              self.head.weight = self.embed.weight
              ```

              ## Good
              ```graph
              ids = tokens(4, 16)
              e = embedding(ids, 500, 64, normal(0, 0.02))
              h = layernorm(e)
              y = tied(h, e)
              ```

              ```python
              self.head.weight = self.embed.weight
              nn.init.normal_(self.embed.weight, std=d_model**-0.5)
              ```

              ## Fix
              Tie again after the last change of either, before the model is saved; or say in the
              configuration that they are 2 tensors.

              ## When to ignore it
              When the model was untied on purpose after it was loaded.

              ## References
              - https://github.com/Modalities/modalities/pull/456
              - https://github.com/huggingface/transformers/issues/43429
              """)
          .advises("which of the tensors is the one that is meant is not in the file")
          .causedBy("INIT009")
          .alsoOnTrained()
          .onWeightsAlone();

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Map<String, ParameterSite> byName = new HashMap<>();
    model.parameters().forEach(p -> byName.put(p.name(), p));
    for (ParameterSite site : model.parameters()) {
      IntendedLaw law = site.weight().intended();
      ParameterSite other = law == null ? null : byName.get(law.tiedTo());
      if (other != null
          && site.weight().facts() != null
          && other.weight().facts() != null
          && !isOne(site.weight(), other.weight())) {
        report(report, site, other, law);
      }
    }
  }

  /** Whether both hold the same entries; equal constants do. */
  private static boolean isOne(ParameterFacts a, ParameterFacts b) {
    return a.isTiedTo(b) || a.isConstant() && b.isConstant() && a.facts().min() == b.facts().min();
  }

  private static void report(
      Report report, ParameterSite site, ParameterSite other, IntendedLaw law) {
    double a = site.weight().facts().std();
    double b = other.weight().facts().std();
    report
        .finding(
            Severity.WARNING,
            law.source()
                + " makes "
                + site.name()
                + " one tensor with "
                + other.name()
                + ", and the file holds 2: of std "
                + Wording.number(a)
                + " and "
                + Wording.number(b))
        .at(site.place(), site.name())
        .predicts("tensors that should be one", 2, 1, 1)
        .formula("entries of both")
        .fix("tie them again before saving, or state in the configuration that they are 2 tensors")
        .add();
  }
}
