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

public class StaticInit {
  private static final Map<String, Integer> SIZES = new HashMap<>();
  private static final List<Integer> HIDDEN;
  static final int N_IN;
  static {
    SIZES.put("in", 28 * 28); SIZES.put("out", 10);
    List<Integer> h = new ArrayList<>(); for (int i = 0; i < 3; i++) h.add(512 >> i);
    HIDDEN = Collections.unmodifiableList(h);
    N_IN = SIZES.get("in");
  }
  static MultiLayerNetwork create() {
    NeuralNetConfiguration.ListBuilder lb = new NeuralNetConfiguration.Builder().list();
    int last = N_IN; int idx = 0;
    for (Integer h : HIDDEN) { lb.layer(idx++, new DenseLayer.Builder().nIn(last).nOut(h).activation(Activation.RELU).weightInit(WeightInit.XAVIER).build()); last = h; }
    lb.layer(idx, new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).nIn(last).nOut(SIZES.getOrDefault("out", 2)).activation(Activation.SOFTMAX).build());
    return new MultiLayerNetwork(lb.build());
  }
}
