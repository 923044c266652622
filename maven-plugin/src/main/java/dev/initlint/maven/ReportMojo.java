package dev.initlint.maven;

import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.MavenProject;

/** Writes the findings of a module as a page of its site. */
@Mojo(name = "report", threadSafe = true)
public final class ReportMojo extends FindingsReport {
  @Override
  List<MavenProject> modules() {
    return List.of(project);
  }

  @Override
  public String getOutputName() {
    return "initlint";
  }
}
