package dev.initlint.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.StandardEngine;
import dev.initlint.engine.Traced;
import dev.initlint.propagate.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Whether printed bands are those of single draws of the weights: of the measured second moments,
 * one a draw, 68 % should lie within one band of the prediction and 95 % within two.
 *
 * <p>Arguments are folders of folders, each with a {@code model.onnx} and a {@code gold.json}:
 * {@code {"dims": {NAME: N}, "values": {NAME: {"op": …, "shape": […], "q": [one a draw]}}}}. Values
 * of fewer than 64 entries are left out, and figures are taken for equal where they are in the five
 * digits that are stored.
 */
final class BandsOverDraws {
  private static final int FEWEST_ENTRIES = 64;
  private static final int STORED_DIGITS = 5;

  /** One measured figure: how many bands it lies from its prediction, and the relative band. */
  private record Draw(double bands, double band) {}

  private final Map<String, List<Draw>> byModel = new TreeMap<>();
  private final Map<String, List<Draw>> byOperator = new TreeMap<>();

  private BandsOverDraws() {}

  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    BandsOverDraws all = new BandsOverDraws();
    StandardEngine engine = new StandardEngine();
    for (String folder : args) {
      try (Stream<Path> found = Files.list(Path.of(folder))) {
        for (Path model :
            found.filter(f -> Files.exists(f.resolve("gold.json"))).sorted().toList()) {
          all.add(engine, model);
        }
      }
    }
    all.print();
  }

  private void add(StandardEngine engine, Path model) throws IOException {
    JsonNode gold = new ObjectMapper().readTree(model.resolve("gold.json").toFile());
    Traced traced = engine.trace(model.resolve("model.onnx"), settings(gold));
    if (!(traced instanceof Traced.Model m)) {
      System.out.println(model.getFileName() + " is not traced: " + traced);
      return;
    }
    String kind = kind(m.trace());
    for (Trace.ValueRow row : m.trace().values()) {
      JsonNode measured = gold.path("values").path(row.name());
      boolean known =
          row.secondMoment() != null
              && row.secondMoment() > 0
              && row.relativeBand() != null
              && entries(measured) >= FEWEST_ENTRIES;
      if (known) {
        for (JsonNode q : measured.path("q")) {
          Draw draw = draw(row, q.asDouble());
          byModel.computeIfAbsent(kind, k -> new ArrayList<>()).add(draw);
          byOperator.computeIfAbsent(row.op(), k -> new ArrayList<>()).add(draw);
        }
      }
    }
  }

  private static EngineSettings settings(JsonNode gold) {
    Map<String, Long> dims = new TreeMap<>();
    gold.path("dims").properties().forEach(d -> dims.put(d.getKey(), d.getValue().asLong()));
    return EngineSettings.of(Set.of()).sized(dims);
  }

  private static double entries(JsonNode value) {
    double n = value.path("q").isArray() ? 1 : 0;
    for (JsonNode extent : value.path("shape")) {
      n *= extent.asDouble();
    }
    return n;
  }

  private static Draw draw(Trace.ValueRow row, double q) {
    double rounding = 0.5 * Math.pow(10, Math.floor(Math.log10(q)) + 1 - STORED_DIGITS);
    double off = Math.max(0, Math.abs(q - row.secondMoment()) - rounding) / row.secondMoment();
    return new Draw(off == 0 ? 0 : off / row.relativeBand(), row.relativeBand());
  }

  /** What a model is made of, as its operators tell. */
  private static String kind(Trace trace) {
    Set<String> operators = new HashSet<>();
    boolean maps = false;
    for (Trace.ValueRow row : trace.values()) {
      operators.add(row.op());
      maps |= row.op().equals("Conv") && row.shape() != null && row.shape().length == 4;
    }
    boolean attends = operators.contains("Softmax") || operators.contains("Attention");
    if (maps) {
      return attends ? "convolutions and attention" : "convolutions";
    }
    if (attends) {
      return "attention";
    }
    boolean recurrent = Stream.of("LSTM", "GRU", "RNN").anyMatch(operators::contains);
    return recurrent ? "recurrence" : operators.contains("Conv") ? "sequences" : "others";
  }

  private void print() {
    System.out.println("figures  within 1  within 2  median band");
    byModel.forEach(BandsOverDraws::line);
    System.out.println();
    byOperator.entrySet().stream()
        .sorted(Comparator.comparingInt(e -> -e.getValue().size()))
        .forEach(e -> line(e.getKey(), e.getValue()));
    System.out.println();
    line("all", byModel.values().stream().flatMap(List::stream).toList());
  }

  private static void line(String name, List<Draw> draws) {
    double[] bands = draws.stream().mapToDouble(Draw::band).sorted().toArray();
    System.out.printf(
        "%7d %8.1f%% %8.1f%% %11.1f%%  %s%n",
        draws.size(),
        share(draws, 1),
        share(draws, 2),
        bands.length == 0 ? Double.NaN : 100 * bands[bands.length / 2],
        name);
  }

  private static double share(List<Draw> draws, double most) {
    return 100.0 * draws.stream().filter(d -> d.bands() <= most).count() / draws.size();
  }
}
