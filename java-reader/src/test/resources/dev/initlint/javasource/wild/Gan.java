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

import org.nd4j.linalg.activations.impl.ActivationLReLU;
public class Gan {
  private static final IUpdater UPDATER = Adam.builder().learningRate(0.0002).beta1(0.5).build();
  private static Layer[] genLayers() {
    return new Layer[] {
      new DenseLayer.Builder().nIn(100).nOut(256).weightInit(WeightInit.NORMAL).build(),
      new ActivationLayer.Builder(new ActivationLReLU(0.2)).build(),
      new DenseLayer.Builder().nIn(256).nOut(512).build(),
      new ActivationLayer.Builder(new ActivationLReLU(0.2)).build(),
      new DenseLayer.Builder().nIn(512).nOut(784).activation(Activation.TANH).build() };
  }
  private static Layer[] disLayers(IUpdater u) {
    return new Layer[] {
      new DenseLayer.Builder().nIn(784).nOut(1024).updater(u).build(),
      new ActivationLayer.Builder(new ActivationLReLU(0.2)).build(),
      new DropoutLayer.Builder(1 - 0.5).build(),
      new DenseLayer.Builder().nIn(1024).nOut(512).updater(u).build(),
      new ActivationLayer.Builder(new ActivationLReLU(0.2)).build(),
      new OutputLayer.Builder(LossFunctions.LossFunction.XENT).nIn(512).nOut(1).activation(Activation.SIGMOID).updater(u).build() };
  }
  private static MultiLayerConfiguration discriminator() {
    return new NeuralNetConfiguration.Builder().seed(42).updater(UPDATER).weightInit(WeightInit.XAVIER).activation(Activation.IDENTITY).list(disLayers(UPDATER)).build();
  }
  private static MultiLayerConfiguration gan() {
    Layer[] gen = genLayers(); Layer[] dis = Arrays.stream(disLayers(new Sgd(0.0))).map(l -> { if (l instanceof DenseLayer || l instanceof OutputLayer) return new org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop(l); else return l; }).toArray(Layer[]::new);
    Layer[] all = new Layer[gen.length + dis.length];
    System.arraycopy(gen, 0, all, 0, gen.length); System.arraycopy(dis, 0, all, gen.length, dis.length);
    return new NeuralNetConfiguration.Builder().seed(42).updater(UPDATER).weightInit(WeightInit.XAVIER).activation(Activation.IDENTITY).list(all).build();
  }
  public static void main(String... args) throws Exception {
    MultiLayerNetwork gan = new MultiLayerNetwork(gan()); MultiLayerNetwork dis = new MultiLayerNetwork(discriminator());
    gan.init(); dis.init();
    while (true) { INDArray fake = Nd4j.randn(10, 100); gan.fit(fake, fake); }
  }
}
