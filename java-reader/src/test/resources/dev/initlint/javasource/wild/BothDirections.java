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
import org.deeplearning4j.nn.conf.layers.recurrent.*;
public class BothDirections {
  static ComputationGraphConfiguration conf(int vocab, int tags) {
    return new NeuralNetConfiguration.Builder().weightInit(WeightInit.XAVIER).updater(new RmsProp(1e-3)).graphBuilder().addInputs("tokens")
      .addLayer("emb", new EmbeddingSequenceLayer.Builder().nIn(vocab).nOut(100).inputLength(40).build(), "tokens")
      .addLayer("bi", new Bidirectional(Bidirectional.Mode.CONCAT, new LSTM.Builder().nIn(100).nOut(64).activation(Activation.TANH).build()), "emb")
      .addLayer("bi2", new Bidirectional(Bidirectional.Mode.ADD, new GravesLSTM.Builder().nIn(128).nOut(64).activation(Activation.TANH).build()), "bi")
      .addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.MAX).build(), "bi2")
      .addLayer("out", new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).nIn(64).nOut(tags).activation(Activation.SOFTMAX).build(), "pool")
      .setOutputs("out").build();
  }
  static ComputationGraphConfiguration last(int in) {
    return new NeuralNetConfiguration.Builder().graphBuilder().addInputs("x").setInputTypes(InputType.recurrent(in))
      .addLayer("a", new LastTimeStep(new LSTM.Builder().nOut(32).build()), "x").addLayer("d", new DenseLayer.Builder().nOut(16).activation(Activation.RELU).build(), "a")
      .addLayer("s", new OutputLayer.Builder(LossFunctions.LossFunction.XENT).nOut(1).activation(Activation.SIGMOID).build(), "d").setOutputs("s").build();
  }
}
