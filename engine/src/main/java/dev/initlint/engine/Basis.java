package dev.initlint.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that a result follows from. It may name more than are read, and never less.
 *
 * @param parts of it
 * @param isShared whether the results of many paths follow from the same files
 */
public record Basis(List<Part> parts, boolean isShared) {
  public Basis {
    parts = List.copyOf(parts);
  }

  /**
   * One file, or files below a folder with all that they are called.
   *
   * @param root the file or folder; it need not exist
   * @param depth how far below a folder, 1 for its own entries
   * @param ending of the names of those that count
   * @param most entries, those that do not count included; a folder with more tells nothing
   * @param isNames whether the names alone count, and what stands in the files does not
   */
  public record Part(Path root, int depth, String ending, int most, boolean isNames) {}

  /** One file; where it is an ONNX model, with the external data beside it that it names. */
  static Basis file(Path file) {
    return new Basis(List.of(new Part(file, 0, "", 1, false)), false);
  }

  /** All below a folder. */
  static Basis folder(Path folder) {
    return new Basis(List.of(new Part(folder, Integer.MAX_VALUE, "", 1_000, false)), false);
  }

  /** This with the names of files in a folder. */
  Basis named(Path folder, String ending) {
    return and(new Basis(List.of(new Part(folder, 1, ending, 20_000, true)), false));
  }

  /** This and another. */
  Basis and(Basis other) {
    List<Part> both = new ArrayList<>(parts);
    both.addAll(other.parts);
    return new Basis(both, isShared || other.isShared);
  }
}
