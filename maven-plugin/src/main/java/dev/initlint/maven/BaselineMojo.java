package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.SettingsException;
import dev.initlint.engine.StandardEngine;
import dev.initlint.engine.review.Review;
import dev.initlint.finding.CheckResult;
import dev.initlint.report.ReportFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Writes a baseline that knows all findings of a module; out of one that is there it takes what no
 * longer occurs, and adds nothing to it. The file is the one that {@code initlint.baseline} or the
 * configuration names, else {@code initlint-baseline.json} of the module, which is then to be named
 * there for {@code check} to read it.
 */
@Mojo(name = "baseline", threadSafe = true)
public final class BaselineMojo extends CheckingMojo {
  private static final String USUAL = "initlint-baseline.json";

  /** With the readers and rules of this version. */
  public BaselineMojo() {
    this(new StandardEngine());
  }

  BaselineMojo(Engine engine) {
    super(engine);
  }

  @Override
  void run() throws MojoExecutionException {
    try {
      Path configured = review().configuration(basedir.toPath()).baseline();
      Path file = configured != null ? configured : basedir.toPath().resolve(USUAL);
      if (configured == null) {
        baseline = file.toFile();
      }
      Review review = review();
      if (Files.exists(file)) {
        prune(review, file);
      } else {
        create(review, file, configured != null);
      }
    } catch (SettingsException e) {
      throw new MojoExecutionException(e.getMessage());
    }
  }

  private void create(Review review, Path file, boolean isConfigured)
      throws MojoExecutionException {
    review.begin(file.toAbsolutePath().normalize());
    Map<Path, CheckResult> results = new LinkedHashMap<>();
    long findings = 0;
    for (CheckResult result : read(review)) {
      results.put(Path.of(result.path()), result);
      findings += ((CheckResult.Checked) result).findings().size();
    }
    write(file, review.baseline(results));
    String named = isConfigured ? "" : "; name it as baseline in initlint.toml";
    getLog().info("initlint: wrote " + file + " with findings: " + findings + named);
  }

  private void prune(Review review, Path file) throws MojoExecutionException {
    read(review);
    int stale = review.stale().getOrDefault(file.toAbsolutePath().normalize(), 0);
    if (stale > 0) {
      write(file, review.pruned(file.toAbsolutePath().normalize()));
    }
    getLog().info("initlint: entries taken out of " + file + ": " + stale);
  }

  /** What a baseline says of a file that cannot be read would be wrong: that nothing is there. */
  private List<CheckResult> read(Review review) throws MojoExecutionException {
    List<CheckResult> results = check(review);
    for (CheckResult result : results) {
      if (!(result instanceof CheckResult.Checked)) {
        throw new MojoExecutionException(sentence(result) + "; the baseline stays as it is");
      }
    }
    return results;
  }

  private static void write(Path file, String text) throws MojoExecutionException {
    try {
      ReportFile.write(file, out -> out.append(text));
    } catch (IOException e) {
      throw new MojoExecutionException("cannot write " + file + ": " + e.getMessage());
    }
  }
}
