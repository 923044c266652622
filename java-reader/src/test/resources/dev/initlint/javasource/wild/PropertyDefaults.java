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

public class PropertyDefaults {
  public static void main(String[] args) throws Exception {
    Properties props = new Properties();
    try (java.io.InputStream in = PropertyDefaults.class.getResourceAsStream("/net.properties")) { if (in != null) props.load(in); }
    int nIn = Integer.parseInt(props.getProperty("in", "512"));
    int hidden = Integer.parseInt(System.getProperty("hidden", "64"));
    int out = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    int layers = Integer.getInteger("layers", 3);
    String envName = System.getenv("ACT");
    Activation act = envName != null ? Activation.valueOf(envName) : Activation.RELU;
    boolean bn = Boolean.parseBoolean(props.getProperty("bn", "false"));
    NeuralNetConfiguration.ListBuilder b = new NeuralNetConfiguration.Builder().weightInit(WeightInit.RELU).list();
    int prev = nIn;
    for (int i = 0; i < layers; i++) {
      b.layer(new DenseLayer.Builder().nIn(prev).nOut(hidden).activation(act).build());
      if (bn) b.layer(new BatchNormalization.Builder().nIn(hidden).nOut(hidden).build());
      prev = hidden;
    }
    b.layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).nIn(prev).nOut(out).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork net = new MultiLayerNetwork(b.build()); net.init();
    DataSetIterator it = new MnistDataSetIterator(64, true, 1);
    for (int e = 0; e < 100; e++) { net.fit(it); }
  }
}
