package dev.initlint.hub.family;

import dev.initlint.graph.Graph;
import dev.initlint.hub.configuration.FieldUse;
import java.util.Map;
import java.util.Set;

/**
 * A model as its family builds it from a configuration.
 *
 * <p>Values are named as the module whose output they are ({@code model.layers.0.self_attn.q_proj},
 * PyTorch's named_modules), weights as the library's tensors.
 *
 * @param family name of the family
 * @param graph its weights are those stored where tensors are given and hold them, else laws
 * @param deviations for a weight's name, the field that its standard deviation follows
 * @param used the stored tensors that the graph took, by the names of the file
 */
public record FamilyModel(
    String family, Graph graph, Map<String, FieldUse> deviations, Set<String> used) {
  public FamilyModel {
    deviations = Map.copyOf(deviations);
    used = Set.copyOf(used);
  }
}
