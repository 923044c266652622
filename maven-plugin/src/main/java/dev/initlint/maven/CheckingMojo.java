package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.IsolatingEngine;
import dev.initlint.engine.review.Review;
import dev.initlint.finding.CheckResult;
import dev.initlint.report.CheckText;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that checks the models of one module, and its sources that build models. */
abstract class CheckingMojo extends ModuleMojo {
  /**
   * Patterns of the models to check; {@code *.onnx}, {@code config.json} of a model and {@code
   * *.safetensors} below {@code src/main/resources} and {@code models} by default. The files of one
   * saved model are checked together, as their folder.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.models")
  List<String> models;

  /**
   * Seconds that one file may take before it is given up; 0 for no limit, 60 where no configuration
   * says otherwise.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.timeout")
  Double timeout;

  /**
   * Share of the values, 0 to 1, that has to be known before a model without findings is called
   * clean; 0.5 where no configuration says otherwise.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.minKnown")
  Double minKnown;

  /**
   * How a model whose weights look trained counts: {@code error}, {@code warning} or {@code note}.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.notAtInitialisation")
  String notAtInitialisation;

  /**
   * Baseline whose findings are left out while they are no worse; goal {@code baseline} writes one.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.baseline")
  File baseline;

  CheckingMojo(Engine engine) {
    super(engine);
  }

  @Override
  Map<String, Object> said() throws MojoExecutionException {
    Map<String, Object> said = super.said();
    said.put(
        "not-at-initialisation",
        notAtInitialisation == null
            ? null
            : Threshold.word("initlint.notAtInitialisation", notAtInitialisation));
    if (timeout != null && !(timeout >= 0)) {
      throw new MojoExecutionException(
          "initlint.timeout is " + timeout + "; give seconds, or 0 for no limit");
    }
    if (minKnown != null && !(minKnown >= 0 && minKnown <= 1)) {
      throw new MojoExecutionException(
          "initlint.minKnown is " + minKnown + "; give a share from 0 to 1");
    }
    said.put("timeout", timeout);
    said.put("min-known", minKnown);
    said.put("baseline", baseline == null ? null : baseline.toPath().toAbsolutePath().normalize());
    return said;
  }

  final List<CheckResult> check(Review review) throws MojoExecutionException {
    List<Path> found = new ArrayList<>(models(models));
    if (found.isEmpty() && !given(models).isEmpty()) {
      getLog().warn("initlint: no file matches " + String.join(", ", models));
    }
    found.addAll(sourceFiles());
    found.removeIf(file -> review.configuration(file).excludes(file));
    if (found.isEmpty()) {
      getLog().info("initlint: nothing to check");
    }
    EngineSettings nothing = EngineSettings.of(Set.of());
    List<CheckResult> results = new ArrayList<>();
    for (Path file : found) {
      Engine limited = limited(review.configuration(file).timeout());
      results.add(review.of(file, limited.check(file, review.settings(file, nothing))));
    }
    return results;
  }

  /** Why a file that cannot be read, or failed, has no findings. */
  static String sentence(CheckResult result) {
    return result instanceof CheckResult.Unreadable unreadable
        ? CheckText.sentence(unreadable)
        : CheckText.sentence((CheckResult.Failed) result);
  }

  private Engine limited(double seconds) {
    return new IsolatingEngine(
        engine,
        Duration.ofMillis(Math.round(seconds * 1000)),
        defect -> getLog().debug("initlint: internal error", defect));
  }
}
