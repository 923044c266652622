package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.StandardEngine;
import java.util.function.Supplier;

/** Entry point of the command line. */
public final class Main {
  private Main() {}

  /**
   * Runs a command; with the property {@code initlint.training}, all that {@link Training} runs.
   */
  public static void main(String[] args) {
    if (Boolean.getBoolean("initlint.training")) {
      Training.run(args);
      return;
    }
    System.exit(new Cli(new Engines(), Console.ofProcess()).run(args));
  }

  /** No lambda: linking the first one costs a sixth of what {@code version} takes. */
  static final class Engines implements Supplier<Engine> {
    @Override
    public Engine get() {
      return new StandardEngine();
    }
  }
}
