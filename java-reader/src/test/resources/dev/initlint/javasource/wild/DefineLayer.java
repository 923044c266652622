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

import org.deeplearning4j.nn.conf.layers.samediff.*;
import org.nd4j.autodiff.samediff.*;
import org.deeplearning4j.nn.weights.WeightInitUtil;
public class DefineLayer {
  public static class MinimalDense extends SameDiffLayer {
    private int nIn; private int nOut; private Activation activation;
    public MinimalDense(Builder b) { super(b); this.nIn = b.nIn; this.nOut = b.nOut; this.activation = b.activation; }
    private MinimalDense() {}
    @Override public InputType getOutputType(int i, InputType t) { return InputType.feedForward(nOut); }
    @Override public void setNIn(InputType inputType, boolean override) { if (nIn <= 0 || override) nIn = (int) ((InputType.InputTypeFeedForward) inputType).getSize(); }
    @Override public InputPreProcessor getPreProcessorForInputType(InputType inputType) { return null; }
    @Override public void defineParameters(SDLayerParams params) {
      params.addWeightParam("weight", nIn, nOut); params.addBiasParam("bias", 1, nOut);
    }
    @Override public void initializeParameters(Map<String, INDArray> params) {
      params.get("bias").assign(0);
      initWeights(nIn, nOut, weightInit, params.get("weight"));
    }
    @Override public SDVariable defineLayer(SameDiff sd, SDVariable in, Map<String, SDVariable> p, SDVariable mask) {
      SDVariable w = p.get("weight"); SDVariable b = p.get("bias");
      SDVariable z = in.mmul("z", w).add(b);
      return activation.asSameDiff("out", sd, z);
    }
    public static class Builder extends SameDiffLayer.Builder<Builder> {
      private int nIn; private int nOut; private Activation activation = Activation.RELU;
      public Builder nIn(int n) { nIn = n; return this; }
      public Builder nOut(int n) { nOut = n; return this; }
      public Builder activation(Activation a) { activation = a; return this; }
      @Override public MinimalDense build() { return new MinimalDense(this); }
    }
  }
  public static class Scale extends SameDiffLambdaLayer {
    @Override public SDVariable defineLayer(SameDiff sd, SDVariable x) { return x.mul(2.0); }
    @Override public InputType getOutputType(int i, InputType t) { return t; }
  }
  public static void main(String[] args) {
    MultiLayerConfiguration c = new NeuralNetConfiguration.Builder().weightInit(WeightInit.XAVIER).list()
      .layer(new MinimalDense.Builder().nIn(32).nOut(64).activation(Activation.TANH).build())
      .layer(new Scale())
      .layer(new MinimalDense.Builder().nIn(64).nOut(64).build())
      .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE).nIn(64).nOut(4).activation(Activation.IDENTITY).build())
      .build();
    new MultiLayerNetwork(c).init();
  }
}
