package dev.initlint.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixMojoTest {
  @TempDir Path module;

  private final List<String> log = new ArrayList<>();
  private final FixMojo mojo = new FixMojo();
  private Path file;
  private String source;

  @BeforeEach
  void setUp() throws IOException {
    source = Files.readString(Path.of("../fixtures/java/DeepReluNetwork.java"));
    Path root = Files.createDirectories(module.resolve("src/main/java/fixtures"));
    file = Files.writeString(root.resolve("DeepReluNetwork.java"), source);
    mojo.basedir = module.toFile();
    mojo.compileSourceRoots = List.of(module.resolve("src/main/java").toString());
    mojo.setLog(
        new SystemStreamLog() {
          @Override
          public void info(CharSequence line) {
            log.add(line.toString());
          }
        });
  }

  @Test
  void sourcesOfTheModuleAreFixed() throws Exception {
    mojo.execute();

    assertThat(file)
        .hasContent(
            source.replace(".nOut(256).build()", ".nOut(256).weightInit(WeightInit.RELU).build()"));
    assertThat(log).hasSize(2);
    assertThat(log.get(0)).startsWith("fixed: ").contains("error[ACT002 ");
    assertThat(log.get(1))
        .isEqualTo("initlint: findings fixed: 1, files changed: 1. Found nothing in 1 file.");
  }

  @Test
  void rulesAndFilesMayBeLeftOut() throws Exception {
    mojo.ignore = List.of("ACT");
    mojo.execute();
    assertThat(file).hasContent(source);

    mojo.excludes = List.of("**/Deep*");
    mojo.execute();
    assertThat(log).endsWith("initlint: nothing to fix");

    mojo.skip = true;
    mojo.execute();
    assertThat(log).endsWith("initlint is skipped");
  }

  @Test
  void whatCannotBeWrittenFailsTheBuildInOneSentence() throws Exception {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    } catch (UnsupportedOperationException e) {
      Assumptions.abort("files have no such permissions here");
    }
    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoExecutionException.class)
        .hasMessage("cannot fix " + file + ": it is read-only; nothing was changed");
  }
}
