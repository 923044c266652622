package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.graph.Graph;
import dev.initlint.propagate.Propagation;
import dev.initlint.shape.DimBinding;
import dev.initlint.source.AssumedSize;
import dev.initlint.unit.Model;
import java.util.List;
import java.util.Map;

/** One model of a file, with what its front end knows beyond the graph. */
interface ReadModel {
  Graph graph();

  /** What tells it from the other models of the file. */
  default String name() {
    return graph().name();
  }

  /** Whether a user means this one by a name. */
  default boolean isCalled(String wanted) {
    return name().equals(wanted);
  }

  /** The units of the propagated model. */
  default Model units(Propagation p) {
    return Model.of(p);
  }

  /** Of the sizes that the user gives, those that the graph has yet to be told. */
  default Map<String, Long> open(Map<String, Long> sizes) {
    return sizes;
  }

  /** One sentence for each size that the user gives and nothing in the model is called by. */
  default List<String> unused(Map<String, Long> sizes) {
    return DimBinding.of(sizes).unused(graph().inputs());
  }

  /** What the front end tells of the model, one clause each; the graph has its own remarks. */
  default List<String> remarks() {
    return List.of();
  }

  /** Why the weights are at their start whatever they look like; null where their look tells. */
  default String stated() {
    return null;
  }

  /**
   * Findings at their places in the file, with their cures spelled as edits where they can be.
   *
   * @param settings that they were found with
   */
  default List<Finding> placed(List<Finding> found, EngineSettings settings) {
    return found;
  }

  /** The sizes that had to be assumed and of which something follows. */
  default List<AssumedSize> assumedSizes() {
    return List.of();
  }

  /** The graph with other numbers for sizes that had to be assumed; null where it cannot be. */
  default Graph resized(Map<String, Long> sizes) {
    return null;
  }

  /** Whether a file may define more of its kind, so that remarks name the model. */
  default boolean isOneOfSeveral() {
    return false;
  }

  /** How many parameters were made out; an edit that lowers the count breaks something. */
  default long parameters() {
    return graph().weights().size();
  }
}
