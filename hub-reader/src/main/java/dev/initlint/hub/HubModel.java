package dev.initlint.hub;

import dev.initlint.graph.Graph;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.family.FamilyCard;
import dev.initlint.hub.family.FamilyModel;
import dev.initlint.hub.safetensors.Tensors;
import java.util.List;

/**
 * A model as a library saved it.
 *
 * @param configuration what describes its architecture, or null
 * @param tensors what is stored, or null
 * @param card the family of the configuration, or null where it is not known
 * @param family what the configuration amounts to, or null where its family is not known
 * @param graph the architecture with its weights and those stored beside it; weights alone where no
 *     architecture is known; null where there is nothing at all
 * @param unknown why the architecture is not known, one clause; null where it is
 * @param remarks one sentence each, beside those of the graph
 */
public record HubModel(
    Configuration configuration,
    Tensors tensors,
    FamilyCard card,
    FamilyModel family,
    Graph graph,
    String unknown,
    List<String> remarks) {
  public HubModel {
    remarks = List.copyOf(remarks);
  }
}
