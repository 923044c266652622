package dev.initlint.onnx;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Parsed;
import dev.initlint.stored.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads ONNX models. Whatever a file holds, it ends as a {@link Parsed}: nothing is thrown.
 *
 * <p>Weights stay in the file, which is mapped, and must not be cut short while the graph is in
 * use.
 */
public final class OnnxReader {
  private OnnxReader() {}

  /** Reads a model within {@link Limits#standard}. */
  public static Parsed read(Path file) {
    return read(file, Limits.standard());
  }

  /** Reads a model and the external data beside it. */
  public static Parsed read(Path file, Limits limits) {
    String path = file.toString();
    if (Files.isDirectory(file)) {
      return new Parsed.Unreadable(path, -1, "this is a folder; name the .onnx file in it");
    }
    if (!Files.exists(file)) {
      return new Parsed.Unreadable(path, -1, "there is no such file; check the path");
    }
    if (!Files.isRegularFile(file)) {
      return new Parsed.Unreadable(path, -1, "this is not a regular file; copy it to one first");
    }
    Bytes bytes;
    try {
      bytes = Bytes.map(file);
    } catch (IOException e) {
      return new Parsed.Unreadable(
          path, -1, "the file cannot be opened and mapped; check its permissions");
    }
    return read(path, bytes, file.toAbsolutePath().getParent(), limits);
  }

  /** Reads a model that is already at hand; {@code folder} is where its external data lies. */
  static Parsed read(String path, Bytes bytes, Path folder, Limits limits) {
    FileKind kind = FileKind.of(bytes);
    String named = FileName.reason(path);
    if (kind.reason() != null) {
      // What a name says is worth more than that it is some text or some archive.
      return new Parsed.Unreadable(
          path, -1, kind.isVague() && named != null ? named : kind.reason());
    }
    try {
      Budget budget = new Budget(limits.heapBytes());
      budget.allowVirtual(bytes.size() * limits.virtualPerByte());
      ExternalFiles files = new ExternalFiles(folder, limits, budget);
      Annotations annotations = new Annotations();
      RawModel model = new ModelIndex(bytes, limits, budget, files, annotations).model();
      Functions functions = new Functions(model.functions(), limits, budget);
      Reading reading = new Reading(path, limits, budget, functions, new Remarks(), annotations);
      Graph graph = new GraphBuilder(reading, null).build(model.graph(), model.opsets());
      return new Parsed.Model(path, graph);
    } catch (Malformed e) {
      return named == null
          ? new Parsed.Unreadable(path, e.offset(), e.getMessage())
          : new Parsed.Unreadable(path, -1, named);
    } catch (InternalError e) {
      // what the JVM throws when a mapped page is gone
      return new Parsed.Unreadable(path, -1, "the file was cut short while it was read; try again");
    }
  }
}
