package dev.initlint.verify;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Parsed;
import dev.initlint.onnx.OnnxReader;
import java.nio.file.Path;

/** Reads model files for tests. */
final class Models {
  private Models() {}

  static Graph read(Path file) {
    Parsed parsed = OnnxReader.read(file);
    if (parsed instanceof Parsed.Model model) {
      return model.graph();
    }
    throw new AssertionError(((Parsed.Unreadable) parsed).reason());
  }
}
