package dev.initlint.javasource.oracle;

import ai.djl.ndarray.types.Shape;
import dev.initlint.javasource.FileOutcome;
import dev.initlint.javasource.JavaReader;
import dev.initlint.source.SourceModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The networks of this folder as the reader sees their source. */
final class ReadNets {
  private static final Path FOLDER = Path.of("src/oracle/java/dev/initlint/javasource/oracle");

  /** Input shapes of the DJL networks, by method; the first extent is the batch. */
  static final Map<String, Shape> DJL_INPUTS =
      Map.ofEntries(
          Map.entry("mlp", new Shape(1, 784)),
          Map.entry("xavier", new Shape(1, 300)),
          Map.entry("truncated", new Shape(1, 300)),
          Map.entry("uniformThenNormal", new Shape(1, 300)),
          Map.entry("convolutions", new Shape(1, 32, 16, 16)),
          Map.entry("residual", new Shape(1, 128)),
          Map.entry("collection", new Shape(1, 12, 64)),
          Map.entry("products", new Shape(1, 300)),
          Map.entry("lstm", new Shape(1, 8, 64)),
          Map.entry("gru", new Shape(1, 8, 64)),
          Map.entry("attention", new Shape(1, 8, 128)),
          Map.entry("encoder", new Shape(1, 8, 128)),
          Map.entry("norms", new Shape(1, 16, 64)),
          Map.entry("series", new Shape(1, 32, 20)));

  private ReadNets() {}

  /** Models of a file by the method that builds them; the networks one helper builds are apart. */
  static Map<String, SourceModel> models(String file, Map<String, Double> sizes) {
    FileOutcome o = new JavaReader(sizes).read(List.of(FOLDER.resolve(file))).get(0);
    Map<String, SourceModel> byMethod = new LinkedHashMap<>();
    for (SourceModel m : ((FileOutcome.Models) o).models()) {
      byMethod.put(m.graph().name().replaceAll(".*\\.", ""), m);
      byMethod.putIfAbsent(rule(m), m);
    }
    return byMethod;
  }

  /** The model of a method; those of one helper are told apart by their initialiser. */
  static SourceModel of(String method, Map<String, SourceModel> models) {
    SourceModel named = models.get(method);
    return named != null ? named : models.get("rule " + method.toLowerCase(Locale.ROOT));
  }

  private static String rule(SourceModel m) {
    String rule = m.parameters().isEmpty() ? "" : m.parameters().get(0).initialiser();
    return "rule " + rule.toLowerCase(Locale.ROOT).replace("_", "").replace("fan", "");
  }

  /** Input extents by the names the reader gives them. */
  static Map<String, Double> extents(long[] shape) {
    Map<String, Double> b = new LinkedHashMap<>();
    b.put("in", (double) shape[shape.length - 1]);
    b.put("width", (double) shape[shape.length - 1]);
    if (shape.length > 1) {
      b.put("C", (double) shape[1]);
      b.put("T", (double) shape[shape.length == 3 ? 1 : shape.length - 1]);
    }
    if (shape.length == 4) {
      b.put("H", (double) shape[2]);
      b.put("W", (double) shape[3]);
    }
    return b;
  }
}
