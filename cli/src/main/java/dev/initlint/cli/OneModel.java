package dev.initlint.cli;

import dev.initlint.engine.Engine;
import java.io.InputStream;
import java.util.List;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The one model that a command is about. */
final class OneModel {
  @Parameters(
      paramLabel = "MODEL",
      description = "A file, the folder of a saved model, or - for a model on standard input.")
  String path;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Which model of a Java file that defines several. Default: the first.")
  String definition;

  /**
   * Runs with the file that holds the model.
   *
   * @return what the work returns
   * @throws UsageException if there is no such file, or more than one
   */
  int open(Engine engine, InputStream in, ToIntFunction<Models.Model> work) {
    try (Models models = Models.of(List.of(path), engine, in)) {
      if (models.list().size() != 1) {
        throw new UsageException(path + ": name one model; the folder holds several");
      }
      return work.applyAsInt(models.list().get(0));
    }
  }
}
