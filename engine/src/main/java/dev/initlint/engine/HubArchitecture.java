package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Weight;
import dev.initlint.hub.HubModel;
import dev.initlint.hub.configuration.FieldUse;
import dev.initlint.hub.safetensors.StoredTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that a library saved. Findings about what a field decides point at the field, those about
 * stored elements at the tensor.
 *
 * @param path as it was named
 * @param edited texts that stand for those of files
 */
record HubArchitecture(Path path, HubModel model, Map<Path, String> edited, List<String> remarks)
    implements ReadModel {
  private static final String STATED =
      "the configuration states the laws that weights are drawn from";

  @Override
  public Graph graph() {
    return model.graph();
  }

  @Override
  public String stated() {
    return hasStored() ? null : STATED;
  }

  boolean hasStored() {
    return graph().weights().values().stream().anyMatch(w -> w.source() instanceof Weight.Stored);
  }

  /** An edit may tie weights, so that their number says nothing of what is followed. */
  @Override
  public long parameters() {
    return 1;
  }

  @Override
  public List<Finding> placed(List<Finding> found, EngineSettings settings) {
    ConfigurationCures cures = new ConfigurationCures(this, found, settings);
    return found.stream().map(f -> spelled(f, cures)).toList();
  }

  private Finding spelled(Finding f, ConfigurationCures cures) {
    Finding there = f.at(place(f));
    Optional<ConfigurationCures.Cured> cured = cures.of(there);
    if (cured.isEmpty()) {
      return there;
    }
    boolean stored = !there.location().path().equals(model.configuration().path());
    Finding spelled = there.curedBy(cured.get().fix());
    String pointer = cured.get().pointer();
    var place = model.configuration().nearest(pointer);
    return stored ? spelled : spelled.at(at(f.location(), place.line(), place.column(), pointer));
  }

  /** The field that decides what a finding is about. */
  Optional<FieldUse> field(Location at) {
    if (model.family() == null) {
      return Optional.empty();
    }
    return at.parameter() == null
        ? Optional.empty()
        : Optional.ofNullable(model.family().deviations().get(at.parameter()));
  }

  private Location place(Finding f) {
    Location at = f.location();
    Weight weight = at.parameter() == null ? null : graph().weights().get(at.parameter());
    if (weight != null && weight.source() instanceof Weight.Stored) {
      return at.in(file(weight));
    }
    if (model.configuration() == null) {
      return at;
    }
    Origin origin = weight == null ? origin(at.node()) : weight.origin();
    String pointer = field(at).map(FieldUse::pointer).orElse(null);
    if (pointer == null && origin != null && origin.line() > 0) {
      return at(at, origin.line(), origin.column(), null);
    }
    var place = model.configuration().nearest(pointer == null ? "" : pointer);
    return at(at, place.line(), place.column(), pointer);
  }

  /** The file that holds a stored weight; where names differ, that of the first tensor. */
  private String file(Weight weight) {
    StoredTensor stored = model.tensors().get(weight.name());
    String any = model.tensors().names().iterator().next();
    return (stored == null ? model.tensors().get(any) : stored).origin().path();
  }

  private Location at(Location at, int line, int column, String pointer) {
    return new Location(
        model.configuration().path(), at.node(), at.value(), at.parameter(), line, column, pointer);
  }

  private Origin origin(String node) {
    return graph().nodes().stream()
        .filter(n -> n.name().equals(node))
        .map(Node::origin)
        .findFirst()
        .orElse(null);
  }
}
