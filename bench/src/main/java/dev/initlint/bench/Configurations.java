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
 * round. The argument is a folder of folders with a {@code config.json} each.
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
    for (int round = 1; round <= ROUNDS; round++) {
      Map<Path, Double> seconds = new LinkedHashMap<>();
      int known = 0;
      double total = 0;
      for (Path file : files) {
        long start = cpu();
        CheckResult result = engine.check(file, settings);
        double took = (cpu() - start) / 1e9;
        seconds.put(file, took);
        total += took;
        known += result instanceof CheckResult.Checked c && c.coverage().share() > 0 ? 1 : 0;
      }
      System.out.printf(
          "round %d: %d configurations, %d of known families, %.1f s, %.0f a second;"
              + " known ones alone %.1f a second%n",
          round, files.size(), known, total, files.size() / total, known / total);
      if (round == ROUNDS) {
        seconds.entrySet().stream()
            .sorted(Map.Entry.<Path, Double>comparingByValue(Comparator.reverseOrder()))
            .limit(SLOWEST)
            .forEach(
                e -> System.out.printf("  %6.3f s  %s%n", e.getValue(), e.getKey().getFileName()));
      }
    }
  }
}
