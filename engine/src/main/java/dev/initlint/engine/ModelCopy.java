package dev.initlint.engine;

import dev.initlint.graph.Graph;
import dev.initlint.graph.StoredRun;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Weight;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A copy of the files of a model, of which nothing is there yet. */
final class ModelCopy {
  private final Map<Path, Path> copies = new LinkedHashMap<>();
  private final List<Path> made = new ArrayList<>();

  private ModelCopy() {}

  /**
   * Copies a file with its external data, or a folder.
   *
   * @throws SettingsException if something of that name is there, or cannot be written
   */
  static ModelCopy of(Path from, Path to, Graph graph) {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new SettingsException(to + " is there already, and nothing is overwritten");
    }
    ModelCopy copy = new ModelCopy();
    try {
      if (Files.isDirectory(from)) {
        copy.folder(from, to);
      } else {
        copy.file(from, to, graph);
      }
    } catch (IOException e) {
      copy.discard();
      throw new SettingsException("cannot write " + to + ": " + reason(e));
    } catch (SettingsException e) {
      copy.discard();
      throw e;
    }
    return copy;
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static Path absolute(Path p) {
    return p.toAbsolutePath().normalize();
  }

  private void file(Path from, Path to, Graph graph) throws IOException {
    Path folder = absolute(to).getParent();
    one(from, to);
    for (Weight w : graph.weights().values()) {
      TensorData data = w.data();
      StoredRun run = data == null ? null : data.run();
      if (run != null && !copies.containsKey(absolute(run.file()))) {
        Path beside = absolute(from).getParent().relativize(absolute(run.file()));
        Path target = folder.resolve(beside);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
          throw new SettingsException(
              target
                  + " is there already, and the copy needs its own external data of that name;"
                  + " write the copy to another folder");
        }
        one(run.file(), target);
      }
    }
  }

  private void folder(Path from, Path to) throws IOException {
    if (absolute(to).startsWith(absolute(from))) {
      throw new SettingsException(to + " is inside of " + from + "; name a folder beside it");
    }
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            one(file, to.resolve(from.relativize(file).toString()));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void one(Path from, Path to) throws IOException {
    for (Path p = absolute(to).getParent(); p != null && !Files.exists(p); p = p.getParent()) {
      made.add(0, p);
    }
    Files.createDirectories(absolute(to).getParent());
    Files.copy(from, to);
    made.add(to);
    copies.put(absolute(from), to);
  }

  /** Writes changes into the copy. */
  void write(Graph graph, List<WeightEdit> edits, long seed) {
    Map<String, WeightEdit> whole = new LinkedHashMap<>();
    edits.forEach(e -> whole.merge(e.tensor(), e, ModelCopy::both));
    try {
      for (WeightEdit e : whole.values()) {
        TensorData data = graph.weights().get(e.tensor()).data();
        WeightWriter.write(data, e, copies.get(absolute(data.run().file())), seed);
      }
    } catch (IOException e) {
      discard();
      throw new SettingsException("cannot write the copy: " + reason(e));
    }
  }

  private static WeightEdit both(WeightEdit first, WeightEdit second) {
    if (second instanceof WeightEdit.Redraw) {
      return second;
    }
    double factor = ((WeightEdit.Rescale) second).factor();
    return first instanceof WeightEdit.Rescale r
        ? new WeightEdit.Rescale(r.tensor(), r.factor() * factor)
        : new WeightEdit.Redraw(first.tensor(), ((WeightEdit.Redraw) first).std() * factor);
  }

  /** Takes everything away that was written. */
  void discard() {
    for (int i = made.size() - 1; i >= 0; i--) {
      try {
        Files.deleteIfExists(made.get(i));
      } catch (IOException left) {
        // A folder into which others have written stays.
      }
    }
  }
}
