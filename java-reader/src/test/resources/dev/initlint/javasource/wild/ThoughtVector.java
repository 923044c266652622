import java.io.BufferedReader;
import java.io.FileReader;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** An encoder of a series of words, whose last state is copied to every step of the decoder. */
public class ThoughtVector {
  private static final int WIDTH = 512;
  private final Map<String, Double> words = new HashMap<>();
  private ComputationGraph net;

  public static void main(String[] args) throws Exception {
    new ThoughtVector().run();
  }

  private void run() throws Exception {
    double index = 3;
    try (BufferedReader reader = new BufferedReader(new FileReader("words.txt"))) {
      String line;
      while ((line = reader.readLine()) != null) {
        words.put(line, index++);
      }
    }
    create();
    while (true) {
      net.fit(null);
    }
  }

  private void create() {
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder().weightInit(WeightInit.XAVIER);
    GraphBuilder graph =
        builder
            .graphBuilder()
            .backpropType(BackpropType.Standard)
            .addInputs("line", "decoderInput")
            .setInputTypes(InputType.recurrent(words.size()), InputType.recurrent(words.size()))
            .addLayer(
                "embedding", new EmbeddingLayer.Builder().nIn(words.size()).nOut(128).build(), "line")
            .addLayer(
                "encoder",
                new LSTM.Builder().nIn(128).nOut(WIDTH).activation(Activation.TANH).build(),
                "embedding")
            .addVertex("thought", new LastTimeStepVertex("line"), "encoder")
            .addVertex("copies", new DuplicateToTimeSeriesVertex("decoderInput"), "thought")
            .addVertex("merge", new MergeVertex(), "decoderInput", "copies")
            .addLayer(
                "decoder",
                new LSTM.Builder()
                    .nIn(words.size() + WIDTH)
                    .nOut(WIDTH)
                    .activation(Activation.TANH)
                    .build(),
                "merge")
            .addLayer(
                "output",
                new RnnOutputLayer.Builder()
                    .nIn(WIDTH)
                    .nOut(words.size())
                    .activation(Activation.SOFTMAX)
                    .lossFunction(LossFunctions.LossFunction.MCXENT)
                    .build(),
                "decoder")
            .setOutputs("output");
    net = new ComputationGraph(graph.build());
    net.init();
  }
}
