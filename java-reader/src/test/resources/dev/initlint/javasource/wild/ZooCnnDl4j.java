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
public class ZooCnnDl4j {
  protected static int height = 100; protected static int width = 100; protected static int channels = 3; protected static long seed = 42;
  protected static String modelType = "AlexNet"; private int numLabels;
  private ConvolutionLayer convInit(String name, int in, int out, int[] kernel, int[] stride, int[] pad, double bias) { return new ConvolutionLayer.Builder(kernel, stride, pad).name(name).nIn(in).nOut(out).biasInit(bias).build(); }
  private ConvolutionLayer conv3x3(String name, int out, double bias) { return new ConvolutionLayer.Builder(new int[]{3,3}, new int[]{1,1}, new int[]{1,1}).name(name).nOut(out).biasInit(bias).build(); }
  private SubsamplingLayer maxPool(String name, int[] kernel) { return new SubsamplingLayer.Builder(kernel, new int[]{2,2}).name(name).build(); }
  private DenseLayer fullyConnected(String name, int out, double bias, double dropOut, org.deeplearning4j.nn.conf.distribution.Distribution dist) { return new DenseLayer.Builder().name(name).nOut(out).biasInit(bias).dropOut(dropOut).weightInit(dist).build(); }
  public void execute(String[] args) throws Exception {
    org.datavec.api.io.labels.ParentPathLabelGenerator labelMaker = new org.datavec.api.io.labels.ParentPathLabelGenerator();
    java.io.File mainPath = new java.io.File("data");
    int numExamples = Math.toIntExact(mainPath.length());
    numLabels = mainPath.listFiles(java.io.File::isDirectory).length;
    MultiLayerNetwork network;
    switch (modelType) {
      case "LeNet": network = lenetModel(); break;
      case "AlexNet": network = alexnetModel(); break;
      case "custom": network = customModel(); break;
      default: throw new Exception("Incorrect model provided.");
    }
    network.init();
    network.fit(new MnistDataSetIterator(1, true, 1));
  }
  public MultiLayerNetwork lenetModel() {
    return new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(seed).l2(0.005).activation(Activation.RELU).weightInit(WeightInit.XAVIER).updater(new AdaDelta()).list()
      .layer(0, convInit("cnn1", channels, 50, new int[]{5, 5}, new int[]{1, 1}, new int[]{0, 0}, 0))
      .layer(1, maxPool("maxpool1", new int[]{2, 2}))
      .layer(2, new DenseLayer.Builder().nOut(500).build())
      .layer(3, new OutputLayer.Builder(LossFunctions.LossFunction.NEGATIVELOGLIKELIHOOD).nOut(numLabels).activation(Activation.SOFTMAX).build())
      .setInputType(InputType.convolutional(height, width, channels)).build());
  }
  public MultiLayerNetwork alexnetModel() {
    double nonZeroBias = 1; double dropOut = 0.5;
    return new MultiLayerNetwork(new NeuralNetConfiguration.Builder().seed(seed).weightInit(new org.deeplearning4j.nn.conf.distribution.NormalDistribution(0.0, 0.01)).activation(Activation.RELU).updater(new AdaDelta())
      .gradientNormalization(GradientNormalization.RenormalizeL2PerLayer).l2(5 * 1e-4).list()
      .layer(0, convInit("cnn1", channels, 96, new int[]{11, 11}, new int[]{4, 4}, new int[]{3, 3}, 0))
      .layer(1, new LocalResponseNormalization.Builder().name("lrn1").build())
      .layer(2, maxPool("maxpool1", new int[]{3,3}))
      .layer(3, conv3x3("cnn3", 384, 0)).layer(4, conv3x3("cnn5", 256, nonZeroBias))
      .layer(5, maxPool("maxpool3", new int[]{3,3}))
      .layer(6, fullyConnected("ffn1", 4096, nonZeroBias, dropOut, new org.deeplearning4j.nn.conf.distribution.NormalDistribution(0, 0.005)))
      .layer(7, new OutputLayer.Builder(LossFunctions.LossFunction.NEGATIVELOGLIKELIHOOD).name("output").nOut(numLabels).activation(Activation.SOFTMAX).build())
      .setInputType(InputType.convolutional(height, width, channels)).build());
  }
  public static MultiLayerNetwork customModel() { return null; }
  public static void main(String[] args) throws Exception { new ZooCnnDl4j().execute(args); }
}
