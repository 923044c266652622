package dev.initlint.bench;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Parsed;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Stat;
import dev.initlint.onnx.OnnxReader;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.rules.RuleCheck;
import dev.initlint.symbol.Expr;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Propagation against the number of nodes: narrow transformers of more and more layers, whose
 * weights are stated as laws, so that no time goes into reading elements.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(0)
@Warmup(iterations = 1)
@Measurement(iterations = 2)
public class PropagationBenchmark {
  @Param({"1000", "10000", "100000"})
  public int nodes;

  private Graph graph;
  private Propagation propagated;

  @Setup(Level.Trial)
  public void build() throws IOException {
    graph = deep(nodes);
    propagated = Propagation.of(graph, Assumptions.NONE);
  }

  private static Graph deep(int nodes) throws IOException {
    int layers = (nodes - Gpt.OTHER_NODES) / Gpt.NODES_PER_LAYER;
    Gpt model = new Gpt(layers, 8, 2, 1, 16, 32);
    Path file = Path.of(System.getProperty("bench.models"), "nodes-" + nodes + ".onnx");
    Graph g = ((Parsed.Model) OnnxReader.read(GptFile.write(model, file))).graph();
    Map<String, Weight> weights = new LinkedHashMap<>();
    g.weights().forEach((name, w) -> weights.put(name, drawn(w)));
    return new Graph(
        g.name(), g.origin(), g.inputs(), g.outputs(), g.nodes(), weights, g.remarks());
  }

  /** A matrix or a bias as its law; scalars and integers as they are. */
  private static Weight drawn(Weight w) {
    if (!w.type().isReal() || w.count() == 1) {
      return w;
    }
    Law law =
        w.dims().length > 1
            ? new Law(Law.Family.NORMAL, "normal(0, 0.02)", Expr.ZERO, Expr.of(4e-4), 1)
            : w.name().endsWith(".bias")
                ? new Law(Law.Family.ZEROS, "zeros", Expr.ZERO, Expr.ZERO, 1)
                : new Law(Law.Family.ONES, "ones", Expr.ONE, Expr.ZERO, 1);
    return new Weight(w.name(), w.type(), w.dims(), new Weight.Drawn(law), w.origin());
  }

  /** Shapes, formulas forward and backward; no figure is evaluated yet. */
  @Benchmark
  public Propagation propagate() {
    return Propagation.of(graph, Assumptions.NONE);
  }

  /** The moments of every value and of every gradient, as numbers. */
  @Benchmark
  public double evaluate() {
    Evaluation e = propagated.evaluation();
    double sum = 0;
    for (Belief b : propagated.beliefs().values()) {
      if (b instanceof Belief.Known k) {
        sum += k.signal().stat().in(e).secondMoment();
      }
    }
    for (Belief b : propagated.beliefs().values()) {
      Quantity<Stat> g = b instanceof Belief.Known k ? propagated.gradient(k.signal()) : null;
      if (g != null) {
        sum += g.in(e).secondMoment();
      }
    }
    return sum;
  }

  /** All rules on a model that has been propagated. */
  @Benchmark
  public Object rules() {
    return RuleCheck.run(propagated, "deep.onnx", WeightsBenchmark.everyRule().rules());
  }
}
