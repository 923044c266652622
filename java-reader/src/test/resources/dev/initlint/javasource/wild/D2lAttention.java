import ai.djl.*;
import ai.djl.engine.Engine;
import ai.djl.ndarray.*;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.*;
import ai.djl.nn.*;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.*;
import ai.djl.nn.core.*;
import ai.djl.nn.norm.*;
import ai.djl.nn.pooling.*;
import ai.djl.nn.recurrent.*;
import ai.djl.nn.transformer.*;
import ai.djl.training.*;
import ai.djl.training.dataset.*;
import ai.djl.training.initializer.*;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.*;
import ai.djl.training.tracker.*;
import ai.djl.util.PairList;
import java.util.*;
import java.util.function.*;
import java.util.stream.*;

public class D2lAttention extends AbstractBlock {
  private Dropout dropout; public NDArray attentionWeights;
  public D2lAttention() { dropout = Dropout.builder().optRate(0.1f).build(); this.addChildBlock("dropout", dropout); dropout.setInitializer(new UniformInitializer(0.07f), Parameter.Type.WEIGHT); }
  @Override protected NDList forwardInternal(ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray queries = inputs.get(0); NDArray keys = inputs.get(1); NDArray values = inputs.get(2); NDArray validLens = inputs.get(3);
    Long d = queries.getShape().get(queries.getShape().dimension() - 1);
    NDArray scores = queries.batchDot(keys.swapAxes(1, 2)).div(Math.sqrt(2));
    attentionWeights = Chap10Utils.maskedSoftmax(scores, validLens);
    NDList list = dropout.forward(ps, new NDList(attentionWeights), training, params);
    return new NDList(list.head().batchDot(values));
  }
  @Override public Shape[] getOutputShapes(Shape[] s) { throw new UnsupportedOperationException("Not implemented"); }
  @Override public void initializeChildBlocks(NDManager m, DataType t, Shape... s) { dropout.initialize(m, t, s); }
}
