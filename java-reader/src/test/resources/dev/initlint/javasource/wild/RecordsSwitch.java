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

public class RecordsSwitch {
  enum Size { TINY, BASE, LARGE }
  record Spec(int width, int depth, Activation activation) {
    Spec { if (width <= 0) throw new IllegalArgumentException("width"); }
    Spec(int width, int depth) { this(width, depth, Activation.TANH); }
    static Spec of(Size s) {
      return switch (s) {
        case TINY -> new Spec(32, 2);
        case BASE -> new Spec(128, 4);
        case LARGE -> { int w = 256; yield new Spec(w * 2, 8, Activation.RELU); }
      };
    }
    int out() { return width / 2; }
  }
  static WeightInit initFor(Activation a) {
    return switch (a) { case RELU, LEAKYRELU -> WeightInit.RELU; case TANH -> WeightInit.XAVIER; default -> WeightInit.LECUN_NORMAL; };
  }
  MultiLayerConfiguration conf(Size size) {
    var spec = Spec.of(size);
    var b = new NeuralNetConfiguration.Builder().activation(spec.activation()).weightInit(initFor(spec.activation())).list();
    for (int i = 0; i < spec.depth(); i++) b.layer(new DenseLayer.Builder().nIn(i == 0 ? 20 : spec.width()).nOut(spec.width()).build());
    return b.layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE).nIn(spec.width()).nOut(spec.out()).activation(Activation.IDENTITY).build()).build();
  }
  public static void main(String[] a) { new MultiLayerNetwork(new RecordsSwitch().conf(Size.BASE)).init(); }
}
