package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.Fixes;
import dev.initlint.engine.RuleSelection;
import dev.initlint.engine.SettingsException;
import dev.initlint.engine.SourceRewrite;
import dev.initlint.engine.StandardEngine;
import dev.initlint.report.CheckConcise;
import dev.initlint.report.Style;
import dev.initlint.report.Summary;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Applies the fixes of findings to the Java sources of a module that build models. */
@Mojo(name = "fix", threadSafe = true)
public final class FixMojo extends AbstractMojo {
  /** Folder of the module; paths in other parameters are relative to it. */
  @Parameter(defaultValue = "${project.basedir}", readonly = true, required = true)
  File basedir;

  /** Source roots that the build compiles. */
  @Parameter(defaultValue = "${project.compileSourceRoots}", readonly = true, required = true)
  List<String> compileSourceRoots;

  /**
   * Folders of Java sources to fix, the compiled source roots by default.
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
   * Whether to apply fixes that change more than their hazard, too.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.unsafeFixes", defaultValue = "false")
  boolean unsafeFixes;

  /**
   * Whether to do nothing.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.skip", defaultValue = "false")
  boolean skip;

  private final Engine engine;

  /** With the readers and rules of this version. */
  public FixMojo() {
    this(new StandardEngine());
  }

  FixMojo(Engine engine) {
    this.engine = engine;
  }

  /**
   * {@inheritDoc}
   *
   * @throws MojoExecutionException for files that cannot be written and wrong configuration
   */
  @Override
  public void execute() throws MojoExecutionException {
    if (skip) {
      getLog().info("initlint is skipped");
      return;
    }
    List<Path> files =
        new ModuleFiles(basedir.toPath(), given(excludes, List.of()))
            .below(given(sources, compileSourceRoots), engine::recognises);
    if (files.isEmpty()) {
      getLog().info("initlint: nothing to fix");
      return;
    }
    try {
      fix(files);
    } catch (SettingsException e) {
      throw new MojoExecutionException(e.getMessage());
    }
  }

  private void fix(List<Path> files) {
    EngineSettings settings =
        EngineSettings.of(
            RuleSelection.of(engine.rules(), given(select, List.of()), given(ignore, List.of())));
    Fixes fixes = engine.fix(files, settings, unsafeFixes);
    SourceRewrite.write(fixes.changes());
    fixes.fixed().forEach(f -> getLog().info("fixed: " + CheckConcise.line(f, Style.PLAIN)));
    for (Fixes.Refused r : fixes.refused()) {
      getLog()
          .warn("not fixed: " + CheckConcise.line(r.finding(), Style.PLAIN) + "; " + r.reason());
    }
    getLog()
        .info(
            "initlint: findings fixed: "
                + fixes.fixed().size()
                + ", files changed: "
                + fixes.changes().size()
                + ". "
                + Summary.of(fixes.results()));
  }

  /** Maven gives an empty list for a parameter that is not set. */
  private static List<String> given(List<String> list, List<String> otherwise) {
    return list == null || list.isEmpty() ? otherwise : list;
  }
}
