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

public class RangesAndStreams {
  private static final int[] WIDTHS = IntStream.rangeClosed(1, 4).map(i -> 32 * i).toArray();
  public MultiLayerConfiguration build(int nIn, int nOut) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().weightInit(WeightInit.XAVIER).activation(Activation.TANH).list();
    List<Layer> layers = IntStream.range(0, WIDTHS.length)
      .mapToObj(i -> new DenseLayer.Builder().nIn(i == 0 ? nIn : WIDTHS[i - 1]).nOut(WIDTHS[i]).name("dense" + i).build())
      .collect(Collectors.toList());
    layers.forEach(list::layer);
    int total = Arrays.stream(WIDTHS).sum();
    int max = Arrays.stream(WIDTHS).max().getAsInt();
    list.layer(new DenseLayer.Builder().nIn(WIDTHS[3]).nOut(total).build());
    list.layer(new OutputLayer.Builder().nIn(total).nOut(nOut).activation(Activation.SOFTMAX).lossFunction(LossFunctions.LossFunction.MCXENT).build());
    return list.build();
  }
  public static void main(String[] args) { new MultiLayerNetwork(new RangesAndStreams().build(16, 4)).init(); }
}
