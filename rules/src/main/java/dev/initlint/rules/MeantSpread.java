package dev.initlint.rules;

import dev.initlint.law.IntendedLaw;
import dev.initlint.unit.ParameterSite;

/**
 * How far the entries of a tensor are spread beside what its library means.
 *
 * @param site a tensor with facts and an intended law
 */
record MeantSpread(ParameterSite site) {
  /** Standard deviation of the entries. */
  double found() {
    return site.weight().facts().std();
  }

  /** That of the law which the library draws it from. */
  double meant() {
    return Math.sqrt(IntendedLaw.variance(site.weight().intended().law(), site.fans()));
  }

  /** Both, as the beginning of a message. */
  String told() {
    return site.name()
        + " has std "
        + Wording.number(found())
        + " where "
        + site.weight().intended().source()
        + " means "
        + Wording.number(meant());
  }
}
