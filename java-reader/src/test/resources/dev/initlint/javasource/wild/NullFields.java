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
import org.kohsuke.args4j.Option;
public class NullFields {
  @Option(name = "--nIn") private Integer nIn; @Option(name = "--hidden", usage = "units") private int hidden = 100; private String[] layerSizes; private Double lr;
  private List<Integer> sizes;
  void run() {
    if (sizes == null) { sizes = new ArrayList<>(); for (String s : layerSizes) sizes.add(Integer.parseInt(s.trim())); }
    NeuralNetConfiguration.ListBuilder b = new NeuralNetConfiguration.Builder().updater(new Adam(lr.doubleValue())).list();
    int k = 0; int prev = nIn.intValue();
    for (int s : sizes) { b.layer(k++, new DenseLayer.Builder().nIn(prev).nOut(s).activation(Activation.RELU).build()); prev = s; }
    b.layer(k, new OutputLayer.Builder(LossFunctions.LossFunction.MSE).nIn(prev).nOut(hidden).activation(Activation.IDENTITY).build());
    new MultiLayerNetwork(b.build()).init();
  }
}
