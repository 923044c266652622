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
import lombok.*;
@Data @Builder @AllArgsConstructor
public class LombokBuilder {
  @Builder.Default private int hidden = 64;
  @Builder.Default private Activation act = Activation.RELU;
  private int inputs; private int outputs;
  @Getter(lazy = true) private final MultiLayerNetwork net = create();
  private MultiLayerNetwork create() {
    val conf = new NeuralNetConfiguration.Builder().weightInit(WeightInit.RELU).list(
        new DenseLayer.Builder().nIn(getInputs()).nOut(getHidden()).activation(getAct()).build(),
        new DenseLayer.Builder().nIn(hidden).nOut(hidden).activation(act).build(),
        new OutputLayer.Builder(LossFunctions.LossFunction.MSE).nIn(hidden).nOut(outputs).activation(Activation.IDENTITY).build()).build();
    return new MultiLayerNetwork(conf);
  }
  public static void main(String[] args) { LombokBuilder b = LombokBuilder.builder().inputs(12).outputs(3).build(); b.getNet().init(); }
}
