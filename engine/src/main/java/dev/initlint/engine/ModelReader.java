package dev.initlint.engine;

import dev.initlint.finding.Fix;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One front end: from a path to the models that stand there. The first of {@link Readers} that
 * takes a path has it; nobody else asks what kind of file it is.
 */
interface ModelReader {
  /** Whether a path that was named is this reader's to read. */
  boolean takes(Path path);

  /** Whether a path that was found in a folder is one to read. */
  boolean recognises(Path path);

  /** The path of the model that a file found in a folder is part of. */
  default Path modelOf(Path found) {
    return found;
  }

  /**
   * Reads all models of one path.
   *
   * @param settings with the sizes of dims that the file leaves open
   */
  ReadFile read(Path path, EngineSettings settings);

  /** The files that what is read of a path follows from. */
  default Basis basis(Path path, EngineSettings settings) {
    return Basis.file(path);
  }

  /** Whether what is read is text, in which cures can be written. */
  default boolean isText(Path path) {
    return false;
  }

  /**
   * The same reader of files as they would be after edits.
   *
   * @param texts that stand for those of files, by absolute path
   */
  default ModelReader over(Map<Path, String> texts) {
    return this;
  }

  /** What edits of a text break beside what they change, in one clause; empty for nothing. */
  default Optional<String> harm(String before, String after, List<Fix.Edit> edits) {
    return Optional.empty();
  }
}
