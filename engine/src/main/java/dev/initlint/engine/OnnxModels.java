package dev.initlint.engine;

import dev.initlint.graph.Graph;
import dev.initlint.graph.GraphVerifier;
import dev.initlint.graph.Parsed;
import dev.initlint.onnx.OnnxReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** ONNX files, and files that are nothing else: the reader says what they are. */
final class OnnxModels implements ModelReader {
  @Override
  public boolean takes(Path path) {
    return true;
  }

  @Override
  public boolean recognises(Path path) {
    return path.toString().endsWith(".onnx");
  }

  @Override
  public ReadFile read(Path path, EngineSettings settings) {
    Parsed parsed = OnnxReader.read(path);
    if (parsed instanceof Parsed.Unreadable u) {
      return new ReadFile.Unreadable(u.offset(), u.reason());
    }
    Graph graph = ((Parsed.Model) parsed).graph();
    Optional<String> fault = GraphVerifier.verify(graph);
    return fault.isPresent()
        ? new ReadFile.Unreadable(-1, fault.get())
        : new ReadFile.Models(List.of(new OnnxModel(graph)), List.of(), ModelWishes.of(path));
  }
}
