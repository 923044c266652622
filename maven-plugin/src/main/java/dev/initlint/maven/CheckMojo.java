package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.RuleSelection;
import dev.initlint.engine.SettingsException;
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
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Checks the models of a module, and its sources that build models, and judges the findings. */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class CheckMojo extends AbstractMojo {
  private static final List<String> DEFAULT_MODELS =
      List.of("src/main/resources/**/*.onnx", "models/**/*.onnx");

  /** Folder of the module; paths in other parameters are relative to it. */
  @Parameter(defaultValue = "${project.basedir}", readonly = true, required = true)
  File basedir;

  /** Source roots that the build compiles. */
  @Parameter(defaultValue = "${project.compileSourceRoots}", readonly = true, required = true)
  List<String> compileSourceRoots;

  /**
   * Patterns of the models to check; {@code src/main/resources/**}{@code /*.onnx} and {@code
   * models/**}{@code /*.onnx} by default.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.models")
  List<String> models;

  /**
   * Folders of Java sources to check, the compiled source roots by default; only files that import
   * DJL, Deeplearning4j or SameDiff are read, and nothing is compiled or resolved for it.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.sources")
  List<String> sources;

  /**
   * Patterns of files to leave out.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.excludes")
  List<String> excludes;

  /**
   * Rules to apply: ids, names, prefixes of ids, or {@code ALL}; every rule by default.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.select")
  List<String> select;

  /**
   * Rules not to apply.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.ignore")
  List<String> ignore;

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
   * Whether to do nothing.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.skip", defaultValue = "false")
  boolean skip;

  /**
   * File that receives the findings as JSON.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.outputFile")
  File outputFile;

  private final Engine engine;

  /** With the readers and rules of this version. */
  public CheckMojo() {
    this(new StandardEngine());
  }

  CheckMojo(Engine engine) {
    this.engine = engine;
  }

  /**
   * {@inheritDoc}
   *
   * @throws MojoFailureException for findings
   * @throws MojoExecutionException for unreadable files and wrong configuration
   */
  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("initlint is skipped");
      return;
    }
    Threshold threshold = Threshold.of(failOn, maxAllowedFindings);
    List<CheckResult> results = check(settings());
    results.forEach(this::say);
    if (outputFile != null) {
      write(results);
    }
    if (!results.isEmpty()) {
      getLog().info("initlint: " + Summary.of(results));
    }
    threshold.judge(results);
  }

  private EngineSettings settings() throws MojoExecutionException {
    try {
      return EngineSettings.of(RuleSelection.of(engine.rules(), given(select), given(ignore)));
    } catch (SettingsException e) {
      throw new MojoExecutionException(e.getMessage());
    }
  }

  private List<CheckResult> check(EngineSettings settings) throws MojoExecutionException {
    ModuleFiles files = new ModuleFiles(basedir.toPath(), given(excludes));
    List<Path> found = new ArrayList<>(files.matching(given(models, DEFAULT_MODELS)));
    if (found.isEmpty() && !given(models).isEmpty()) {
      getLog().warn("initlint: no file matches " + String.join(", ", models));
    }
    found.addAll(files.below(given(sources, compileSourceRoots), engine::recognises));
    if (found.isEmpty()) {
      getLog().info("initlint: nothing to check");
    }
    List<CheckResult> results = new ArrayList<>();
    for (Path file : found) {
      try {
        results.add(engine.check(file, settings));
      } catch (RuntimeException | StackOverflowError e) {
        throw new MojoExecutionException(
            file + ": internal error; please report it with what mvn -e prints", e);
      }
    }
    return results;
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
    } else if (result instanceof CheckResult.Checked checked) {
      checked.remarks().forEach(remark -> getLog().debug(checked.path() + ": " + remark));
      if (!checked.atInitialisation()) {
        getLog().info(checked.path() + ": " + checked.verdict());
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

  private static List<String> given(List<String> list) {
    return given(list, List.of());
  }

  /** Maven gives an empty list for a parameter that is not set. */
  private static List<String> given(List<String> list, List<String> otherwise) {
    return list == null || list.isEmpty() ? otherwise : list;
  }
}
