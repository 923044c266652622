package dev.initlint.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the commands once each, so that the launcher can archive the classes that they load. What
 * they print and how they end does not matter. It is {@link Main} that starts it: what a JVM
 * archives is of full use only under the main class that it was archived under.
 */
final class Training {
  private Training() {}

  /** Runs over the given models: files, sources, saved folders. */
  static void run(String... models) {
    command("version");
    command("--help");
    command("rules");
    command("rule", "ATT001");
    command("check", "--help");
    if (models.length > 0) {
      List<String> check = new ArrayList<>(List.of("check", "--color", "always"));
      check.addAll(List.of(models));
      command(check.toArray(String[]::new));
      check.addAll(List.of("--format", "json", "--jobs", "1"));
      command(check.toArray(String[]::new));
      for (String model : models) {
        command("trace", model);
      }
      command("trace", models[0], "--format", "json");
      command("verify", models[0], "--seeds", "2");
    }
  }

  private static void command(String... args) {
    Console console =
        new Console(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            false,
            false,
            true,
            Map.of());
    new Cli(new Main.Engines(), console).run(args);
  }
}
