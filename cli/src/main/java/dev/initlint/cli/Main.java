package dev.initlint.cli;

import dev.initlint.engine.StandardEngine;

/** Entry point of the command line. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(new Cli(StandardEngine::new, Console.ofProcess()).run(args));
  }
}
