package dev.initlint.cli;

import dev.initlint.engine.config.ConfigurationSchema;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code initlint init}: a configuration file to begin with. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = "Write a commented initlint.toml; one that is there stays as it is.")
final class InitCommand implements Callable<Integer> {
  private final Output output;

  @Parameters(
      paramLabel = "FOLDER",
      arity = "0..1",
      description = "Where it goes; the current folder by default.")
  Path folder = Path.of(".");

  InitCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Path file = folder.resolve("initlint.toml").normalize();
    if (!Files.isDirectory(folder)) {
      throw new UsageException(folder + ": there is no such folder");
    }
    try {
      Files.writeString(file, ConfigurationSchema.starter(), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(file + " is there already and stays as it is");
    } catch (IOException e) {
      throw new UsageException("cannot write " + file + ": " + Output.reason(e));
    }
    output.say("wrote " + file);
    return ExitCode.CLEAN;
  }
}
