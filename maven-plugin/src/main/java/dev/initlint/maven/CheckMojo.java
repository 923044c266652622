package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.SettingsException;
import dev.initlint.engine.StandardEngine;
import dev.initlint.engine.review.Review;
import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.report.CheckConcise;
import dev.initlint.report.CheckFormat;
import dev.initlint.report.CheckReport;
import dev.initlint.report.Detail;
import dev.initlint.report.Fixability;
import dev.initlint.report.ReportFile;
import dev.initlint.report.Style;
import dev.initlint.report.Summary;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Checks the models of a module, and its sources that build models, and judges the findings. */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class CheckMojo extends CheckingMojo {
  /**
   * Least severity that counts against the build: {@code error}, {@code warning}, {@code note} or
   * {@code never}; {@code error} where no configuration says otherwise.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.failOn")
  String failOn;

  /**
   * How many findings that count the build may have.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.maxAllowedFindings", defaultValue = "0")
  int maxAllowedFindings;

  /**
   * Further reports, as {@code sarif=target/initlint.sarif}: text, concise, json, sarif, github,
   * gitlab, junit or checkstyle, each into a file relative to the module.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.reports")
  List<String> reports;

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
  Map<String, Object> said() throws MojoExecutionException {
    Map<String, Object> said = super.said();
    said.put("fail-on", failOn == null ? null : Threshold.word("initlint.failOn", failOn));
    return said;
  }

  @Override
  void run() throws MojoExecutionException, MojoFailureException {
    Review review = review();
    try {
      List<CheckResult> results = check(review);
      results.forEach(this::say);
      hint(results);
      write(results, review);
      review.remarks().forEach(r -> getLog().info("initlint: " + r));
      review.stale().forEach(this::sayStale);
      if (!results.isEmpty()) {
        double known =
            results.stream()
                .mapToDouble(r -> review.configuration(Path.of(r.path())).minKnown())
                .max()
                .orElse(Summary.MIN_KNOWN);
        getLog().info("initlint: " + Summary.of(results, known));
      }
      new Threshold(path -> review.configuration(Path.of(path)).failOn(), maxAllowedFindings)
          .judge(results);
    } catch (SettingsException e) {
      throw new MojoExecutionException(e.getMessage());
    }
  }

  private void write(List<CheckResult> results, Review review) throws MojoExecutionException {
    CheckReport report =
        new CheckReport(
            results,
            engine.rules().stream()
                .map(
                    r ->
                        new CheckReport.RuleText(
                            r.id(), r.name(), r.severity(), r.summary(), r.page(), r.preview()))
                .toList(),
            String.valueOf(CheckMojo.class.getPackage().getImplementationVersion()),
            review.configuration(basedir.toPath()).failOn(),
            !review.baselines().isEmpty(),
            false,
            Detail.SHORT);
    if (outputFile != null) {
      write(CheckFormat.JSON, report, outputFile.toPath());
    }
    for (String wanted : given(reports)) {
      String[] parts = wanted.strip().split("=", 2);
      CheckFormat format =
          CheckFormat.of(parts[0])
              .filter(f -> parts.length == 2 && !parts[1].isBlank())
              .orElseThrow(
                  () ->
                      new MojoExecutionException(
                          "initlint.reports has '"
                              + wanted
                              + "'; give FORMAT=FILE with one of "
                              + String.join(", ", CheckFormat.words())));
      write(format, report, basedir.toPath().resolve(parts[1]));
    }
  }

  private static void write(CheckFormat format, CheckReport report, Path file)
      throws MojoExecutionException {
    try {
      ReportFile.write(file, out -> format.write(report, Style.PLAIN, out));
    } catch (IOException e) {
      throw new MojoExecutionException("cannot write " + file + ": " + e.getMessage());
    }
  }

  private void sayStale(Path file, int count) {
    getLog()
        .info(
            "initlint: entries of "
                + file
                + " that no longer occur: "
                + count
                + "; mvn initlint:baseline takes them out");
  }

  private void say(CheckResult result) {
    if (!(result instanceof CheckResult.Checked)) {
      getLog().error(sentence(result));
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
    boolean grave = finding.severity() != Severity.NOTE;
    String cure =
        !grave || finding.fix() == null || finding.fix().text().isEmpty()
            ? ""
            : "  cure: " + finding.fix().text();
    switch (finding.severity()) {
      case ERROR -> getLog().error(line);
      case WARNING -> getLog().warn(line);
      case NOTE -> getLog().info(line);
    }
    if (!cure.isEmpty()) {
      getLog().info(cure);
    }
  }

  /** What to do about findings, in one line. */
  private void hint(List<CheckResult> results) {
    List<Finding> all =
        results.stream()
            .filter(CheckResult.Checked.class::isInstance)
            .flatMap(r -> ((CheckResult.Checked) r).findings().stream())
            .toList();
    if (all.isEmpty()) {
      return;
    }
    boolean fixable = all.stream().anyMatch(f -> Fixability.of(f) == Fixability.SAFE);
    getLog()
        .info(
            "initlint: mvn initlint:rule -Dinitlint.rule="
                + all.get(0).rule()
                + " explains a rule"
                + (fixable ? "; mvn initlint:fix cures what is marked [*]" : ""));
  }
}
