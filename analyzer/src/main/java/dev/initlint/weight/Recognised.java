package dev.initlint.weight;

import dev.initlint.law.Law;
import java.util.List;

/**
 * The law a weight was most likely drawn from.
 *
 * @param law its confidence is the share of its tests that passed times the share of the likelihood
 *     that laws of the same shape and variance have among all that pass
 * @param known whether the law is one of the usual ones; false for a shape with a measured std
 * @param alternatives names of other laws that the weight cannot tell from this one
 */
public record Recognised(Law law, boolean known, List<String> alternatives) {
  public Recognised {
    alternatives = List.copyOf(alternatives);
  }
}
