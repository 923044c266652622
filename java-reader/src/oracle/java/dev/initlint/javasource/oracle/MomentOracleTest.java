package dev.initlint.javasource.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import dev.initlint.graph.Node;
import dev.initlint.moment.Belief;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.source.SourceModel;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The second moment after every layer as predicted from source, against what the libraries compute
 * for the same source on N(0, 1) inputs in training mode, averaged over draws: within 10 %.
 */
class MomentOracleTest {
  private static final int DRAWS = 8;
  private static final int BATCH = 128;

  /** Steps of sequences, which recurrent layers are not at the end of their transient after. */
  private static final double LENGTH = 12;

  /** Fewer samples where each has many positions. */
  private static final int MAPS = 4;

  /** Layers that no rule is at hand for, which the reader's graph says. */
  private static final Set<String> UNKNOWN = Set.of("djl collection/01LinearCollection");

  /**
   * Behind a mean of 1/2 in all weights, units of a sample saturate together at 0 or at 1; the
   * softmax of such a mixture is not that of its average. Behind two depthwise kernels of nine
   * entries each a draw differs from its expectation by a quarter: {@link Dl4jKinds#kernelsInARow}
   * measures the same layers with their standard errors.
   */
  private static final Set<String> MIXED =
      Set.of(
          "dl4j distributions/1",
          "dl4j convolutions/3",
          "dl4j convolutions/4",
          "dl4j convolutions/5",
          "dl4j convolutions/6",
          "dl4j convolutions/7");

  /** Input shapes of the Deeplearning4j networks whose inputs are not the default's. */
  private static final Map<String, long[]> DL4J_INPUTS =
      Map.of(
          "distributions", new long[] {BATCH, 200},
          "defaults", new long[] {BATCH, 200},
          "convolutions", new long[] {MAPS, 3, 32, 32},
          "normalised", new long[] {8, 3, 16, 16},
          "selfAttention", new long[] {BATCH, 1000, 7},
          "sequences", new long[] {BATCH, (long) LENGTH},
          "graph", new long[] {BATCH, 128, 9});

  /** Mean of the squares, by layer. */
  private static final class Measured {
    private final Map<String, Double> sums = new LinkedHashMap<>();
    private final int draws;

    Measured(int draws) {
      this.draws = draws;
    }

    void add(String layer, double secondMoment) {
      sums.merge(layer, secondMoment / draws, Double::sum);
    }
  }

  @TestFactory
  List<DynamicTest> whatDjlComputes() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Method m : DjlNets.class.getDeclaredMethods()) {
      if (m.getReturnType() == Block.class && m.getParameterCount() == 0) {
        tests.add(DynamicTest.dynamicTest("djl " + m.getName(), () -> djl(m)));
      }
    }
    return tests;
  }

  private static void djl(Method m) throws ReflectiveOperationException {
    Natives.ofDjl();
    long[] dims = ReadNets.DJL_INPUTS.get(m.getName()).getShape().clone();
    Map<String, SourceModel> read = ReadNets.models("DjlNets.java", ReadNets.extents(dims));
    dims[0] = BATCH;
    Measured measured = new Measured(DRAWS);
    for (int i = 0; i < DRAWS; i++) {
      try (NDManager manager = NDManager.newBaseManager()) {
        Block net = (Block) m.invoke(null);
        net.initialize(manager, DataType.FLOAT32, new Shape(dims));
        NDList at = new NDList(manager.randomNormal(new Shape(dims)));
        for (var child : net.getChildren()) {
          at = child.getValue().forward(new ParameterStore(manager, false), at, true);
          NDArray x = at.get(0);
          measured.add(child.getKey(), x.mul(x).mean().getFloat());
        }
      }
    }
    compare("djl " + m.getName(), ReadNets.of(m.getName(), read), measured);
  }

  @TestFactory
  List<DynamicTest> whatDeeplearning4jComputes() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Method m : Dl4jNets.class.getDeclaredMethods()) {
      if (m.getParameterCount() == 0) {
        tests.add(DynamicTest.dynamicTest("dl4j " + m.getName(), () -> dl4j(m)));
      }
    }
    return tests;
  }

  private static void dl4j(Method m) throws ReflectiveOperationException {
    Natives.ofDeeplearning4j();
    Map<String, SourceModel> read = ReadNets.models("Dl4jNets.java", Map.of("T", LENGTH));
    long[] dims = DL4J_INPUTS.getOrDefault(m.getName(), new long[] {BATCH, 400});
    // Kernels of few entries and saturated softmaxes differ much from draw to draw.
    int draws = 4 * DRAWS;
    Measured measured = new Measured(draws);
    for (int i = 0; i < draws; i++) {
      Nd4j.getRandom().setSeed(100 + i);
      Object conf = m.invoke(null);
      // Tokens where the first layer is a table of a thousand rows.
      boolean tokens = m.getName().equals("sequences");
      INDArray x = tokens ? Transforms.floor(Nd4j.rand(dims).mul(1000)) : Nd4j.randn(dims);
      if (conf instanceof MultiLayerConfiguration list) {
        list.getConf(0).setSeed(i);
        MultiLayerNetwork net = new MultiLayerNetwork(list);
        net.init();
        List<INDArray> all = net.feedForward(x, true);
        for (int l = 1; l < all.size(); l++) {
          measured.add(String.valueOf(l - 1), square(all.get(l)));
        }
      } else {
        ComputationGraphConfiguration c = (ComputationGraphConfiguration) conf;
        c.getDefaultConfiguration().setSeed(i);
        ComputationGraph net = new ComputationGraph(c);
        net.init();
        Map<String, INDArray> all = net.feedForward(x, true);
        all.remove("in");
        all.forEach((layer, a) -> measured.add(layer, square(a)));
      }
    }
    compare("dl4j " + m.getName(), ReadNets.of(m.getName(), read), measured);
  }

  private static double square(INDArray a) {
    return a.mul(a).meanNumber().doubleValue();
  }

  private static void compare(String net, SourceModel model, Measured measured) {
    assertThat(model).as(net).isNotNull();
    Propagation p = Propagation.of(model.graph(), Assumptions.NONE);
    for (Map.Entry<String, Double> layer : measured.sums.entrySet()) {
      String name = net + "/" + layer.getKey();
      Belief belief = last(p, layer.getKey());
      if (belief instanceof Belief.Unknown u) {
        assertThat(UNKNOWN).as(name + ": " + u.reason()).contains(name);
        return;
      }
      if (belief == null || MIXED.contains(name)) {
        continue;
      }
      double predicted = moment(p, belief);
      double real = layer.getValue();
      System.out.printf("%-60s predicted %.3g real %.3g%n", name, predicted, real);
      if (predicted > 0) {
        assertThat(real / predicted).as(name).isBetween(0.9, 1.1);
      } else {
        assertThat(real).as(name).isLessThan(1e-9);
      }
    }
  }

  private static double moment(Propagation p, Belief belief) {
    return ((Belief.Known) belief).signal().stat().in(p.evaluation()).secondMoment();
  }

  /** What is known of the last value that a layer computes; null where it only moves entries. */
  private static Belief last(Propagation p, String layer) {
    Belief last = null;
    for (Node n : p.graph().nodes()) {
      if (n.name().startsWith(layer + "/")) {
        last = p.beliefs().get(n.output());
      }
    }
    return last;
  }
}
