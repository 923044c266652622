package dev.initlint.bench;

import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.StandardEngine;
import dev.initlint.finding.CheckResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Configurations checked a second of processor time, on one thread in one process, round after
 * round: milliseconds for each value of a model that is followed, cures that are tried included,
 * and how much of the first round's time a warm one takes. The argument is a folder of folders with
 * a {@code config.json} each.
 */
final class Configurations {
  private static final int ROUNDS = Integer.getInteger("rounds", 4);
  private static final int SLOWEST = 8;

  private Configurations() {}

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(args[0]))) {
      files = all.filter(f -> Files.exists(f.resolve("config.json"))).sorted().toList();
    }
    StandardEngine engine = new StandardEngine();
    EngineSettings settings =
        EngineSettings.of(engine.rules().stream().map(RuleInfo::id).collect(Collectors.toSet()));
    double cold = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      Map<Path, Double> seconds = new LinkedHashMap<>();
      Map<Path, Long> values = new LinkedHashMap<>();
      int known = 0;
      double total = 0;
      double followed = 0;
      for (Path file : files) {
        long start = cpu();
        CheckResult result = engine.check(file, settings);
        double took = (cpu() - start) / 1e9;
        seconds.put(file, took);
        total += took;
        if (result instanceof CheckResult.Checked c && c.coverage().known() > 0) {
          known++;
          followed += took;
          values.put(file, c.coverage().values());
        }
      }
      cold = round == 1 ? total : cold;
      long all = values.values().stream().mapToLong(v -> v).sum();
      System.out.printf(
          "round %d: %d configurations, %.1f s, %.0f a second, %.2f of the first round;"
              + " %d of known families, %.1f a second, %.2f ms a value%n",
          round,
          files.size(),
          total,
          files.size() / total,
          total / cold,
          known,
          known / followed,
          1e3 * followed / all);
      if (round == ROUNDS) {
        double cpu = total;
        values.keySet().removeIf(f -> values.get(f) == 0);
        seconds.entrySet().stream()
            .filter(e -> values.containsKey(e.getKey()))
            .sorted(Map.Entry.<Path, Double>comparingByValue(Comparator.reverseOrder()))
            .limit(SLOWEST)
            .forEach(
                e ->
                    System.out.printf(
                        "  %6.3f s  %4.1f %% of all  %5.2f ms a value  %s%n",
                        e.getValue(),
                        100 * e.getValue() / cpu,
                        1e3 * e.getValue() / values.get(e.getKey()),
                        e.getKey().getFileName()));
      }
    }
  }
}
