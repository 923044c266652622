package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.IsolatingEngine;
import dev.initlint.engine.StandardEngine;
import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.report.CheckConcise;
import dev.initlint.report.CheckJson;
import dev.initlint.report.CheckText;
import dev.initlint.report.ReportFile;
import dev.initlint.report.Style;
import dev.initlint.report.Summary;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Checks the models of a module, and its sources that build models, and judges the findings. */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class CheckMojo extends ModuleMojo {
  static final List<String> DEFAULT_MODELS =
      List.of(
          "src/main/resources/**/*.onnx",
          "src/main/resources/**/config.json",
          "src/main/resources/**/*.safetensors",
          "models/**/*.onnx",
          "models/**/config.json",
          "models/**/*.safetensors");

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
   * Least severity that counts against the build: {@code error}, {@code warning}, {@code note} or
   * {@code never}.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.failOn", defaultValue = "error")
  String failOn;

  /**
   * How many findings that count the build may have.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.maxAllowedFindings", defaultValue = "0")
  int maxAllowedFindings;

  /**
   * Seconds that one file may take before it is given up; 0 for no limit.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.timeout", defaultValue = "60")
  long timeout = IsolatingEngine.LIMIT.toSeconds();

  /**
   * Share of the values, 0 to 1, that has to be known before a model without findings is called
   * clean.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.minKnown", defaultValue = "0.5")
  double minKnown = Summary.MIN_KNOWN;

  /**
   * File that receives the findings as JSON.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.outputFile")
  File outputFile;

  /** With the readers and rules of this version. */
  public CheckMojo() {
    this(new StandardEngine());
  }

  CheckMojo(Engine engine) {
    super(engine);
  }

  @Override
  void run() throws MojoExecutionException, MojoFailureException {
    Threshold threshold = Threshold.of(failOn, maxAllowedFindings);
    List<CheckResult> results = check(settings());
    results.forEach(this::say);
    if (outputFile != null) {
      write(results);
    }
    if (!results.isEmpty()) {
      getLog().info("initlint: " + Summary.of(results, minKnown));
    }
    threshold.judge(results);
  }

  private List<CheckResult> check(EngineSettings settings) throws MojoExecutionException {
    List<Path> found = new ArrayList<>(models());
    if (found.isEmpty() && !given(models).isEmpty()) {
      getLog().warn("initlint: no file matches " + String.join(", ", models));
    }
    found.addAll(sourceFiles());
    if (found.isEmpty()) {
      getLog().info("initlint: nothing to check");
    }
    Engine limited =
        new IsolatingEngine(
            engine, limit(), defect -> getLog().debug("initlint: internal error", defect));
    return found.stream().map(file -> limited.check(file, settings)).toList();
  }

  private Duration limit() throws MojoExecutionException {
    if (timeout < 0) {
      throw new MojoExecutionException(
          "initlint.timeout is " + timeout + "; give seconds, or 0 for no limit");
    }
    return Duration.ofSeconds(timeout);
  }

  /** Files that patterns of the user match are read whatever they are. */
  private Collection<Path> models() {
    boolean named = !given(models).isEmpty();
    Set<Path> found = new LinkedHashSet<>();
    for (Path file : files().matching(given(models, DEFAULT_MODELS))) {
      boolean recognised = engine.recognises(file);
      if (named || recognised) {
        found.add(recognised ? engine.modelOf(file) : file);
      }
    }
    return found;
  }

  private void write(List<CheckResult> results) throws MojoExecutionException {
    try {
      ReportFile.write(outputFile.toPath(), out -> CheckJson.write(results, false, out));
    } catch (IOException e) {
      throw new MojoExecutionException("cannot write " + outputFile + ": " + e.getMessage());
    }
  }

  private void say(CheckResult result) {
    if (result instanceof CheckResult.Unreadable unreadable) {
      getLog().error(CheckText.sentence(unreadable));
    } else if (result instanceof CheckResult.Failed failed) {
      getLog().error(CheckText.sentence(failed));
    } else if (result instanceof CheckResult.Checked checked) {
      checked.remarks().forEach(remark -> getLog().debug(checked.path() + ": " + remark));
      if (!checked.atInitialisation()) {
        getLog().info(checked.path() + ": " + checked.verdict());
      }
      String coverage = checked.coverage().sentence();
      if (!coverage.isEmpty()) {
        getLog().info(checked.path() + ": " + coverage);
      }
      checked.findings().forEach(this::say);
    }
  }

  private void say(Finding finding) {
    String line = CheckConcise.line(finding, Style.PLAIN);
    switch (finding.severity()) {
      case ERROR -> getLog().error(line);
      case WARNING -> getLog().warn(line);
      case NOTE -> getLog().info(line);
    }
  }
}
