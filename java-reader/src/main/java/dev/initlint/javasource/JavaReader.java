package dev.initlint.javasource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds the networks that Java source defines with DJL, Deeplearning4j, SameDiff or TensorFlow and
 * gives their graphs, without compiling or running anything. Never throws on the content of a file.
 */
public final class JavaReader {
  private final Map<String, Object> settings = new TreeMap<>();

  /** A reader that leaves open what the source leaves open. */
  public JavaReader() {}

  /**
   * A reader that fills open names.
   *
   * @param settings values for names that the source leaves open, as {@code numClasses}
   */
  public JavaReader(Map<String, Double> settings) {
    settings.forEach(
        (k, v) ->
            this.settings.put(
                k, v == Math.rint(v) && Math.abs(v) < 1L << 31 ? (Object) v.intValue() : v));
  }

  /**
   * Reads files, and all {@code .java} files below folders, as one project.
   *
   * @throws UncheckedIOException if a folder cannot be listed
   */
  public List<FileOutcome> read(List<Path> filesOrRoots) {
    return read(filesOrRoots, Map.of());
  }

  /**
   * Reads files as they would be after edits.
   *
   * @param edited texts that stand for those of files, by path
   * @throws UncheckedIOException if a folder cannot be listed
   */
  public List<FileOutcome> read(List<Path> filesOrRoots, Map<Path, String> edited) {
    return open(filesOrRoots, edited).outcomes();
  }

  /**
   * Opens files, and all {@code .java} files below folders, as one project, of which only what is
   * asked for is evaluated.
   *
   * @param edited texts that stand for those of files, by path
   * @throws UncheckedIOException if a folder cannot be listed
   */
  public JavaProject open(List<Path> filesOrRoots, Map<Path, String> edited) {
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, FileOutcome> failed = new LinkedHashMap<>();
    for (Path p : filesOrRoots) {
      for (Path file : javaFiles(p)) {
        if (edited.containsKey(file)) {
          texts.put(file.toString(), edited.get(file));
          continue;
        }
        try {
          if (Files.size(file) > 4L * SourceParser.CHARACTERS) {
            failed.put(
                file.toString(),
                new FileOutcome.Unreadable(
                    file.toString(),
                    0,
                    "the file has " + Files.size(file) + " bytes; split it or leave it out"));
            continue;
          }
          texts.put(file.toString(), SourceText.of(Files.readAllBytes(file)).text());
        } catch (IOException e) {
          failed.put(
              file.toString(),
              new FileOutcome.Unreadable(
                  file.toString(), 0, "the file cannot be opened; check that it can be read"));
        }
      }
    }
    return new JavaProject(texts, failed, settings);
  }

  private static List<Path> javaFiles(Path p) {
    if (!Files.isDirectory(p)) {
      return List.of(p);
    }
    try (Stream<Path> all = Files.walk(p)) {
      return all.filter(f -> f.toString().endsWith(".java") && Files.isRegularFile(f))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads texts as one project.
   *
   * @param texts by the path that locations shall name
   * @return one outcome for each text, in their order
   */
  public List<FileOutcome> readTexts(Map<String, String> texts) {
    return new JavaProject(texts, Map.of(), settings).outcomes();
  }
}
