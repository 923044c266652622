package dev.initlint.javasource.oracle;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * What Deeplearning4j computes in training mode: the activations behind every layer on N(0, 1)
 * inputs, and the gradients of every weight for an N(0, 1) gradient behind the last layer.
 */
final class Dl4jRun {
  private static final int FIRST_SEED = 100;

  /**
   * Apart from those of the weights: with the same seed inputs and weights would be the same
   * numbers.
   */
  private static final int INPUT_SEED = 100_000;

  private Dl4jRun() {}

  static Measured of(Method net, Given given) throws ReflectiveOperationException {
    Measured measured = new Measured();
    for (int i = 0; i < Measured.draws(given); i++) {
      Object conf = net.invoke(null);
      Nd4j.getRandom().setSeed(INPUT_SEED + i);
      INDArray x =
          given.tokens() > 0
              ? Transforms.floor(Nd4j.rand(given.value()).mul(given.tokens()))
              : Nd4j.randn(given.value());
      if (conf instanceof MultiLayerConfiguration c) {
        list(c, FIRST_SEED + i, x, given.training(), measured);
      } else {
        graph((ComputationGraphConfiguration) conf, FIRST_SEED + i, x, given.training(), measured);
      }
    }
    return measured;
  }

  private static void list(
      MultiLayerConfiguration c, long seed, INDArray x, boolean training, Measured measured) {
    c.getConf(0).setSeed(seed);
    MultiLayerNetwork net = new MultiLayerNetwork(c);
    net.init();
    net.setInput(x);
    List<INDArray> all = net.feedForward(training, false);
    for (int l = 1; l < all.size(); l++) {
      measured.add(String.valueOf(l - 1), square(all.get(l)));
    }
    if (!training
        || net.getOutputLayer() instanceof org.deeplearning4j.nn.api.layers.IOutputLayer) {
      return;
    }
    INDArray last = all.get(all.size() - 1);
    Gradient g = net.backpropGradient(Nd4j.randn(last.shape()), null).getFirst();
    gradients(g, measured);
  }

  private static void graph(
      ComputationGraphConfiguration c, long seed, INDArray x, boolean training, Measured measured) {
    c.getDefaultConfiguration().setSeed(seed);
    ComputationGraph net = new ComputationGraph(c);
    net.init();
    Map<String, INDArray> all = net.feedForward(new INDArray[] {x}, training, false);
    INDArray last = all.get(c.getNetworkOutputs().get(0));
    for (Map.Entry<String, INDArray> vertex : all.entrySet()) {
      if (!c.getNetworkInputs().contains(vertex.getKey())) {
        measured.add(vertex.getKey(), square(vertex.getValue()));
      }
    }
    if (training) {
      gradients(net.backpropGradient(Nd4j.randn(last.shape())), measured);
    }
  }

  private static void gradients(Gradient g, Measured measured) {
    for (Map.Entry<String, INDArray> e : g.gradientForVariable().entrySet()) {
      measured.add("d " + e.getKey().replaceFirst("_(?=[^_]+$)", "/"), square(e.getValue()));
    }
  }

  private static double square(INDArray a) {
    return a.mul(a).meanNumber().doubleValue();
  }
}
