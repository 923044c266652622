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

public class Inherited {
  static abstract class Base extends AbstractBlock {
    protected final Block proj; protected final Block out; protected final int dim;
    Base(int dim) { super((byte) 1); this.dim = dim; proj = addChildBlock("proj", Linear.builder().setUnits(dim).build()); out = addChildBlock("out", Linear.builder().setUnits(outUnits()).build()); }
    abstract int outUnits();
    abstract NDArray act(NDArray x);
    @Override protected NDList forwardInternal(ParameterStore ps, NDList in, boolean training, PairList<String, Object> params) {
      NDArray x = proj.forward(ps, in, training).singletonOrThrow();
      return out.forward(ps, new NDList(act(x)), training);
    }
    @Override public Shape[] getOutputShapes(Shape[] s) { return new Shape[] {new Shape(s[0].get(0), outUnits())}; }
    @Override public void initializeChildBlocks(NDManager m, DataType t, Shape... s) { proj.initialize(m, t, s); out.initialize(m, t, new Shape(1, dim)); }
  }
  static class Gelu extends Base { Gelu(int d) { super(d); } int outUnits() { return dim / 2; } NDArray act(NDArray x) { return Activation.gelu(x); } }
  static class Tanh extends Gelu { Tanh() { super(64); } @Override NDArray act(NDArray x) { return x.tanh(); } }
  public static void main(String[] a) {
    Block b = new Tanh(); b.initialize(NDManager.newBaseManager(), DataType.FLOAT32, new Shape(8, 32));
    Block g = new SequentialBlock().add(new Gelu(128)).add(new Gelu(64)); g.initialize(NDManager.newBaseManager(), DataType.FLOAT32, new Shape(8, 32));
  }
}
