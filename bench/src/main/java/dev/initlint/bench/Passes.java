package dev.initlint.bench;

import ai.onnxruntime.OrtException;
import com.sun.management.OperatingSystemMXBean;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Parsed;
import dev.initlint.onnx.OnnxReader;
import dev.initlint.verify.VerifySettings;
import dev.initlint.verify.engine.Observer;
import dev.initlint.verify.engine.Pass;
import dev.initlint.verify.engine.Ties;
import dev.initlint.verify.measure.Inputs;
import dev.initlint.verify.measure.Seeds;
import dev.initlint.verify.measure.Weights;
import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Lanes;
import dev.initlint.verify.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * {@code Passes THREADS MODEL...}: forward and backward passes of verify beside forward passes of
 * ONNX Runtime, in turns in one process, so that a noisy machine is noisy for both.
 */
final class Passes {
  private static final int ROUNDS = 9;
  private static final double ROUND_SECONDS = 0.2;
  private static final double WARM_UP_SECONDS = 4;

  /** ONNX Runtime's threads spin for a moment after a pass; the next pass waits for that to end. */
  private static final int PAUSE_MILLISECONDS = 100;

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Graph graph;
  private final Machine machine;
  private final Map<String, Tensor> inputs;
  private final Map<String, Tensor> weights;
  private final Tensor upstream;

  private Passes(Path file, Machine machine) {
    graph = ((Parsed.Model) OnnxReader.read(file)).graph();
    this.machine = machine;
    VerifySettings settings = VerifySettings.defaults();
    inputs = new Inputs(graph, settings).draw(machine, 0, 0);
    weights = new Weights(graph, settings, machine).draw(0);
    inputs.values().forEach(machine.arena()::retain);
    weights.values().forEach(machine.arena()::retain);
    Pass pass = forward(false, new Observer() {});
    Tensor output = pass.value(graph.outputs().get(0).name());
    upstream = machine.arena().reals(output.dims());
    machine.arena().retain(upstream);
    Seeds.fill(upstream.reals(), 1, machine.workers(), Seeds.normal(0, 1));
    pass.close();
  }

  public static void main(String[] args) throws OrtException {
    Locale.setDefault(Locale.ROOT);
    int threads = Integer.parseInt(args[0]);
    for (String file : Arrays.asList(args).subList(1, args.length)) {
      try (Machine machine =
          Machine.of(Arena.Precision.FLOAT, threads, Long.MAX_VALUE, Lanes.best())) {
        new Passes(Path.of(file), machine).compare(Path.of(file), threads);
      }
    }
  }

  private void compare(Path file, int threads) throws OrtException {
    try (OnnxRuntime reference = new OnnxRuntime(file, threads, inputs)) {
      Turn[] turns = {
        new Turn(this::forward), new Turn(reference::forward), new Turn(this::forwardAndBackward)
      };
      for (Turn t : turns) {
        t.warmUp();
      }
      double inProducts = 0;
      for (int round = 0; round < ROUNDS; round++) {
        for (Turn t : turns) {
          double before = machine.products().seconds();
          t.take(round);
          inProducts += t == turns[0] ? machine.products().seconds() - before : 0;
        }
      }
      System.out.println(file.getParent().getFileName() + "/" + file.getFileName());
      turns[0].print("forward");
      turns[1].print("ONNX Runtime, forward");
      turns[2].print("forward and backward");
      System.out.printf(
          "  forward %.2f x the speed of ONNX Runtime, by best times %.2f x, by processor time %.2f x;"
              + " forward and backward %.2f forwards%n",
          ratio(turns[1].seconds, turns[0].seconds),
          best(turns[1].seconds) / best(turns[0].seconds),
          ratio(turns[1].processor, turns[0].processor),
          ratio(turns[2].seconds, turns[0].seconds));
      System.out.printf(
          "  %.0f %% of the processor time of a forward pass inside %s; sums and exponentials by %s%n",
          100 * inProducts / turns[0].total / threads,
          machine.products().name(),
          machine.lanes().name());
    }
    Arena arena = machine.arena();
    System.out.printf(
        "  peak memory %.1f MB, %.2f x the largest sum of live tensors%n",
        arena.peakAllocatedBytes() / 1e6, (double) arena.peakAllocatedBytes() / arena.peakBytes());
    OperatorTimes times = new OperatorTimes();
    int passes = 20;
    for (int i = 0; i < passes; i++) {
      forward(false, times).close();
      times.passed();
    }
    times.print(passes, 10);
  }

  private void forward() {
    forward(false, new Observer() {}).close();
  }

  private void forwardAndBackward() {
    Pass pass = forward(true, new Observer() {});
    pass.backward(graph.outputs().get(0).name(), upstream);
    pass.close();
  }

  private Pass forward(boolean backward, Observer observer) {
    Pass pass = new Pass(graph, machine, backward, Ties.NONE, 0, observer);
    pass.forward(inputs, weights);
    if (!pass.notRun().isEmpty()) {
      throw new IllegalStateException(pass.notRun().toString());
    }
    return pass;
  }

  /** The median of the ratios of the rounds. */
  private static double ratio(double[] above, double[] below) {
    double[] ratios = new double[ROUNDS];
    Arrays.setAll(ratios, i -> above[i] / below[i]);
    return median(ratios);
  }

  private static double median(double[] x) {
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    return sorted[x.length / 2];
  }

  private static double best(double[] x) {
    return Arrays.stream(x).min().orElseThrow();
  }

  /** One of those that take turns. */
  private static final class Turn {
    private final Runnable pass;
    private final double[] seconds = new double[ROUNDS];
    private final double[] processor = new double[ROUNDS];
    private int passes;
    private double total;

    Turn(Runnable pass) {
      this.pass = pass;
    }

    void warmUp() {
      long start = System.nanoTime();
      int done = 0;
      double spent;
      do {
        pass.run();
        done++;
        spent = (System.nanoTime() - start) / 1e9;
      } while (spent < WARM_UP_SECONDS);
      passes = Math.max(1, (int) (ROUND_SECONDS * done / spent));
    }

    void take(int round) {
      try {
        Thread.sleep(PAUSE_MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      long busy = PROCESS.getProcessCpuTime();
      long start = System.nanoTime();
      for (int i = 0; i < passes; i++) {
        pass.run();
      }
      double spent = (System.nanoTime() - start) / 1e9;
      processor[round] = (PROCESS.getProcessCpuTime() - busy) / 1e9 / passes;
      total += spent;
      seconds[round] = spent / passes;
    }

    void print(String what) {
      System.out.printf(
          "  %-22s median %8.2f ms  best %8.2f ms  processor, best %8.2f ms%n",
          what, median(seconds) * 1e3, best(seconds) * 1e3, best(processor) * 1e3);
    }
  }
}
