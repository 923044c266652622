package dev.initlint.rules;

import dev.initlint.unit.Model;

/** One hazard: what it is, and how it is seen in a propagated model. */
public interface Rule {

  /** What is told of the rule. */
  Card card();

  /** Reports where the model shows the hazard. A figure that is not known gives no finding. */
  void check(Model model, Report report);
}
