package dev.initlint.engine;

import dev.initlint.javasource.FileOutcome;
import dev.initlint.javasource.JavaReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Java files with the models they define. The files of one folder are read together, so that a
 * model may use a class beside it; each folder is read once.
 */
final class JavaSources {
  private static final List<String> FRAMEWORKS =
      List.of("ai.djl", "org.deeplearning4j", "org.nd4j");

  /** What is told of a named file that is none of these. */
  static final String WITHOUT_FRAMEWORK =
      "it names none of the frameworks that are read (DJL, Deeplearning4j, SameDiff), so there is"
          + " no model in it";

  /** Files above this size are left to the reader, which says so. */
  private static final long SEARCHED = 16L << 20;

  private final Map<Path, Map<Path, FileOutcome>> folders = new ConcurrentHashMap<>();

  /** Whether a file is Java source that names one of the frameworks. */
  static boolean mentionsFramework(Path file) {
    if (!isJava(file)) {
      return false;
    }
    try {
      if (Files.size(file) > SEARCHED) {
        return true;
      }
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      return FRAMEWORKS.stream().anyMatch(text::contains);
    } catch (IOException e) {
      return true;
    }
  }

  static boolean isJava(Path file) {
    return file.toString().endsWith(".java");
  }

  /** What the reader makes of one file. */
  FileOutcome of(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    FileOutcome found =
        folders.computeIfAbsent(absolute.getParent(), JavaSources::read).get(absolute);
    return found != null ? found : new JavaReader().read(List.of(file)).get(0);
  }

  private static Map<Path, FileOutcome> read(Path folder) {
    Map<Path, FileOutcome> outcomes = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> java = files.filter(JavaSources::isJava).filter(Files::isRegularFile).toList();
      for (FileOutcome outcome : new JavaReader().read(java)) {
        outcomes.put(Path.of(outcome.path()), outcome);
      }
    } catch (IOException unlisted) {
      return Map.of();
    }
    return outcomes;
  }
}
