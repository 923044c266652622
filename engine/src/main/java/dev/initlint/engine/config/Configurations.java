package dev.initlint.engine.config;

import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the configuration of each file: the nearest {@code initlint.toml}, or {@code
 * pyproject.toml} with a table {@code tool.initlint}, from its folder upwards to the root of the
 * repository. Files are not merged with those further up. The command line stands over all.
 */
public final class Configurations {
  private static final List<String> NAMES = List.of("initlint.toml", "pyproject.toml");

  private final List<RuleInfo> rules;
  private final Configuration commandLine;
  private final Path given;
  private final boolean isolated;
  private final Map<Path, Optional<Configuration>> byFolder = new ConcurrentHashMap<>();
  private final Map<Configuration, Configuration> merged = new ConcurrentHashMap<>();
  private final Map<Path, Path> roots = new ConcurrentHashMap<>();

  private Configurations(
      List<RuleInfo> rules, Configuration commandLine, Path given, boolean isolated) {
    this.rules = rules;
    this.commandLine = commandLine;
    this.given = given;
    this.isolated = isolated;
  }

  /**
   * Configurations that are looked for.
   *
   * @param rules that there are
   * @param commandLine what stands over every file
   */
  public static Configurations found(List<RuleInfo> rules, Configuration commandLine) {
    return new Configurations(rules, commandLine, null, false);
  }

  /**
   * One file for everything.
   *
   * @throws SettingsException if there is no such file
   */
  public static Configurations given(List<RuleInfo> rules, Configuration commandLine, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new SettingsException("--config " + file + ": there is no such file");
    }
    return new Configurations(rules, commandLine, file.toAbsolutePath().normalize(), false);
  }

  /** No file is read. */
  public static Configurations isolated(List<RuleInfo> rules, Configuration commandLine) {
    return new Configurations(rules, commandLine, null, true);
  }

  /**
   * What holds for a file.
   *
   * @throws SettingsException if its configuration cannot be understood
   */
  public Configuration of(Path file) {
    if (isolated) {
      return commandLine;
    }
    Path absolute = file.toAbsolutePath().normalize();
    Path start = Files.isDirectory(absolute) ? absolute : absolute.getParent();
    Optional<Configuration> below = given != null ? read(given) : nearest(start);
    return merged.computeIfAbsent(below.orElse(Configuration.NONE), one -> commandLine.over(one));
  }

  private Optional<Configuration> read(Path file) {
    // Not computeIfAbsent over the recursion: a map must not be changed while it computes.
    Optional<Configuration> known = byFolder.get(file);
    if (known == null) {
      known = Optional.of(ConfigurationFile.read(file, rules));
      byFolder.put(file, known);
    }
    return known;
  }

  private Optional<Configuration> nearest(Path folder) {
    if (folder == null) {
      return Optional.empty();
    }
    Optional<Configuration> known = byFolder.get(folder);
    if (known == null) {
      known = search(folder);
      byFolder.put(folder, known);
    }
    return known;
  }

  private Optional<Configuration> search(Path folder) {
    for (String name : NAMES) {
      Path file = folder.resolve(name);
      if (ConfigurationFile.isOne(file)) {
        return read(file);
      }
    }
    return Files.exists(folder.resolve(".git")) ? Optional.empty() : nearest(folder.getParent());
  }

  /**
   * The folder that paths in reports and baselines are relative to: that of the configuration, else
   * the root of the repository, else the current one.
   */
  public Path root(Path file) {
    Path configuration = of(file).file();
    if (configuration != null) {
      return configuration.toAbsolutePath().normalize().getParent();
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    return folder == null ? Path.of("") : roots.computeIfAbsent(folder, Configurations::repository);
  }

  private static Path repository(Path folder) {
    for (Path p = folder; p != null; p = p.getParent()) {
      if (Files.exists(p.resolve(".git"))) {
        return p;
      }
    }
    return Path.of("").toAbsolutePath().normalize();
  }

  /** A file as seen from the current folder, if it lies there. */
  static String shown(Path file) {
    Path here = Path.of("").toAbsolutePath().normalize();
    Path absolute = file.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : file.toString();
  }
}
