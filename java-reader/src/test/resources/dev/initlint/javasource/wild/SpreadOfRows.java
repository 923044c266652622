import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** A norm written by hand with a standard deviation. */
public class SpreadOfRows {
  static class Norm extends SameDiffLayer {
    private final long width;

    Norm(long width) {
      this.width = width;
    }

    @Override
    public InputType getOutputType(int index, InputType type) {
      return type;
    }

    @Override
    public void defineParameters(SDLayerParams p) {
      p.addWeightParam("gain", 1, width);
    }

    @Override
    public void initializeParameters(Map<String, INDArray> p) {
      p.get("gain").assign(1.0);
    }

    @Override
    public SDVariable defineLayer(
        SameDiff sd, SDVariable x, Map<String, SDVariable> p, SDVariable mask) {
      SDVariable std = x.std(false, true, 1);
      return x.sub(x.mean(true, 1)).div(std.add(1e-5)).mul(p.get("gain"));
    }
  }

  MultiLayerNetwork net() {
    return new MultiLayerNetwork(
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new DenseLayer.Builder().nIn(16).nOut(32).activation(Activation.RELU).build())
            .layer(new Norm(32))
            .layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .nIn(32)
                    .nOut(5)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build());
  }
}
