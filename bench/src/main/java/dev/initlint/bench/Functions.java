package dev.initlint.bench;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks of functions in this process and prints them beside each other. */
final class Functions {
  private Functions() {}

  public static void main(String[] args) throws RunnerException {
    Locale.setDefault(Locale.ROOT);
    switch (args[0]) {
      case "weights" -> weights(run(WeightsBenchmark.class));
      case "propagation" -> propagation(run(PropagationBenchmark.class));
      default -> throw new IllegalArgumentException("no benchmark is called " + args[0]);
    }
  }

  private static Collection<RunResult> run(Class<?> benchmark) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include("\\b" + benchmark.getSimpleName() + "\\b")
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    return new Runner(options).run();
  }

  /** Ratios to the plainest pass and to the fastest. */
  private static void weights(Collection<RunResult> results) {
    double plain = best(results, "sumAndSquares");
    double lanes = best(results, "sumAndSquaresInLanes");
    for (RunResult r : results) {
      double best = best(r);
      System.out.printf(
          "%-22s best %8.1f ms  median %8.1f ms   %6.2f x sumAndSquares  %6.2f x in lanes%n",
          name(r), best, median(r), best / plain, best / lanes);
    }
  }

  /** Time for each node, and its ratio to that of the smallest graph. */
  private static void propagation(Collection<RunResult> results) {
    for (RunResult r : results) {
      double least = perNode(results, name(r));
      int nodes = nodes(r);
      double each = best(r) * 1e6 / nodes;
      System.out.printf(
          "%-12s %7d nodes  best %9.1f ms  %8.0f ns a node  %5.2f x the smallest%n",
          name(r), nodes, best(r), each, each / least);
    }
  }

  private static double perNode(Collection<RunResult> results, String name) {
    RunResult smallest =
        results.stream()
            .filter(r -> name(r).equals(name))
            .min(Comparator.comparingInt(Functions::nodes))
            .orElseThrow();
    return best(smallest) * 1e6 / nodes(smallest);
  }

  private static int nodes(RunResult r) {
    return Integer.parseInt(r.getParams().getParam("nodes"));
  }

  private static double best(Collection<RunResult> results, String name) {
    return best(results.stream().filter(r -> name(r).equals(name)).findFirst().orElseThrow());
  }

  private static double best(RunResult r) {
    return times(r)[0];
  }

  private static double median(RunResult r) {
    double[] sorted = times(r);
    return sorted[sorted.length / 2];
  }

  private static double[] times(RunResult r) {
    return r.getAggregatedResult().getIterationResults().stream()
        .mapToDouble(i -> i.getPrimaryResult().getScore())
        .sorted()
        .toArray();
  }

  private static String name(RunResult r) {
    String full = r.getParams().getBenchmark();
    return full.substring(full.lastIndexOf('.') + 1);
  }
}
