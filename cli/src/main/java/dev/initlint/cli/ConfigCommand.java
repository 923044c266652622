package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.config.Configuration;
import dev.initlint.engine.config.ConfigurationSchema;
import dev.initlint.engine.config.Configurations;
import dev.initlint.engine.config.Key;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code initlint config}: what holds for a path, and where that is said. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Print the configuration that holds for a path, and where each value comes from.",
    footer = {"", "Examples:", "  initlint config --show models", "  initlint config --schema"})
final class ConfigCommand implements Callable<Integer> {
  private final Engine engine;
  private final Output output;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..1",
      description = "A file or a folder; the current folder by default.")
  Path path = Path.of(".");

  @Option(names = "--show", description = "Print the values that hold; this is the default.")
  boolean show;

  @Option(names = "--schema", description = "Print a JSON schema of the configuration instead.")
  boolean schema;

  ConfigCommand(Engine engine, Output output) {
    this.engine = engine;
    this.output = output;
  }

  @Override
  public Integer call() {
    if (show && schema) {
      throw new UsageException("--show and --schema print different things; leave out one");
    }
    if (schema) {
      output.write(null, out -> out.append(ConfigurationSchema.json()));
      return ExitCode.CLEAN;
    }
    if (!Files.exists(path)) {
      throw new UsageException(path + ": there is no such file or folder");
    }
    Configuration c = Configurations.found(engine.rules(), Configuration.NONE).of(path);
    output.write(null, out -> out.append(text(c)));
    return ExitCode.CLEAN;
  }

  private String text(Configuration c) {
    StringBuilder text = new StringBuilder();
    text.append(c.file() == null ? "# no configuration file" : "# " + c.file()).append('\n');
    Map<String, Configuration.Entry> said = c.said();
    for (Key key : Key.all()) {
      boolean top = key.table().isEmpty();
      Configuration.Entry entry = said.get(key.name());
      if (top && entry != null) {
        line(key.name(), Configuration.toml(entry.value()), entry.origin(), text);
      } else if (top && !key.otherwise().isEmpty()) {
        line(key.name(), key.otherwise(), "default", text);
      }
    }
    said.forEach(
        (name, entry) -> {
          if (name.contains(".")) {
            line(name, Configuration.toml(entry.value()), entry.origin(), text);
          }
        });
    c.lists()
        .forEach((what, origin) -> text.append(what).append("  # ").append(origin).append('\n'));
    return text.toString();
  }

  private static void line(String name, String value, String origin, StringBuilder text) {
    text.append(name).append(" = ").append(value).append("  # ").append(origin).append('\n');
  }
}
