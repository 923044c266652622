package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.IsolatingEngine;
import dev.initlint.engine.SettingsException;
import dev.initlint.engine.StandardEngine;
import dev.initlint.engine.review.Review;
import dev.initlint.finding.CheckResult;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.reporting.AbstractMavenReport;
import org.apache.maven.reporting.MavenReportException;

/** A page of a site with the findings of modules; it judges nothing. */
abstract class FindingsReport extends AbstractMavenReport {
  /**
   * Patterns of the models to check, as for the goal {@code check}.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.models")
  List<String> models;

  /**
   * Folders of Java sources to read, the compiled source roots by default.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.sources")
  List<String> sources;

  /**
   * Patterns of files to leave out.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.excludes")
  List<String> excludes;

  /**
   * Rules to apply: ids, names, prefixes of ids, or {@code ALL}; every rule by default.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.select")
  List<String> select;

  /**
   * Rules not to apply.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.ignore")
  List<String> ignore;

  /**
   * Whether to write no page.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.skip", defaultValue = "false")
  boolean skip;

  /**
   * Configuration of every file; by default that of each file is the nearest {@code initlint.toml},
   * or {@code pyproject.toml} with a table {@code tool.initlint}, above it.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.configFile")
  File configFile;

  private final Engine engine = new StandardEngine();

  /** The modules whose findings the page shows. */
  abstract List<MavenProject> modules();

  @Override
  public boolean canGenerateReport() {
    return !skip;
  }

  @Override
  public String getName(Locale locale) {
    return "initlint";
  }

  @Override
  public String getDescription(Locale locale) {
    return "Models whose initial weights or structure will not train, as predicted from them.";
  }

  @Override
  protected void executeReport(Locale locale) throws MavenReportException {
    try {
      FindingsPage page = new FindingsPage(getSink());
      page.begin(getDescription(locale));
      for (MavenProject module : modules()) {
        page.section(module.getName(), check(module));
      }
      page.end();
    } catch (SettingsException | MojoExecutionException e) {
      throw new MavenReportException(e.getMessage());
    }
  }

  List<CheckResult> check(MavenProject module) throws MojoExecutionException {
    Review review =
        ModuleMojo.review(
            engine, ModuleMojo.rules(select, ignore), configFile, module.getBasedir().toPath());
    ModuleFiles files = new ModuleFiles(module.getBasedir().toPath(), ModuleMojo.given(excludes));
    Set<Path> found = files.models(ModuleMojo.given(models), engine);
    List<String> roots = ModuleMojo.given(sources, module.getCompileSourceRoots());
    found.addAll(files.below(roots, engine::recognises));
    List<CheckResult> results = new ArrayList<>();
    found.removeIf(file -> review.configuration(file).excludes(file));
    EngineSettings nothing = EngineSettings.of(Set.of());
    for (Path file : found) {
      Engine limited = limited(review.configuration(file).timeout());
      results.add(review.of(file, limited.check(file, review.settings(file, nothing))));
    }
    return results;
  }

  private Engine limited(double seconds) {
    return new IsolatingEngine(
        engine,
        Duration.ofMillis(Math.round(seconds * 1000)),
        defect -> getLog().debug("initlint: internal error", defect));
  }
}
