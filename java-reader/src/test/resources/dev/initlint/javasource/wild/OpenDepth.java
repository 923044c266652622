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

public class OpenDepth {
  public static class Conf { private int numLayer; private int numHiddenNodes; private double l2; public int getNumLayer() { return numLayer; } public int getNumHiddenNodes() { return numHiddenNodes; } public double getL2() { return l2; } }
  private final Conf conf;
  public OpenDepth(Conf conf) { this.conf = conf; }
  public MultiLayerNetwork buildDQN(int[] numInputs, int numOutputs) {
    int nIn = 1;
    for (int i : numInputs) nIn *= i;
    NeuralNetConfiguration.ListBuilder confB = new NeuralNetConfiguration.Builder().seed(1).updater(new Adam()).weightInit(WeightInit.XAVIER).l2(conf.getL2()).list()
      .layer(0, new DenseLayer.Builder().nIn(nIn).nOut(conf.getNumHiddenNodes()).activation(Activation.RELU).build());
    for (int i = 1; i < conf.getNumLayer(); i++) confB.layer(i, new DenseLayer.Builder().nIn(conf.getNumHiddenNodes()).nOut(conf.getNumHiddenNodes()).activation(Activation.RELU).build());
    confB.layer(conf.getNumLayer(), new OutputLayer.Builder(LossFunctions.LossFunction.MSE).activation(Activation.IDENTITY).nIn(conf.getNumHiddenNodes()).nOut(numOutputs).build());
    MultiLayerNetwork model = new MultiLayerNetwork(confB.build()); model.init(); return model;
  }
}
