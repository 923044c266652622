import org.deeplearning4j.nn.conf.*;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.*;
import org.deeplearning4j.nn.conf.graph.*;
import org.deeplearning4j.nn.conf.preprocessor.*;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.transferlearning.*;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.deeplearning4j.datasets.iterator.impl.MnistDataSetIterator;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.*;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import java.util.*;
import java.util.stream.*;
public class LayerFactories {
  interface LayerFactory { Layer create(int in, int out); default String label() { return "layer"; } }
  static class DenseFactory implements LayerFactory { private final Activation a; DenseFactory(Activation a) { this.a = a; } public Layer create(int in, int out) { return new DenseLayer.Builder().nIn(in).nOut(out).activation(a).weightInit(WeightInit.XAVIER).build(); } }
  static final LayerFactory LAMBDA = (in, out) -> new DenseLayer.Builder().nIn(in).nOut(out).activation(Activation.SIGMOID).build();
  static final Map<String, LayerFactory> FACTORIES = Map.of("relu", new DenseFactory(Activation.RELU), "sig", LAMBDA);
  ComputationGraph graph(String... kinds) {
    ComputationGraphConfiguration.GraphBuilder g = new NeuralNetConfiguration.Builder().updater(new Adam(1e-3)).graphBuilder().addInputs("in");
    String prev = "in"; int width = 32;
    for (String k : kinds) { String n = k + "_" + FACTORIES.get(k).label() + width; g.addLayer(n, FACTORIES.get(k).create(width, width * 2), prev); prev = n; width *= 2; }
    g.addLayer("out", new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).nIn(width).nOut(3).activation(Activation.SOFTMAX).build(), prev).setOutputs("out");
    ComputationGraph cg = new ComputationGraph(g.build()); cg.init(); return cg;
  }
  public static void main(String[] args) { new LayerFactories().graph("relu", "sig", "relu"); }
}
