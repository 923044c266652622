package dev.initlint.javasource.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Second moments over draws of weights and inputs, by the place where they are measured. */
final class Measured {
  private final Map<String, List<Double>> draws = new LinkedHashMap<>();

  /** How often a network is drawn: {@code -Doracle.draws=8} bounds it for a quick look. */
  static int draws(Given given) {
    return Math.min(given.draws(), Integer.getInteger("oracle.draws", Integer.MAX_VALUE));
  }

  /** The mean over draws and the standard error of that mean. */
  record Figure(double mean, double standardError, int draws) {}

  void add(String place, double secondMoment) {
    draws.computeIfAbsent(place, k -> new ArrayList<>()).add(secondMoment);
  }

  /** By place, in the order of first measurement. */
  Map<String, Figure> figures() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    draws.forEach((place, all) -> figures.put(place, figure(all)));
    return figures;
  }

  private static Figure figure(List<Double> all) {
    double mean = all.stream().mapToDouble(d -> d).average().orElse(0);
    double squares = all.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
    int n = all.size();
    return new Figure(mean, Math.sqrt(squares / (n - 1) / n), n);
  }
}
