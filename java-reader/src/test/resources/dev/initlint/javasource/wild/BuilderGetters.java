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

public class BuilderGetters {
  public static class Config {
    private final int hidden; private final int inputs; private final int outputs; private final double lr;
    private Config(Builder b) { hidden = b.hidden; inputs = b.inputs; outputs = b.outputs; lr = b.lr; }
    public int getHidden() { return hidden; }
    public int getInputs() { return inputs; }
    public int getOutputs() { return outputs; }
    public double getLr() { return lr; }
    public static Builder builder() { return new Builder(); }
    public static class Builder {
      private int hidden = 128; private int inputs = 784; private int outputs = 10; private double lr = 1e-3;
      public Builder hidden(int h) { this.hidden = h; return this; }
      public Builder inputs(int h) { this.inputs = h; return this; }
      public Builder outputs(int h) { this.outputs = h; return this; }
      public Config build() { return new Config(this); }
    }
  }
  private final Config config;
  private MultiLayerNetwork net;
  public BuilderGetters(Config config) { this.config = config; }
  public MultiLayerNetwork buildNetwork() {
    MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder().seed(123).updater(new Adam(config.getLr())).weightInit(WeightInit.XAVIER)
      .list()
      .layer(0, new DenseLayer.Builder().nIn(config.getInputs()).nOut(config.getHidden()).activation(Activation.RELU).build())
      .layer(1, new OutputLayer.Builder(LossFunctions.LossFunction.NEGATIVELOGLIKELIHOOD).nIn(config.getHidden()).nOut(config.getOutputs()).activation(Activation.SOFTMAX).build())
      .build();
    net = new MultiLayerNetwork(conf); net.init(); net.setListeners(new ScoreIterationListener(10));
    return net;
  }
  public static void main(String[] args) {
    Config c = Config.builder().hidden(256).build();
    BuilderGetters m = new BuilderGetters(c);
    m.buildNetwork();
  }
}
