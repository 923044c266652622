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

public class Endless {
  private MultiLayerNetwork policy; private final Random rng = new Random(7); private INDArray last;
  private final List<double[]> memory = new ArrayList<>();
  public void train(Env env) {
    int obs = env.observationSize(); int acts = env.actions();
    policy = new MultiLayerNetwork(new NeuralNetConfiguration.Builder().updater(new Adam(1e-4)).weightInit(WeightInit.XAVIER).list()
      .layer(new DenseLayer.Builder().nIn(obs).nOut(128).activation(Activation.RELU).build())
      .layer(new DenseLayer.Builder().nIn(128).nOut(128).activation(Activation.RELU).build())
      .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE).nIn(128).nOut(acts).activation(Activation.IDENTITY).build()).build());
    policy.init();
    double eps = 1.0; int step = 0;
    while (!Thread.interrupted()) {
      INDArray s = env.reset(); boolean done = false;
      do {
        int a = rng.nextDouble() < eps ? rng.nextInt(acts) : Nd4j.argMax(policy.output(s), 1).getInt(0);
        double[] r = env.step(a); memory.add(r); done = r[0] > 0.5; eps *= 0.999; step++;
        if (memory.size() > 32) { INDArray x = Nd4j.zeros(32, obs); for (int i = 0; i < 32; i++) { x.putRow(i, Nd4j.create(memory.get(rng.nextInt(memory.size())))); } policy.fit(x, x); }
      } while (!done);
      System.out.println("episode " + step + " eps " + eps);
    }
  }
  interface Env { int observationSize(); int actions(); INDArray reset(); double[] step(int a); }
}
