package dev.initlint.hub.family;

import dev.initlint.hub.configuration.Configuration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Small models as transformers 5.18.0 builds them: the configuration, and the name, shape and mean
 * square over six draws of each parameter (of the first layer only, where layers are alike). {@code
 * bench/families/measure.py} and {@code census.py} write them.
 */
record Census(String name, Configuration configuration, Map<String, Tensor> parameters) {

  /** What was measured of a parameter. */
  record Tensor(long[] dims, double secondMoment) {
    double count() {
      return Arrays.stream(dims).asDoubleStream().reduce(1, (a, b) -> a * b);
    }
  }

  static List<Census> all() {
    List<Census> all = new ArrayList<>();
    for (String model : text("census.txt").split("(?m)^== ")) {
      if (!model.isBlank()) {
        all.add(of(model));
      }
    }
    return all;
  }

  private static Census of(String model) {
    List<String> lines = model.lines().toList();
    String[] head = lines.get(0).split(" ", 2);
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ");
      long[] dims =
          words[1].equals("-")
              ? new long[0]
              : Arrays.stream(words[1].split("x")).mapToLong(Long::parseLong).toArray();
      parameters.put(words[0], new Tensor(dims, Double.parseDouble(words[2])));
    }
    return new Census(head[0], Configuration.parse(head[0] + "/config.json", head[1]), parameters);
  }

  private static String text(String name) {
    try (InputStream in = Census.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
