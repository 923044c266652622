package dev.initlint.maven;

import dev.initlint.finding.CheckResult;
import dev.initlint.report.CheckJson;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;

/** The file that receives the findings. */
final class Output {
  private Output() {}

  /**
   * Writes the whole file or leaves the one that is there: a reader never sees half of it.
   *
   * @throws MojoExecutionException if it cannot be written
   */
  static void json(List<CheckResult> results, Path file) throws MojoExecutionException {
    Path target = file.toAbsolutePath();
    try {
      Files.createDirectories(target.getParent());
      Path written = Files.createTempFile(target.getParent(), "initlint", ".json");
      try {
        try (Writer out = Files.newBufferedWriter(written)) {
          CheckJson.write(results, false, out);
        }
        Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(written);
      }
    } catch (IOException e) {
      throw new MojoExecutionException("cannot write " + file + ": " + e.getMessage());
    }
  }
}
