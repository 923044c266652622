import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Sizes and depth that only the caller of a constructor names. */
public class SizesOfConstructor {
  private final int[] hidden;
  private final MultiLayerNetwork net;

  SizesOfConstructor(int state, int actions, int... hidden) {
    this.hidden = hidden;
    net = build(state, actions);
  }

  private MultiLayerNetwork build(int in, int out) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().list();
    int width = in;
    for (int n : hidden) {
      list = list.layer(dense(width, n));
      width = n;
    }
    list.layer(
        new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
            .nIn(width)
            .nOut(out)
            .activation(Activation.IDENTITY)
            .build());
    return new MultiLayerNetwork(list.build());
  }

  private static DenseLayer dense(int in, int out) {
    return new DenseLayer.Builder().nIn(in).nOut(out).activation(Activation.RELU).build();
  }

  static SizesOfConstructor small() {
    return new SizesOfConstructor(8, 4, 128, 64);
  }
}
