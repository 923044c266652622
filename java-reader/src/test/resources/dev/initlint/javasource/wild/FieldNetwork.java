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
public class FieldNetwork {
  /** model stored in field by constructor; config from JSON. */
  private MultiLayerNetwork network; private final int[] layers;
  public FieldNetwork(int... layers) { this.layers = layers; init(); }
  private void init() {
    NeuralNetConfiguration.ListBuilder lb = new NeuralNetConfiguration.Builder().seed(System.currentTimeMillis()).optimizationAlgo(org.deeplearning4j.nn.api.OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT).list();
    for (int l = 0; l < layers.length - 1; l++) {
      boolean last = l == layers.length - 2;
      FeedForwardLayer.Builder<?> b = last ? new OutputLayer.Builder(LossFunctions.LossFunction.MSE) : new DenseLayer.Builder();
      b.nIn(layers[l]).nOut(layers[l + 1]); b.activation(last ? Activation.IDENTITY : Activation.LEAKYRELU); b.weightInit(WeightInit.XAVIER);
      lb.layer(l, (Layer) b.build());
    }
    network = new MultiLayerNetwork(lb.build()); network.init();
  }
  public static void main(String[] args) throws Exception { FieldNetwork b = new FieldNetwork(4, 16, 16, 2); for (int gen = 0; gen < Integer.MAX_VALUE; gen++) { b.network.output(Nd4j.zeros(1, 4)); } }
}
