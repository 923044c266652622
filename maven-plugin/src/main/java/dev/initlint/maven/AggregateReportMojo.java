package dev.initlint.maven;

import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.MavenProject;

/** Writes the findings of all modules of a build as one page of a site. */
@Mojo(name = "aggregate-report", aggregator = true, threadSafe = true)
public final class AggregateReportMojo extends FindingsReport {
  @Override
  List<MavenProject> modules() {
    return reactorProjects;
  }

  @Override
  public String getOutputName() {
    return "initlint-aggregate";
  }
}
