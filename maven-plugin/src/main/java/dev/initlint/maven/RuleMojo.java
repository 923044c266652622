package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.RuleSelection;
import dev.initlint.engine.SettingsException;
import dev.initlint.engine.StandardEngine;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Explains a rule. */
@Mojo(name = "rule", requiresProject = false, threadSafe = true)
public final class RuleMojo extends AbstractMojo {

  /**
   * Id or name of the rule; without it the rules are listed.
   *
   * @since 0.1
   */
  @Parameter(property = "initlint.rule")
  String rule;

  private final Engine engine;

  /** With the rules of this version. */
  public RuleMojo() {
    this(new StandardEngine());
  }

  RuleMojo(Engine engine) {
    this.engine = engine;
  }

  /**
   * {@inheritDoc}
   *
   * @throws MojoExecutionException if there is no such rule
   */
  @Override
  public void execute() throws MojoExecutionException {
    if (rule == null || rule.isBlank()) {
      for (RuleInfo known : engine.rules()) {
        getLog().info(known.id() + " " + known.name() + ": " + known.summary());
      }
      return;
    }
    try {
      RuleInfo found = RuleSelection.one(engine.rules(), rule.strip());
      getLog().info(found.id() + " " + found.name() + " (" + found.severity().word() + ")");
      found.documentation().strip().lines().forEach(line -> getLog().info(line));
    } catch (SettingsException e) {
      throw new MojoExecutionException(e.getMessage());
    }
  }
}
