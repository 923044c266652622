package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.IsolatingEngine;
import dev.initlint.engine.RuleSelection;
import dev.initlint.engine.SettingsException;
import dev.initlint.engine.StandardEngine;
import dev.initlint.finding.CheckResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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

  private final Engine engine =
      new IsolatingEngine(
          new StandardEngine(),
          IsolatingEngine.LIMIT,
          defect -> getLog().debug("initlint: internal error", defect));

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
      EngineSettings settings =
          EngineSettings.of(
              RuleSelection.of(engine.rules(), ModuleMojo.given(select), ModuleMojo.given(ignore)));
      FindingsPage page = new FindingsPage(getSink());
      page.begin(getDescription(locale));
      for (MavenProject module : modules()) {
        page.section(module.getName(), check(module, settings));
      }
      page.end();
    } catch (SettingsException | MojoExecutionException e) {
      throw new MavenReportException(e.getMessage());
    }
  }

  private List<CheckResult> check(MavenProject module, EngineSettings settings)
      throws MojoExecutionException {
    ModuleFiles files = new ModuleFiles(module.getBasedir().toPath(), ModuleMojo.given(excludes));
    Set<Path> found = new LinkedHashSet<>();
    for (Path file : files.matching(ModuleMojo.given(models, CheckMojo.DEFAULT_MODELS))) {
      if (engine.recognises(file)) {
        found.add(engine.modelOf(file));
      }
    }
    List<String> roots = ModuleMojo.given(sources, module.getCompileSourceRoots());
    found.addAll(files.below(roots, engine::recognises));
    List<CheckResult> results = new ArrayList<>();
    found.forEach(file -> results.add(engine.check(file, settings)));
    return results;
  }
}
