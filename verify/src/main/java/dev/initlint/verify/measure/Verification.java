package dev.initlint.verify.measure;

import dev.initlint.graph.Graph;
import dev.initlint.verify.Measured;
import dev.initlint.verify.Refused;
import dev.initlint.verify.VerifySettings;
import dev.initlint.verify.engine.NotRun;
import dev.initlint.verify.engine.Observer;
import dev.initlint.verify.engine.Pass;
import dev.initlint.verify.engine.Ties;
import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Lanes;
import dev.initlint.verify.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs a graph over draws of its inputs and weights and measures every value and weight. */
public final class Verification {
  /**
   * Peak bytes times passes from which on the Vector API is worth its start: it saves some 50 ms a
   * gigabyte and pass.
   */
  private static final double LONG_RUN = 12e9;

  private final Graph graph;
  private final VerifySettings settings;
  private final Inputs inputs;
  private final Set<String> remarks = new LinkedHashSet<>();
  private final long started = System.nanoTime();

  private Verification(Graph graph, VerifySettings settings) {
    this.graph = graph;
    this.settings = settings;
    this.inputs = new Inputs(graph, settings);
    this.remarks.addAll(inputs.remarks());
  }

  /**
   * Measures a model.
   *
   * @throws Refused if it cannot be run at all: an input without a shape, or too little memory
   */
  public static Measured run(Graph graph, VerifySettings settings) {
    return new Verification(graph, settings).measure();
  }

  private Measured measure() {
    long whole = inputs.batch();
    long needed = peakBytes();
    while (needed > settings.memory() && inputs.shrink()) {
      needed = peakBytes();
    }
    if (needed > settings.memory()) {
      throw new Refused(
          "the model needs "
              + Arena.megabytes(needed)
              + " and may use "
              + Arena.megabytes(settings.memory())
              + "; raise --memory or shorten the sequence with --dim");
    }
    if (inputs.batch() < whole) {
      remarks.add("the batch is " + inputs.batch() + " instead of " + whole + " to fit memory");
    }
    int threads =
        settings.threads() > 0 ? settings.threads() : Runtime.getRuntime().availableProcessors();
    double passes = (double) settings.draws() * settings.seeds();
    Lanes lanes = needed * passes > LONG_RUN ? Lanes.best() : Lanes.plain();
    try (Machine machine = Machine.of(Arena.Precision.FLOAT, threads, settings.memory(), lanes)) {
      return measure(machine);
    } catch (Arena.Exhausted e) {
      throw new Refused("the model " + e.getMessage());
    }
  }

  /** Bytes of tensors that a run will have in use at once, from a rehearsal without elements. */
  private long peakBytes() {
    try (Machine machine = Machine.rehearsal(Arena.Precision.FLOAT)) {
      Map<String, Tensor> weights = new Weights(graph, settings, machine).draw(0);
      Pass pass = new Pass(graph, machine, settings.backward(), Ties.NONE, 0, new Observer() {});
      pass.forward(inputs.draw(machine, 0, 0), weights);
      if (settings.backward()) {
        backward(machine, pass, 0);
      }
      return machine.arena().peakBytes();
    }
  }

  private Measured measure(Machine machine) {
    if (machine.products().remark() != null) {
      remarks.add(machine.products().remark());
    }
    Gauge gauge = new Gauge(graph, machine, settings.cancelled());
    Weights weights = new Weights(graph, settings, machine);
    int seeds = weights.anyDrawn() ? settings.seeds() : 1;
    if (seeds < settings.seeds()) {
      remarks.add("the weights are stored, so there is one weight draw; --redraw draws more");
    }
    List<NotRun> notRun = List.of();
    Ties ties = Ties.NONE;
    for (int seed = 0; seed < seeds && !gauge.cancelled(); seed++) {
      Map<String, Tensor> tensors = weights.draw(seed);
      ties = weights.ties();
      gauge.seed(seed);
      tensors.forEach((name, t) -> gauge.weight(name, graph.weights().get(name), t));
      for (int draw = 0; draw < settings.draws() && !gauge.cancelled(); draw++) {
        settings
            .progress()
            .accept(
                "weights "
                    + (seed + 1)
                    + "/"
                    + seeds
                    + ", inputs "
                    + (draw + 1)
                    + "/"
                    + settings.draws());
        notRun = pass(machine, gauge, tensors, ties, seed, draw);
      }
    }
    return new Measured(
        graph.name(),
        gauge.values(),
        gauge.parameters(ties.firstUseOnly()),
        weights.copies(),
        gauge.attention(),
        gauge.outputs(),
        notRun,
        conditions(machine, seeds, !gauge.cancelled()),
        new ArrayList<>(remarks));
  }

  private List<NotRun> pass(
      Machine machine, Gauge gauge, Map<String, Tensor> weights, Ties ties, int seed, int draw) {
    long under = Seeds.of(settings.seed(), "pass", seed);
    Map<String, Tensor> drawn = inputs.draw(machine, seed, draw);
    drawn.forEach(gauge::input);
    Pass pass =
        new Pass(
            graph, machine, settings.backward(), ties, Seeds.of(under, "dropout", draw), gauge);
    pass.forward(drawn, weights);
    graph.outputs().stream()
        .filter(o -> pass.value(o.name()) != null)
        .forEach(o -> gauge.output(o.name(), pass.value(o.name())));
    if (settings.backward() && !gauge.cancelled()) {
      backward(machine, pass, Seeds.of(under, "gradient", draw));
    }
    pass.close();
    return pass.notRun();
  }

  private void backward(Machine machine, Pass pass, long seed) {
    if (graph.outputs().isEmpty()) {
      return;
    }
    String first = graph.outputs().get(0).name();
    Tensor output = pass.value(first);
    if (output == null || !output.isReal()) {
      remarks.add("no gradients: the first output, " + first + ", was not computed as reals");
      return;
    }
    Tensor upstream = machine.arena().reals(output.dims());
    Seeds.fill(upstream.reals(), seed, machine.workers(), Seeds.normal(0, 1));
    pass.backward(first, upstream);
  }

  private Measured.Conditions conditions(Machine machine, int seeds, boolean complete) {
    double seconds = (System.nanoTime() - started) / 1e9;
    return new Measured.Conditions(
        settings.draws(),
        seeds,
        machine.workers().threads(),
        machine.kernels(),
        seconds,
        machine.products().seconds() / seconds / machine.workers().threads(),
        machine.arena().peakBytes(),
        complete);
  }
}
