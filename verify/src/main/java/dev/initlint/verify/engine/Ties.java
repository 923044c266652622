package dev.initlint.verify.engine;

import java.util.Map;
import java.util.Set;

/**
 * How the weights of the graph relate to the parameters they stand for.
 *
 * @param firstUseOnly weights whose gradient is that of their first use alone, because an exporter
 *     merged equal tensors that are not tied
 * @param transposes matrices that are the transpose of another weight, by name, with the name of
 *     that weight: one parameter that an exporter wrote twice, whose gradient is the sum of both
 */
public record Ties(Set<String> firstUseOnly, Map<String, String> transposes) {
  /** Every weight is a parameter of its own. */
  public static final Ties NONE = new Ties(Set.of(), Map.of());

  public Ties {
    firstUseOnly = Set.copyOf(firstUseOnly);
    transposes = Map.copyOf(transposes);
  }

  /** The weight under whose name the gradient is summed. */
  String canonical(String name) {
    return transposes.getOrDefault(name, name);
  }
}
