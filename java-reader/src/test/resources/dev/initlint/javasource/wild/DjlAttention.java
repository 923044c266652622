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

public class DjlAttention extends AbstractBlock {
  private final Linear q, k, v, o; private final int heads; private final int dim; private final int headDim;
  public DjlAttention(int dim, int heads) {
    super((byte) 1);
    this.dim = dim; this.heads = heads; this.headDim = dim / heads;
    q = addChildBlock("q", Linear.builder().setUnits(dim).optBias(false).build());
    k = addChildBlock("k", Linear.builder().setUnits(dim).optBias(false).build());
    v = addChildBlock("v", Linear.builder().setUnits(dim).optBias(false).build());
    o = addChildBlock("o", Linear.builder().setUnits(dim).build());
  }
  private NDArray split(NDArray x) {
    Shape s = x.getShape();
    return x.reshape(s.get(0), s.get(1), heads, headDim).transpose(0, 2, 1, 3);
  }
  @Override protected NDList forwardInternal(ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.head();
    NDArray qs = split(q.forward(ps, new NDList(x), training).singletonOrThrow());
    NDArray ks = split(k.forward(ps, new NDList(x), training).singletonOrThrow());
    NDArray vs = split(v.forward(ps, new NDList(x), training).singletonOrThrow());
    NDArray scores = qs.matMul(ks.transpose(0, 1, 3, 2)).div(Math.sqrt(headDim));
    NDArray probs = scores.softmax(-1);
    NDArray ctx = probs.matMul(vs).transpose(0, 2, 1, 3).reshape(x.getShape().get(0), x.getShape().get(1), dim);
    return o.forward(ps, new NDList(ctx), training);
  }
  @Override public Shape[] getOutputShapes(Shape[] s) { return s; }
  @Override public void initializeChildBlocks(NDManager m, DataType t, Shape... s) { for (Block b : getChildren().values()) b.initialize(m, t, s[0]); }
  public static void main(String[] a) {
    Block b = new DjlAttention(256, 8);
    b.initialize(NDManager.newBaseManager(), DataType.FLOAT32, new Shape(4, 32, 256));
  }
}
