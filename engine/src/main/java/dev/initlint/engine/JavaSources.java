package dev.initlint.engine;

import dev.initlint.javasource.FileOutcome;
import dev.initlint.javasource.JavaReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Java files with the models they define. The files below one source root are read together, so
 * that a model may use a class of another package; each root is read once.
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

  /** Most entries of one root that are looked at; files among the others are read one by one. */
  private static final int ENTRIES = 20_000;

  private static final Pattern PACKAGE =
      Pattern.compile("^\\s*package\\s+([\\w.]+)\\s*;", Pattern.MULTILINE);

  private final Map<Root, Map<Path, FileOutcome>> roots = new ConcurrentHashMap<>();

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
    FileOutcome found = roots.computeIfAbsent(Root.of(absolute), JavaSources::read).get(absolute);
    // What fails together may be fine alone, and says which file is at fault.
    boolean readable = found != null && !(found instanceof FileOutcome.Unreadable);
    return readable ? found : new JavaReader().read(List.of(file)).get(0);
  }

  /**
   * Files that are read together.
   *
   * @param depth how far below the folder, 1 for its own files
   */
  private record Root(Path folder, int depth) {

    /** Where the packages of a file start, or its own folder where they do not match. */
    static Root of(Path file) {
      Path folder = file.getParent();
      Path packages = packages(file);
      if (packages == null || !folder.endsWith(packages)) {
        return new Root(folder, 1);
      }
      Path root = folder;
      for (int i = 0; i < packages.getNameCount() && root != null; i++) {
        root = root.getParent();
      }
      boolean isWhole = root == null || root.getParent() == null;
      return isWhole ? new Root(folder, 1) : new Root(root, Integer.MAX_VALUE);
    }
  }

  private static Path packages(Path file) {
    try {
      Matcher declared =
          PACKAGE.matcher(
              Files.size(file) > SEARCHED
                  ? ""
                  : Files.readString(file, StandardCharsets.ISO_8859_1));
      return declared.find() ? Path.of(declared.group(1).replace('.', '/')) : null;
    } catch (IOException unread) {
      return null;
    }
  }

  private static Map<Path, FileOutcome> read(Root root) {
    Map<Path, FileOutcome> outcomes = new HashMap<>();
    try (Stream<Path> files = Files.walk(root.folder(), root.depth())) {
      List<Path> java =
          files
              .limit(ENTRIES)
              .filter(JavaSources::isJava)
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
      for (FileOutcome outcome : new JavaReader().read(java)) {
        outcomes.put(Path.of(outcome.path()), outcome);
      }
    } catch (IOException | UncheckedIOException unlisted) {
      return Map.of();
    }
    return outcomes;
  }
}
