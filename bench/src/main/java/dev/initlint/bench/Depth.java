package dev.initlint.bench;

import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.StandardEngine;
import dev.initlint.engine.Traced;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What depth costs: a causal language model of 12 to 192 layers, by its configuration, checked and
 * traced in turns in one warm process. Processor time of one thread; medians, and the ratio of both
 * within a round. The argument is the number of rounds.
 */
final class Depth {
  private static final int[] LAYERS = {12, 48, 96, 192};

  private Depth() {}

  private static double seconds(Runnable work) {
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    work.run();
    return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9;
  }

  private static double median(double[] of) {
    double[] sorted = of.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static Path configuration(Path folder, int layers) throws IOException {
    return Files.writeString(
        folder.resolve("config.json"),
        """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 32000,
         "hidden_size": 1024, "intermediate_size": 2816, "num_attention_heads": 16,
         "num_key_value_heads": 4, "num_hidden_layers": %d}
        """
            .formatted(layers));
  }

  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Path folder = Files.createTempDirectory("depth");
    StandardEngine engine = new StandardEngine();
    EngineSettings all =
        EngineSettings.of(engine.rules().stream().map(RuleInfo::id).collect(Collectors.toSet()));
    EngineSettings none = EngineSettings.of(java.util.Set.of());
    for (int layers : LAYERS) {
      Path file = configuration(folder, layers);
      double[] check = new double[rounds];
      double[] trace = new double[rounds];
      double[] ratio = new double[rounds];
      int values = 0;
      for (int i = -1; i < rounds; i++) {
        double c = seconds(() -> engine.check(file, all));
        Traced.Model[] traced = new Traced.Model[1];
        double t =
            seconds(
                () -> {
                  traced[0] = (Traced.Model) engine.trace(file, none);
                  traced[0].trace().laws().slopes();
                });
        values = traced[0].trace().values().size();
        if (i >= 0) {
          check[i] = c;
          trace[i] = t;
          ratio[i] = t / c;
        }
      }
      System.out.printf(
          "%3d layers, %5d values: check %7.1f ms (%.3f ms a value), trace %7.1f ms, %.2f of check%n",
          layers,
          values,
          1e3 * median(check),
          1e3 * median(check) / values,
          1e3 * median(trace),
          median(ratio));
    }
    Files.delete(folder.resolve("config.json"));
    Files.delete(folder);
  }
}
