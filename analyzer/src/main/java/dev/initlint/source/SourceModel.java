package dev.initlint.source;

import dev.initlint.graph.Graph;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One model that source defines.
 *
 * <p>Extents that the source leaves open are numbers in the graph, which a remark states, and
 * formulas in {@link SourceParameter#dims}.
 *
 * @param framework {@code DJL}, {@code Deeplearning4j} or {@code SameDiff}
 * @param graph in the ONNX operator vocabulary
 * @param parameters trainable tensors in the order of the forward pass
 * @param parametersResolved how many of them have numbers for all extents and for the variance
 * @param unresolved names in the source whose values would resolve the others
 * @param assumptions what the path through the source takes for granted, one clause each
 * @param facts what rules may want to know beyond the graph
 * @param sizes sizes that the source leaves open and nobody gave
 * @param resized the graph with other numbers for them
 */
public record SourceModel(
    String framework,
    Graph graph,
    List<SourceParameter> parameters,
    int parametersResolved,
    int parametersTotal,
    List<String> unresolved,
    List<String> assumptions,
    List<SourceFact> facts,
    SourceRange definition,
    List<AssumedSize> sizes,
    Resized resized) {
  /** One model at other sizes than the assumed ones. */
  @FunctionalInterface
  public interface Resized {
    /**
     * The graph with other numbers for some of the sizes that were assumed.
     *
     * @return null where the model cannot be of such sizes
     */
    Graph at(Map<String, Long> sizes);
  }

  public SourceModel {
    parameters = List.copyOf(parameters);
    unresolved = List.copyOf(unresolved);
    assumptions = List.copyOf(assumptions);
    facts = List.copyOf(facts);
    sizes = List.copyOf(sizes);
  }

  /** The parameters by the name of their weight. */
  public Map<String, SourceParameter> parametersByName() {
    Map<String, SourceParameter> byName = new TreeMap<>();
    parameters.forEach(p -> byName.put(p.name(), p));
    return byName;
  }

  /** One clause on how much is known, as {@code 41 of 44 parameters resolved}. */
  public String resolution() {
    String known = parametersResolved + " of " + parametersTotal + " parameters resolved";
    return unresolved.isEmpty() ? known : known + "; open: " + String.join(", ", unresolved);
  }
}
