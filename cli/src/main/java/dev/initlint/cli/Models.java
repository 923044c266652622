package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.finding.CheckResult;
import dev.initlint.report.CheckText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The files that a command line names: files as they are, folders walked in the order of their
 * names, {@code -} kept in a temporary file until this is closed.
 */
final class Models implements AutoCloseable {
  private static final String STANDARD_INPUT = "-";
  private static final String SHOWN_STANDARD_INPUT = "<stdin>";

  private final List<Model> list = new ArrayList<>();
  private Path temporary;

  private Models() {}

  /**
   * One file.
   *
   * @param name what reports call it
   */
  record Model(Path file, String name) {
    CheckResult shown(CheckResult result) {
      return name.equals(file.toString()) ? result : Renamed.to(name, result);
    }

    /** Why it cannot be read, in one sentence with its name. */
    String unreadable(long offset, String reason) {
      CheckResult result = shown(new CheckResult.Unreadable(file.toString(), offset, reason));
      return CheckText.sentence((CheckResult.Unreadable) result);
    }
  }

  /**
   * Finds the files; the engine decides about those in folders, and which of them are one model.
   *
   * @throws UsageException if a path does not exist or there is no file at all
   */
  static Models of(List<String> paths, Engine engine, InputStream in) {
    return of(paths, engine, in, file -> false);
  }

  /**
   * The same but for files in folders that are passed over.
   *
   * @throws UsageException if a path does not exist or there is no file at all
   */
  static Models of(
      List<String> paths, Engine engine, InputStream in, Predicate<Path> isPassedOver) {
    Models models = new Models();
    Set<Path> files = new LinkedHashSet<>();
    for (String path : paths) {
      if (path.equals(STANDARD_INPUT)) {
        models.read(in);
      } else {
        files.addAll(files(path, engine, isPassedOver));
      }
    }
    files.forEach(file -> models.list.add(new Model(file, file.toString())));
    if (models.list.isEmpty()) {
      throw new UsageException(
          "no model to check in "
              + String.join(", ", paths)
              + ": no .onnx file, no folder with a config.json of a model, no Java source that"
              + " defines one");
    }
    return models;
  }

  List<Model> list() {
    return list;
  }

  /**
   * Leaves out the files that are not wanted; standard input stays.
   *
   * @return whether any is left
   */
  boolean keep(Predicate<Path> isWanted) {
    list.removeIf(m -> !m.file().equals(temporary) && !isWanted.test(m.file()));
    return !list.isEmpty();
  }

  private void read(InputStream in) {
    if (temporary != null) {
      throw new UsageException("standard input can be read only once");
    }
    try {
      temporary = Files.createTempFile("initlint", ".onnx");
      Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UsageException("cannot keep standard input in a file: " + Output.reason(e));
    }
    list.add(new Model(temporary, SHOWN_STANDARD_INPUT));
  }

  private static List<Path> files(String name, Engine engine, Predicate<Path> isPassedOver) {
    try {
      Path path = Path.of(name);
      if (!Files.exists(path)) {
        throw new UsageException(name + ": there is no such file or folder");
      }
      return Files.isDirectory(path) ? walk(path, engine, isPassedOver) : List.of(path);
    } catch (InvalidPathException e) {
      throw new UsageException(name + ": not a path");
    } catch (IOException e) {
      throw new UsageException(name + ": " + Output.reason(e));
    }
  }

  private static List<Path> walk(Path folder, Engine engine, Predicate<Path> isPassedOver)
      throws IOException {
    Set<Path> found = new TreeSet<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            return dir.equals(folder) || !isSkipped(dir)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (engine.recognises(file) && Files.isRegularFile(file) && !isPassedOver.test(file)) {
              found.add(engine.modelOf(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return List.copyOf(found);
  }

  /** Hidden folders, and what Maven has copied or made. */
  private static boolean isSkipped(Path dir) {
    String name = dir.getFileName().toString();
    return name.startsWith(".") && name.length() > 1
        || name.equals("target") && Files.exists(dir.resolveSibling("pom.xml"));
  }

  @Override
  public void close() {
    if (temporary != null) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        temporary.toFile().deleteOnExit();
      }
    }
  }
}
