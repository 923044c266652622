package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.finding.Location;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Weight;
import dev.initlint.propagate.Propagation;
import dev.initlint.shape.DimBinding;
import dev.initlint.shape.UnusedDim;
import dev.initlint.source.AssumedSize;
import dev.initlint.source.SourceModel;
import dev.initlint.unit.Model;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One model that Java source defines; its findings point at lines.
 *
 * @param used whether the source has a name that the user gave a size
 */
record JavaModel(String path, SourceModel source, SourceCures cures, Predicate<String> used)
    implements ReadModel {
  /** Why the weights of a model in source are at their start. */
  static final String VERDICT = "source states the laws that weights are drawn from";

  @Override
  public Graph graph() {
    return source.graph();
  }

  /** The definition and its line, since variants of one definition share its name. */
  @Override
  public String name() {
    return graph().name() + ":" + source.definition().line();
  }

  @Override
  public boolean isCalled(String wanted) {
    return graph().name().equals(wanted) || name().equals(wanted);
  }

  @Override
  public Model units(Propagation p) {
    return Model.of(p, source);
  }

  @Override
  public Map<String, Long> open(Map<String, Long> sizes) {
    return JavaSources.named(graph(), sizes);
  }

  @Override
  public List<String> unused(Map<String, Long> sizes) {
    Set<String> names = new TreeSet<>(source.unresolved());
    names.addAll(DimBinding.defaults().bind(graph().inputs()).sizes().keySet());
    Set<String> ofInputs = open(sizes).keySet();
    return sizes.keySet().stream()
        .filter(name -> !ofInputs.contains(name) && !used.test(name))
        .map(name -> new UnusedDim(name, names).sentence())
        .toList();
  }

  @Override
  public List<String> remarks() {
    return List.of(source.resolution());
  }

  @Override
  public String stated() {
    return VERDICT;
  }

  @Override
  public List<AssumedSize> assumedSizes() {
    return source.sizes().stream().filter(s -> !s.others().isEmpty()).toList();
  }

  @Override
  public Graph resized(Map<String, Long> sizes) {
    return source.resized().at(sizes);
  }

  @Override
  public long parameters() {
    return source.parametersTotal();
  }

  @Override
  public boolean isOneOfSeveral() {
    return true;
  }

  @Override
  public List<Finding> placed(List<Finding> found, EngineSettings settings) {
    return found.stream().map(this::placed).toList();
  }

  /** The finding at the line of the node or the weight it is about. */
  private Finding placed(Finding f) {
    Location at = f.location();
    Origin origin =
        at.line() == null ? origin(at) : Origin.source(at.path(), at.line(), at.column());
    Location placed =
        new Location(
            shown(origin.path()),
            at.node(),
            at.value(),
            at.parameter(),
            origin.line(),
            origin.column());
    Fix fix = cures.spelled(f.fix(), source);
    return f.at(placed).curedBy(fix == f.fix() ? fix : shown(fix));
  }

  private Fix shown(Fix fix) {
    List<Fix.Edit> edits =
        fix.edits().stream()
            .map(e -> new Fix.Edit(shown(e.path()), e.start(), e.end(), e.replacement()))
            .toList();
    return fix.spelled(edits, true);
  }

  private Origin origin(Location at) {
    Map<String, Origin> origins = origins();
    Origin origin = origins.get(at.parameter() != null ? at.parameter() : at.node());
    if (origin == null && at.node() != null) {
      origin = origins.get(at.node());
    }
    return origin == null || origin.line() == 0 ? source.definition().origin() : origin;
  }

  /** The file of a line, as one would name it who named the file that was checked. */
  private String shown(String file) {
    Path here = Path.of(path).toAbsolutePath().normalize();
    Path there = Path.of(file).toAbsolutePath().normalize();
    return there.equals(here)
        ? path
        : Path.of(path).resolveSibling(here.getParent().relativize(there)).normalize().toString();
  }

  private Map<String, Origin> origins() {
    Map<String, Origin> byName = new HashMap<>();
    for (Node node : graph().nodes()) {
      byName.put(node.name(), node.origin());
    }
    for (Map.Entry<String, Weight> w : graph().weights().entrySet()) {
      byName.put(w.getKey(), w.getValue().origin());
    }
    return byName;
  }
}
