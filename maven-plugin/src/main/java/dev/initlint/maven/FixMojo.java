package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.Fixes;
import dev.initlint.engine.SettingsException;
import dev.initlint.engine.SourceRewrite;
import dev.initlint.engine.StandardEngine;
import dev.initlint.engine.review.Review;
import dev.initlint.report.CheckConcise;
import dev.initlint.report.Style;
import dev.initlint.report.Summary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Applies the fixes of findings to the Java sources of a module that build models. */
@Mojo(name = "fix", threadSafe = true)
public final class FixMojo extends ModuleMojo {
  /**
   * Whether to apply fixes that change more than their hazard, too.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.unsafeFixes", defaultValue = "false")
  boolean unsafeFixes;

  /** With the readers and rules of this version. */
  public FixMojo() {
    this(new StandardEngine());
  }

  FixMojo(Engine engine) {
    super(engine);
  }

  @Override
  void run() throws MojoExecutionException {
    List<Path> files = sourceFiles();
    if (files.isEmpty()) {
      getLog().info("initlint: nothing to fix");
      return;
    }
    Review review = review();
    try {
      fix(files, review);
    } catch (SettingsException e) {
      throw new MojoExecutionException(e.getMessage());
    }
  }

  private void fix(List<Path> files, Review review) {
    Map<EngineSettings, List<Path>> bySettings = new LinkedHashMap<>();
    EngineSettings nothing = EngineSettings.of(Set.of());
    for (Path file : files) {
      bySettings.computeIfAbsent(review.settings(file, nothing), s -> new ArrayList<>()).add(file);
    }
    Fixes fixes = new Fixes(List.of(), List.of(), List.of(), List.of());
    for (Map.Entry<EngineSettings, List<Path>> equal : bySettings.entrySet()) {
      fixes = fixes.plus(engine.fix(equal.getValue(), equal.getKey(), unsafeFixes, review::of));
    }
    SourceRewrite.write(fixes.changes());
    fixes.fixed().forEach(f -> getLog().info("fixed: " + CheckConcise.line(f, Style.PLAIN)));
    for (Fixes.Refused r : fixes.refused()) {
      getLog()
          .warn("not fixed: " + CheckConcise.line(r.finding(), Style.PLAIN) + "; " + r.reason());
    }
    getLog()
        .info(
            "initlint: findings fixed: "
                + fixes.fixed().size()
                + ", files changed: "
                + fixes.changes().size()
                + ". "
                + Summary.of(fixes.results()));
  }
}
