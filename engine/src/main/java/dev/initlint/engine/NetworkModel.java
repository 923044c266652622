package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Weight;
import dev.initlint.hub.network.Network;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.unit.Model;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A network that was written down. Findings point at the line that makes the value. */
record NetworkModel(Network network) implements ReadModel {
  private static final String STATED = "the network states the laws that weights are drawn from";

  @Override
  public Graph graph() {
    return network.graph();
  }

  @Override
  public String stated() {
    boolean drawn =
        graph().weights().values().stream()
            .anyMatch(w -> w.source() instanceof Weight.Stored && w.dims().length > 1);
    return drawn ? null : STATED;
  }

  @Override
  public Model units(Propagation p) {
    return units(network, p);
  }

  private static Model units(Network network, Propagation p) {
    Model one = Model.of(p).trained(network.training());
    Network other = network.beside();
    return other == null
        ? one
        : one.beside(units(other, Propagation.of(other.graph(), Assumptions.NONE)));
  }

  @Override
  public List<Finding> placed(List<Finding> found, EngineSettings settings) {
    Map<String, Origin> nodes = new HashMap<>();
    for (Node node : graph().nodes()) {
      nodes.put(node.name(), node.origin());
    }
    return found.stream()
        .map(
            f ->
                f.at(placed(f.location(), nodes))
                    .alsoAt(f.also().stream().map(a -> placed(a, nodes)).toList()))
        .toList();
  }

  private Location placed(Location at, Map<String, Origin> nodes) {
    Weight weight = at.parameter() == null ? null : graph().weights().get(at.parameter());
    Origin origin = weight == null ? nodes.get(at.node()) : weight.origin();
    return origin == null || origin.line() == 0
        ? at
        : new Location(
            at.path(), at.node(), at.value(), at.parameter(), origin.line(), origin.column());
  }
}
