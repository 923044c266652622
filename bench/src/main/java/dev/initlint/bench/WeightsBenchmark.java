package dev.initlint.bench;

import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.StandardEngine;
import dev.initlint.finding.CheckResult;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Parsed;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.OnnxReader;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.weight.Measured;
import dev.initlint.weight.WeightFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A 500 MB model: what reading its weights once costs, and what is made of it. All in one process,
 * over one mapped file.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(0)
@Warmup(iterations = 2)
@Measurement(iterations = 7)
public class WeightsBenchmark {
  private static final int LANES = 512;
  private static final int ROUNDS = 64;

  private Path file;
  private List<ByteBuffer> weights;
  private Graph graph;
  private EngineSettings settings;

  @Setup(Level.Trial)
  public void open() throws IOException {
    file = GptFile.write(Gpt.SMALL, Path.of(System.getProperty("bench.model")));
    weights = MappedWeights.of(file);
    graph = ((Parsed.Model) OnnxReader.read(file)).graph();
    settings = everyRule();
  }

  static EngineSettings everyRule() {
    Set<String> ids = new TreeSet<>();
    new StandardEngine().rules().stream().map(RuleInfo::id).forEach(ids::add);
    return EngineSettings.of(ids);
  }

  /** Σx and Σx² as one writes them down: two doubles, element by element. */
  @Benchmark
  public double sumAndSquares() {
    double sum = 0;
    double squares = 0;
    for (ByteBuffer w : weights) {
      FloatBuffer x = w.asFloatBuffer();
      for (int i = 0; i < x.limit(); i++) {
        double v = x.get(i);
        sum += v;
        squares += v * v;
      }
    }
    return sum + squares;
  }

  /**
   * The same sums in float lanes that the compiler makes vector code of: near the memory's rate.
   */
  @Benchmark
  public double sumAndSquaresInLanes() {
    float[] x = new float[LANES];
    float[] sums = new float[LANES];
    float[] squares = new float[LANES];
    double total = 0;
    for (ByteBuffer w : weights) {
      FloatBuffer from = w.asFloatBuffer();
      int round = 0;
      while (from.hasRemaining()) {
        int n = Math.min(LANES, from.remaining());
        from.get(x, 0, n);
        addLanes(x, sums, squares, n);
        if (++round == ROUNDS || !from.hasRemaining()) {
          total += flush(sums) + flush(squares);
          round = 0;
        }
      }
    }
    return total;
  }

  private static void addLanes(float[] x, float[] sums, float[] squares, int n) {
    for (int j = 0; j < n; j++) {
      sums[j] += x[j];
      squares[j] += x[j] * x[j];
    }
  }

  private static double flush(float[] lanes) {
    double total = 0;
    for (int j = 0; j < lanes.length; j++) {
      total += lanes[j];
      lanes[j] = 0;
    }
    return total;
  }

  /** Everything the analysis wants to know of the weights, and nothing else. */
  @Benchmark
  public List<WeightFacts> weightFacts() {
    Measured measured = new Measured();
    List<WeightFacts> facts = new ArrayList<>();
    for (Weight w : graph.weights().values()) {
      if (w.type().isReal() && w.data() != null) {
        facts.add(measured.of(w.data()));
      }
    }
    return facts;
  }

  /** The whole of {@code check}, from the path to the findings. */
  @Benchmark
  public CheckResult check() {
    return new StandardEngine().check(file, settings);
  }

  /** The model as an object of protobuf's, all weights copied to the heap; nothing summed. */
  @Benchmark
  public ModelProto protobufParse() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ModelProto.parseFrom(in);
    }
  }
}
