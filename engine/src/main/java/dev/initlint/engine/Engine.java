package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * From a path to findings or figures. Implementations may be called from several threads at once. A
 * file is taken to stay as it is for as long as one is used: what was read once may be remembered.
 */
public interface Engine {

  /** Whether a file that was found in a folder is one to read; a file that was named always is. */
  boolean recognises(Path file);

  /** The path that stands for the model that a file found in a folder is part of. */
  default Path modelOf(Path found) {
    return found;
  }

  /**
   * Checks one file with the selected rules.
   *
   * @throws SettingsException if a setting names something that no file could have
   */
  CheckResult check(Path file, EngineSettings settings);

  /** The files that the result of a check follows from; none where that cannot be told. */
  default Optional<Basis> basis(Path file, EngineSettings settings) {
    return Optional.empty();
  }

  /** Whether a file is text, or its configuration is, so that its findings can be fixed. */
  default boolean edits(Path file) {
    return false;
  }

  /**
   * Applies fixes of findings in source files, in memory: those that keep the meaning of everything
   * but their hazard, as far as another check confirms that they cure it. Nothing is written. An
   * engine that knows no edits gives the results of a check.
   *
   * @param unsafe whether to apply those too that change more
   */
  default Fixes fix(List<Path> files, EngineSettings settings, boolean unsafe) {
    return fix(files, settings, unsafe, (file, result) -> result);
  }

  /**
   * The same, where findings count as a project weighs them: what it does not hear of stays.
   *
   * @param weighed the result of a file as the project sees it
   */
  default Fixes fix(
      List<Path> files,
      EngineSettings settings,
      boolean unsafe,
      BiFunction<Path, CheckResult, CheckResult> weighed) {
    List<CheckResult> results =
        files.stream().map(f -> weighed.apply(f, check(f, settings))).toList();
    return new Fixes(results, List.of(), List.of(), List.of());
  }

  /**
   * Propagates one model and reads off its figures.
   *
   * @throws SettingsException if a setting does not fit the model
   */
  Traced trace(Path file, EngineSettings settings);

  /**
   * Propagates one model, runs it under the same assumptions, and compares the figures.
   *
   * @throws SettingsException if a setting does not fit the model, or it cannot be run at all
   */
  Verified verify(Path file, EngineSettings settings, VerifyRequest request);

  /**
   * Propagates two models and compares their tensors and figures by name.
   *
   * @throws SettingsException if a setting does not fit either
   */
  default Compared diff(Path left, Path right, EngineSettings settings) {
    throw new SettingsException("this engine compares no models");
  }

  /**
   * Propagates one model and follows its figures over sizes.
   *
   * @throws SettingsException if a size does not fit the model
   */
  default Scaled scale(Path file, EngineSettings settings, ScaleRequest request) {
    throw new SettingsException("this engine follows no model over its sizes");
  }

  /**
   * Writes a copy of a model whose weights are rescaled or drawn anew where that cures findings,
   * and checks it. The graph of the copy is that of the model; nothing that exists is overwritten.
   *
   * @param seed of what is drawn
   * @throws SettingsException if the copy cannot be written, or the model has no stored weights
   */
  default WeightFixes fixWeights(Path from, Path to, EngineSettings settings, long seed) {
    throw new SettingsException("this engine writes no models");
  }

  /**
   * All that a report tells of one model.
   *
   * @param request how it is to be measured as well; null for not at all
   * @throws SettingsException if a setting does not fit the model
   */
  default Described describe(Path file, EngineSettings settings, VerifyRequest request) {
    throw new SettingsException("this engine describes no models");
  }

  /** Every rule, sorted by id. */
  List<RuleInfo> rules();
}
