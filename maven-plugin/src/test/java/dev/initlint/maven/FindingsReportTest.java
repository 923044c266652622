package dev.initlint.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page weighs findings as the build does that it is a page of. */
class FindingsReportTest {
  private static final Path BAD = Path.of("../fixtures/models/std-one-head.onnx");

  @TempDir Path folder;
  private final ReportMojo mojo = new ReportMojo();
  private final MavenProject project = new MavenProject();

  @BeforeEach
  void module() throws IOException {
    Files.createDirectory(folder.resolve("models"));
    Files.copy(BAD, folder.resolve("models/bad.onnx"));
    project.setFile(folder.resolve("pom.xml").toFile());
  }

  private List<Finding> findings() throws MojoExecutionException {
    return ((CheckResult.Checked) mojo.check(project).get(0)).findings();
  }

  private void configured(String text) throws IOException {
    Files.writeString(folder.resolve("initlint.toml"), text);
  }

  @Test
  void severitiesAndRulesAreThoseOfTheProject() throws Exception {
    assertThat(findings())
        .anyMatch(f -> f.rule().equals("HEAD001") && f.severity() == Severity.ERROR);

    configured("ignore = [\"HEAD002\"]\n[severity]\nHEAD001 = \"warning\"\n");
    assertThat(findings())
        .anyMatch(f -> f.rule().equals("HEAD001") && f.severity() == Severity.WARNING)
        .noneMatch(f -> f.rule().equals("HEAD002"));
  }

  @Test
  void aWishOfThePomGoesBeforeTheConfiguration() throws Exception {
    configured("select = [\"HEAD002\"]\n");
    mojo.select = List.of("HEAD001");

    assertThat(findings()).extracting(Finding::rule).containsOnly("HEAD001");
  }

  @Test
  void filesThatTheProjectExcludesAreNotShown() throws Exception {
    configured("exclude = [\"models/**\"]\n");

    assertThat(mojo.check(project)).isEmpty();
  }

  @Test
  void aRuleThatThereIsNotIsToldOfThePom() {
    mojo.ignore = List.of("HAED001");

    assertThatThrownBy(() -> mojo.check(project))
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("HAED001");
  }
}
