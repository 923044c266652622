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
public class AlphaZero {
  private static final String IN = "input";
  private int n = 0;
  private String conv(ComputationGraphConfiguration.GraphBuilder g, String from, int in, int out, int k, boolean relu) {
    String name = String.format("conv_%03d", n++);
    g.addLayer(name, new ConvolutionLayer.Builder(k, k).stride(1, 1).convolutionMode(ConvolutionMode.Same).nIn(in).nOut(out).activation(Activation.IDENTITY).hasBias(false).build(), from)
     .addLayer(name + "_bn", new BatchNormalization.Builder().nOut(out).build(), name);
    if (!relu) return name + "_bn";
    g.addLayer(name + "_relu", new ActivationLayer.Builder().activation(Activation.RELU).build(), name + "_bn"); return name + "_relu";
  }
  private String res(ComputationGraphConfiguration.GraphBuilder g, String from, int f) {
    String a = conv(g, from, f, f, 3, true); String b = conv(g, a, f, f, 3, false); String add = "add_" + n;
    g.addVertex(add, new ElementWiseVertex(ElementWiseVertex.Op.Add), from, b); g.addLayer(add + "_relu", new ActivationLayer(Activation.RELU), add); return add + "_relu";
  }
  ComputationGraph alphaZero(int blocks, int planes, int filters, int moves) {
    var g = new NeuralNetConfiguration.Builder().updater(new Sgd()).weightInit(WeightInit.LECUN_NORMAL).graphBuilder().addInputs(IN).setInputTypes(InputType.convolutional(19, 19, planes));
    String x = conv(g, IN, planes, filters, 3, true);
    for (int i = 0; i < blocks; i++) x = res(g, x, filters);
    String p = conv(g, x, filters, 2, 1, true);
    g.addLayer("policy", new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).nIn(2 * 19 * 19).nOut(moves).activation(Activation.SOFTMAX).build(), p);
    String v = conv(g, x, filters, 1, 1, true);
    g.addLayer("v1", new DenseLayer.Builder().nIn(361).nOut(256).activation(Activation.RELU).build(), v).addLayer("value", new OutputLayer.Builder(LossFunctions.LossFunction.MSE).nIn(256).nOut(1).activation(Activation.TANH).build(), "v1");
    g.setOutputs("policy", "value");
    g.inputPreProcessor("policy", new CnnToFeedForwardPreProcessor(19, 19, 2)); g.inputPreProcessor("v1", new CnnToFeedForwardPreProcessor(19, 19, 1));
    ComputationGraph net = new ComputationGraph(g.build()); net.init(); return net;
  }
  public static void main(String[] args) { int b = args.length > 0 ? Integer.parseInt(args[0]) : 3; new AlphaZero().alphaZero(b, 17, 64, 362); }
}
