package dev.initlint.engine;

import dev.initlint.training.Training;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the user asked of an analysis.
 *
 * @param dims extents of named dims, as {@code batch}
 * @param inputs distribution of graph inputs by name, as {@code normal(0,1)} or {@code tokens(50)}
 * @param set values of symbols, replacing what the file says
 * @param rules ids of the rules to apply
 * @param model which model of a file of source is meant, or null for the first
 * @param configuration what an architecture in the notation of families is built with, or null
 * @param usual distribution of the graph inputs of these names where a model has them
 * @param training how the user says that the model will be trained; it goes before what source says
 * @param narrower the same model at a lesser width, which widths are compared with; or null
 */
public record EngineSettings(
    Map<String, Long> dims,
    Map<String, String> inputs,
    Map<String, Double> set,
    Set<String> rules,
    String model,
    Path configuration,
    Map<String, String> usual,
    Training training,
    Path narrower) {
  public EngineSettings {
    usual = Collections.unmodifiableMap(new LinkedHashMap<>(usual));
    dims = Collections.unmodifiableMap(new LinkedHashMap<>(dims));
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    rules = Collections.unmodifiableSet(new TreeSet<>(rules));
  }

  /** The given rules, and nothing else stated. */
  public static EngineSettings of(Set<String> rules) {
    return new EngineSettings(
        Map.of(), Map.of(), Map.of(), rules, null, null, Map.of(), Training.UNSTATED, null);
  }

  /** The same with these extents of named dims. */
  public EngineSettings sized(Map<String, Long> extents) {
    return new EngineSettings(
        extents, inputs, set, rules, model, configuration, usual, training, narrower);
  }

  /** The same for graph inputs of these distributions. */
  public EngineSettings fed(Map<String, String> laws) {
    return new EngineSettings(
        dims, laws, set, rules, model, configuration, usual, training, narrower);
  }

  /** The same with these values of symbols. */
  public EngineSettings setting(Map<String, Double> values) {
    return new EngineSettings(
        dims, inputs, values, rules, model, configuration, usual, training, narrower);
  }

  /** The same with these rules. */
  public EngineSettings applying(Set<String> ids) {
    return new EngineSettings(
        dims, inputs, set, ids, model, configuration, usual, training, narrower);
  }

  /** The same for one model of a file of source. */
  public EngineSettings of(String wanted) {
    return new EngineSettings(
        dims, inputs, set, rules, wanted, configuration, usual, training, narrower);
  }

  /** The same for an architecture with a configuration. */
  public EngineSettings with(Path given) {
    return new EngineSettings(dims, inputs, set, rules, model, given, usual, training, narrower);
  }

  /** The same for a model that is trained so. */
  public EngineSettings with(Training given) {
    return new EngineSettings(
        dims, inputs, set, rules, model, configuration, usual, given, narrower);
  }

  /** The same beside a narrower model, or none. */
  public EngineSettings beside(Path other) {
    return new EngineSettings(
        dims, inputs, set, rules, model, configuration, usual, training, other);
  }

  /** The same for models whose inputs are distributed so where they have them. */
  public EngineSettings usually(Map<String, String> laws) {
    return new EngineSettings(
        dims, inputs, set, rules, model, configuration, laws, training, narrower);
  }
}
