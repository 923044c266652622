package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.RuleSelection;
import dev.initlint.engine.SettingsException;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that reads the files of one module with a selection of rules. */
abstract class ModuleMojo extends AbstractMojo {
  /** Folder of the module; paths in other parameters are relative to it. */
  @Parameter(defaultValue = "${project.basedir}", readonly = true, required = true)
  File basedir;

  /** Source roots that the build compiles. */
  @Parameter(defaultValue = "${project.compileSourceRoots}", readonly = true, required = true)
  List<String> compileSourceRoots;

  /**
   * Folders of Java sources to read, the compiled source roots by default; only files that import
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
   * Whether to do nothing.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.skip", defaultValue = "false")
  boolean skip;

  final Engine engine;

  ModuleMojo(Engine engine) {
    this.engine = engine;
  }

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("initlint is skipped");
    } else {
      run();
    }
  }

  /**
   * Does the work of the goal.
   *
   * @throws MojoFailureException for what the goal finds fault with
   * @throws MojoExecutionException for files that cannot be used and wrong configuration
   */
  abstract void run() throws MojoExecutionException, MojoFailureException;

  final EngineSettings settings() throws MojoExecutionException {
    try {
      return EngineSettings.of(RuleSelection.of(engine.rules(), given(select), given(ignore)));
    } catch (SettingsException e) {
      throw new MojoExecutionException(e.getMessage());
    }
  }

  final ModuleFiles files() {
    return new ModuleFiles(basedir.toPath(), given(excludes));
  }

  final List<Path> sourceFiles() throws MojoExecutionException {
    return files().below(given(sources, compileSourceRoots), engine::recognises);
  }

  static List<String> given(List<String> list) {
    return given(list, List.of());
  }

  /** Maven gives an empty list for a parameter that is not set. */
  static List<String> given(List<String> list, List<String> otherwise) {
    return list == null || list.isEmpty() ? otherwise : list;
  }
}
