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

import org.deeplearning4j.zoo.*;
import org.deeplearning4j.zoo.model.*;
public class Transfer {
  private static final int NUM_CLASSES = 5;
  public static void main(String[] args) throws Exception {
    ZooModel zooModel = VGG16.builder().build();
    ComputationGraph vgg = (ComputationGraph) zooModel.initPretrained();
    System.out.println(vgg.summary());
    FineTuneConfiguration ft = new FineTuneConfiguration.Builder().updater(new Nesterovs(5e-5)).seed(1).build();
    ComputationGraph net = new TransferLearning.GraphBuilder(vgg).fineTuneConfiguration(ft).setFeatureExtractor("fc2")
      .removeVertexKeepConnections("predictions")
      .addLayer("predictions", new OutputLayer.Builder(LossFunctions.LossFunction.NEGATIVELOGLIKELIHOOD).nIn(4096).nOut(NUM_CLASSES)
          .weightInit(new org.deeplearning4j.nn.conf.distribution.NormalDistribution(0, 0.2 * (2.0 / (4096 + NUM_CLASSES)))).activation(Activation.SOFTMAX).build(), "fc2")
      .build();
    net.setListeners(new ScoreIterationListener(1));
  }
}
