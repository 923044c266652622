package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.StandardEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Component;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.RemoteRepository;

/**
 * Runs the models of a module, and the models that its sources build, forward and backward and
 * holds what it measures against what is predicted. The build fails where a prediction is
 * contradicted. Each model is run in a process of its own with the native kernels, which are
 * resolved only here: neither the memory nor the class path of the build is touched.
 */
@Mojo(name = "verify", threadSafe = true)
public final class VerifyMojo extends ModuleMojo {
  /**
   * Patterns of the models to run, as those of the goal {@code check}.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.models")
  List<String> models;

  /**
   * Further options of {@code initlint verify}, each a word of its own, as {@code --seeds=16}.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.verifyOptions")
  List<String> verifyOptions;

  /**
   * Further options of the JVM that runs the models, as {@code -Xmx4g}.
   *
   * @since 0.2
   */
  @Parameter(property = "initlint.jvmOptions")
  List<String> jvmOptions;

  @Parameter(defaultValue = "${plugin.version}", readonly = true, required = true)
  String version;

  @Parameter(defaultValue = "${repositorySystemSession}", readonly = true, required = true)
  RepositorySystemSession session;

  @Parameter(defaultValue = "${project.remotePluginRepositories}", readonly = true)
  List<RemoteRepository> repositories;

  @Component RepositorySystem repositorySystem;

  /** With the readers of this version. */
  public VerifyMojo() {
    this(new StandardEngine());
  }

  VerifyMojo(Engine engine) {
    super(engine);
  }

  @Override
  void run() throws MojoExecutionException, MojoFailureException {
    Set<Path> found = new LinkedHashSet<>(models(models));
    found.addAll(sourceFiles());
    if (found.isEmpty()) {
      getLog().info("initlint: nothing to verify");
      return;
    }
    MeasuringProcess process =
        new MeasuringProcess(
            new CommandLineJars(repositorySystem, session, repositories).resolve(version),
            given(jvmOptions),
            getLog());
    List<Path> contradicted = new ArrayList<>();
    List<Path> unusable = new ArrayList<>();
    for (Path model : found) {
      switch (process.verify(model, given(verifyOptions))) {
        case 0 -> {}
        case 1 -> contradicted.add(model);
        default -> unusable.add(model);
      }
    }
    if (!unusable.isEmpty()) {
      throw new MojoExecutionException("initlint could not verify " + list(unusable));
    }
    if (!contradicted.isEmpty()) {
      throw new MojoFailureException("initlint: not confirmed: " + list(contradicted));
    }
  }

  private static String list(List<Path> files) {
    return String.join(", ", files.stream().map(Path::toString).toList());
  }
}
