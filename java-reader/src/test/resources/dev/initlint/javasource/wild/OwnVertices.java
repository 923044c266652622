import org.deeplearning4j.nn.conf.*;
import org.deeplearning4j.nn.conf.layers.*;
import org.deeplearning4j.nn.conf.layers.samediff.*;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.autodiff.samediff.*;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import java.util.*;
public class OwnVertices {
  public static class Dot extends SameDiffLambdaVertex {
    @Override public SDVariable defineVertex(SameDiff sameDiff, VertexInputs inputs) {
      SDVariable a = inputs.getInput(0); SDVariable b = inputs.getInput(1); return a.mul(b);
    }
  }
  public static class Bilinear extends SameDiffVertex {
    private final int in, out;
    public Bilinear(int in, int out) { this.in = in; this.out = out; }
    @Override public void defineParametersAndInputs(SDVertexParams params) { params.defineInputs("l", "r"); params.addWeightParam("W", in, out); params.addWeightParam("V", in, out); }
    @Override public void initializeParameters(Map<String, org.nd4j.linalg.api.ndarray.INDArray> p) { initWeights(in, out, WeightInit.XAVIER, p.get("W")); initWeights(in, out, WeightInit.XAVIER, p.get("V")); }
    @Override public SDVariable defineVertex(SameDiff sd, Map<String, SDVariable> x, Map<String, SDVariable> p, Map<String, SDVariable> m) {
      return x.get("l").mmul(p.get("W")).mul(sd.nn.sigmoid(x.get("r").mmul(p.get("V"))));
    }
  }
  public static void main(String[] a) {
    ComputationGraphConfiguration c = new NeuralNetConfiguration.Builder().weightInit(WeightInit.XAVIER).activation(Activation.TANH).graphBuilder().addInputs("u", "v")
      .addLayer("du", new DenseLayer.Builder().nIn(20).nOut(32).build(), "u").addLayer("dv", new DenseLayer.Builder().nIn(30).nOut(32).build(), "v")
      .addVertex("dot", new Dot(), "du", "dv").addVertex("bi", new Bilinear(32, 16), "dot", "dv")
      .addLayer("out", new OutputLayer.Builder(LossFunctions.LossFunction.MSE).nIn(16).nOut(1).activation(Activation.IDENTITY).build(), "bi").setOutputs("out").build();
    new ComputationGraph(c).init();
  }
}
