package dev.initlint.maven;

import java.io.File;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;

/** The jars of the command line and of its native kernels, from the repositories of a build. */
record CommandLineJars(
    RepositorySystem system, RepositorySystemSession session, List<RemoteRepository> repositories) {

  /**
   * Files of a class path.
   *
   * @throws MojoExecutionException if one of them is nowhere to be had
   */
  List<File> resolve(String version) throws MojoExecutionException {
    CollectRequest wanted = new CollectRequest();
    wanted.setRepositories(repositories);
    for (String artifact : List.of("initlint-cli", "initlint-onnx-reader", "initlint-verify")) {
      wanted.addDependency(
          new Dependency(
              new DefaultArtifact("dev.initlint:" + artifact + ":" + version), "runtime"));
    }
    try {
      return system
          .resolveDependencies(session, new DependencyRequest(wanted, null))
          .getArtifactResults()
          .stream()
          .map(result -> result.getArtifact().getFile())
          .toList();
    } catch (DependencyResolutionException e) {
      throw new MojoExecutionException(
          "initlint: what runs models cannot be resolved: " + e.getMessage(), e);
    }
  }
}
