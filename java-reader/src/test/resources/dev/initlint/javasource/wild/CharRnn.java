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

public class CharRnn {
  public static void main(String[] args) throws Exception {
    int lstmLayerSize = 200; int miniBatch = 32; int exampleLength = 1000; int tbptt = 50;
    CharacterIterator iter = getShakespeare(miniBatch, exampleLength);
    int nOut = iter.totalOutcomes();
    MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder().seed(12345).l2(0.0001).weightInit(WeightInit.XAVIER).updater(new Adam(0.005)).list()
      .layer(new LSTM.Builder().nIn(iter.inputColumns()).nOut(lstmLayerSize).activation(Activation.TANH).build())
      .layer(new LSTM.Builder().nIn(lstmLayerSize).nOut(lstmLayerSize).activation(Activation.TANH).build())
      .layer(new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT).activation(Activation.SOFTMAX).nIn(lstmLayerSize).nOut(nOut).build())
      .backpropType(BackpropType.TruncatedBPTT).tBPTTForwardLength(tbptt).tBPTTBackwardLength(tbptt).build();
    MultiLayerNetwork net = new MultiLayerNetwork(conf); net.init();
    int mb = 0; for (int i = 0; i < 1; i++) { while (iter.hasNext()) { net.fit(iter.next()); if (++mb % 10 == 0) { String[] s = sample(net, iter); for (int j = 0; j < s.length; j++) System.out.println(s[j]); } } iter.reset(); }
  }
  static String[] sample(MultiLayerNetwork n, CharacterIterator it) { return new String[0]; }
  static CharacterIterator getShakespeare(int a, int b) throws Exception { return new CharacterIterator(); }
}
