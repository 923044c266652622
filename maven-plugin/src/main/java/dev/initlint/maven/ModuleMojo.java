package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.SettingsException;
import dev.initlint.engine.config.Configuration;
import dev.initlint.engine.config.Configurations;
import dev.initlint.engine.review.Review;
import java.io.File;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
   * DJL, Deeplearning4j, SameDiff or TensorFlow are read, and nothing is compiled or resolved for
   * it.
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
   * Configuration of every file; by default that of each file is the nearest {@code initlint.toml},
   * or {@code pyproject.toml} with a table {@code tool.initlint}, above it.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.configFile")
  File configFile;

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

  /** What the goal says over configuration files, by their keys; null values are not said. */
  Map<String, Object> said() throws MojoExecutionException {
    return rules(select, ignore);
  }

  /** Which rules a POM wants, by the keys of configuration files. */
  static Map<String, Object> rules(List<String> select, List<String> ignore) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("select", given(select).isEmpty() ? null : stripped(select));
    said.put("ignore", given(ignore).isEmpty() ? null : stripped(ignore));
    return said;
  }

  private static List<String> stripped(List<String> words) {
    return words.stream().map(String::strip).toList();
  }

  /**
   * What the files of the module are weighed by: the nearest configuration file of each, under what
   * the goal says.
   *
   * @throws MojoExecutionException if that names what does not exist
   */
  final Review review() throws MojoExecutionException {
    return review(engine, said(), configFile, basedir.toPath());
  }

  /**
   * What the files of a module are weighed by.
   *
   * @param said over configuration files
   * @param configFile of every file, or null
   * @throws MojoExecutionException if that names what does not exist
   */
  static Review review(Engine engine, Map<String, Object> said, File configFile, Path basedir)
      throws MojoExecutionException {
    Configuration over = Configuration.ofCommandLine(said);
    try {
      over.rules(engine.rules(), basedir);
      Configurations configurations =
          configFile == null
              ? Configurations.found(engine.rules(), over)
              : Configurations.given(engine.rules(), over, configFile.toPath());
      return new Review(engine.rules(), configurations, LocalDate::now);
    } catch (SettingsException e) {
      throw new MojoExecutionException(e.getMessage());
    }
  }

  final ModuleFiles files() {
    return new ModuleFiles(basedir.toPath(), given(excludes));
  }

  final Set<Path> models(List<String> patterns) {
    return files().models(given(patterns), engine);
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
