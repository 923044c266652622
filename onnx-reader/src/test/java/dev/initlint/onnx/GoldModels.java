package dev.initlint.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The reference models that lie beside a checkout, where they are present. */
final class GoldModels {
  private GoldModels() {}

  /** Model files; empty when there are none. */
  static List<Path> files() throws IOException {
    for (Path p = Path.of("").toAbsolutePath(); p.getParent() != null; p = p.getParent()) {
      Path gold = p.resolveSibling("shared").resolve("gold");
      if (Files.isDirectory(gold)) {
        try (Stream<Path> models = Files.list(gold)) {
          return models.map(m -> m.resolve("model.onnx")).filter(Files::exists).sorted().toList();
        }
      }
    }
    return List.of();
  }
}
