package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.IsolatingEngine;
import dev.initlint.engine.config.Configuration;
import dev.initlint.engine.config.Configurations;
import dev.initlint.engine.review.Review;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What a model is assumed to be fed with. */
final class AnalysisOptions {
  private static final String NUMBER = "\\s*[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?\\s*";
  private static final Pattern INPUT_LAW =
      Pattern.compile("normal\\(" + NUMBER + "," + NUMBER + "\\)|tokens\\(\\s*[1-9]\\d*\\s*\\)");

  private static final double LONGEST_SECONDS = 1e7;

  @Option(
      names = "--dim",
      paramLabel = "NAME=N",
      description = "Extent of a dim that the model only names, as batch=4.")
  Map<String, Long> dims = new LinkedHashMap<>();

  @Option(
      names = "--input",
      paramLabel = "NAME=LAW",
      description =
          "Distribution of an input: normal(MEAN,STD) or tokens(V). Default: normal(0,1) for"
              + " floats, uniform tokens over the rows of the table for integers.")
  Map<String, String> inputs = new LinkedHashMap<>();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "Time that one file may take before it is given up; 0 for no limit. Default: 60. What"
              + " verify measures is not limited.")
  Double timeout;

  /**
   * The engine with the limit of time for each file.
   *
   * @throws UsageException if the limit is none
   */
  Engine within(Engine engine, Output output) {
    requireLimit();
    return within(engine, timeout == null ? IsolatingEngine.LIMIT.toSeconds() : timeout, output);
  }

  /** The engine with a limit of time for each file, in seconds. */
  static Engine within(Engine engine, double seconds, Output output) {
    return new IsolatingEngine(
        engine, Duration.ofMillis(Math.round(seconds * 1000)), output::defect);
  }

  private void requireLimit() {
    if (timeout != null && !(timeout >= 0 && timeout <= LONGEST_SECONDS)) {
      throw new UsageException("--timeout " + timeout + ": give seconds, or 0 for no limit");
    }
  }

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration of the project (a .toml file), or that of an architecture of your own"
              + " (a .net file): config.json or a folder that holds one.")
  Path configuration;

  /**
   * @throws UsageException if a value is out of range or no law
   */
  EngineSettings settings(Map<String, Double> set, Set<String> rules) {
    requireLimit();
    dims.forEach(
        (name, extent) -> {
          if (extent < 1) {
            throw new UsageException("--dim " + name + "=" + extent + ": an extent is at least 1");
          }
        });
    inputs.forEach(
        (name, law) -> {
          if (!INPUT_LAW.matcher(law).matches()) {
            throw new UsageException(
                "--input " + name + "=" + law + ": give normal(MEAN,STD) or tokens(V)");
          }
        });
    if (configuration != null && !Files.exists(configuration)) {
      throw new UsageException("--config " + configuration + ": there is no such file or folder");
    }
    Path model = projectConfiguration() == null ? configuration : null;
    return EngineSettings.of(rules).sized(dims).fed(inputs).setting(set).with(model);
  }

  /** The configuration of the project that was named, or null. */
  Path projectConfiguration() {
    return configuration != null && configuration.toString().endsWith(".toml")
        ? configuration
        : null;
  }

  /**
   * The settings for a model as its project has them: sizes, inputs and training that the command
   * line does not say.
   */
  EngineSettings ofProject(Engine engine, Path file, EngineSettings given) {
    Path named = projectConfiguration();
    Configurations configurations =
        named == null
            ? Configurations.found(engine.rules(), Configuration.NONE)
            : Configurations.given(engine.rules(), Configuration.NONE, named);
    return new Review(engine.rules(), configurations, LocalDate::now)
        .settings(file, given)
        .applying(given.rules());
  }
}
