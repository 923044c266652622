package dev.initlint.cli;

import dev.initlint.engine.StandardEngine;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the commands once each, so that the launcher can archive the classes that they load. What
 * they print and how they end does not matter.
 */
public final class Training {
  private Training() {}

  /** Runs over the given models. */
  public static void main(String[] models) {
    run("version");
    run("rules");
    run("check", "--help");
    if (models.length > 0) {
      List<String> check = new ArrayList<>(List.of("check", "--color", "always"));
      check.addAll(List.of(models));
      run(check.toArray(String[]::new));
      check.addAll(List.of("--format", "json"));
      run(check.toArray(String[]::new));
      run("trace", models[0]);
      run("trace", models[0], "--format", "json");
    }
  }

  private static void run(String... args) {
    Console console =
        new Console(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            false,
            false,
            true,
            Map.of());
    new Cli(StandardEngine::new, console).run(args);
  }
}
