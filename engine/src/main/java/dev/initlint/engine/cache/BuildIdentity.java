package dev.initlint.engine.cache;

import dev.initlint.engine.StandardEngine;
import dev.initlint.finding.Finding;
import dev.initlint.hub.HubReader;
import dev.initlint.javasource.JavaReader;
import dev.initlint.onnx.OnnxReader;
import dev.initlint.rules.Rules;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What tells one build of the tool from another, though both call themselves the same version. */
final class BuildIdentity {
  private static final List<Class<?>> MODULES =
      List.of(
          Finding.class,
          OnnxReader.class,
          JavaReader.class,
          HubReader.class,
          Rules.class,
          StandardEngine.class);

  private BuildIdentity() {}

  /** Name, size and time of all libraries that this one runs with. */
  static String current() throws IOException {
    TreeSet<String> files = new TreeSet<>();
    try {
      for (Class<?> module : MODULES) {
        Path at = Path.of(module.getProtectionDomain().getCodeSource().getLocation().toURI());
        for (Path file : files(at)) {
          files.add(
              file + ":" + Files.size(file) + ":" + Files.getLastModifiedTime(file).toMillis());
        }
      }
    } catch (URISyntaxException | NullPointerException e) {
      throw new IOException("the build cannot be told from others", e);
    }
    return System.getProperty("java.version") + File.pathSeparator + String.join("\n", files);
  }

  private static List<Path> files(Path at) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.isDirectory(at) ? Files.walk(at) : Files.list(at.getParent())) {
      walk.filter(Files::isRegularFile).forEach(files::add);
    }
    return files;
  }
}
