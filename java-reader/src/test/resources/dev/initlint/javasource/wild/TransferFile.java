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

import org.deeplearning4j.util.ModelSerializer;
import org.deeplearning4j.nn.conf.distribution.*;
public class TransferFile {
  public MultiLayerNetwork adapt(java.io.File f, int classes) throws Exception {
    MultiLayerNetwork base = ModelSerializer.restoreMultiLayerNetwork(f);
    MultiLayerNetwork t = new TransferLearning.Builder(base)
      .fineTuneConfiguration(new FineTuneConfiguration.Builder().updater(new Adam(1e-4)).activation(Activation.RELU).build())
      .setFeatureExtractor(3).nOutReplace(4, 64, WeightInit.XAVIER).removeOutputLayer()
      .addLayer(new DenseLayer.Builder().nIn(64).nOut(32).weightInit(WeightInit.RELU).build())
      .addLayer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT).nIn(32).nOut(classes).activation(Activation.SOFTMAX).weightInit(WeightInit.XAVIER).build()).build();
    return t;
  }
}
