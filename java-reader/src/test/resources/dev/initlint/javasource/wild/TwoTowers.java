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
public class TwoTowers {
  /** two towers sharing an embedding, dot product. */
  static class TwoTower extends AbstractBlock {
    private final Block user, item; private final Parameter scale;
    TwoTower(int d) {
      super((byte) 2);
      user = addChildBlock("user", tower(d)); item = addChildBlock("item", tower(d));
      scale = addParameter(Parameter.builder().setName("scale").setType(Parameter.Type.OTHER).optInitializer(new ConstantInitializer(1f)).optShape(new Shape(1)).build());
    }
    private static SequentialBlock tower(int d) { var s = new SequentialBlock(); Stream.of(4 * d, 2 * d, d).forEach(u -> { s.add(Linear.builder().setUnits(u).build()); s.add(u == d ? Blocks.identityBlock() : Activation.reluBlock()); }); return s; }
    @Override protected NDList forwardInternal(ParameterStore ps, NDList in, boolean tr, PairList<String, Object> p) {
      NDArray u = user.forward(ps, new NDList(in.get(0)), tr).singletonOrThrow(), i = item.forward(ps, new NDList(in.get(1)), tr).singletonOrThrow();
      NDArray s = u.mul(i).sum(new int[] {1}, true).mul(ps.getValue(scale, u.getDevice(), tr));
      return new NDList(Activation.sigmoid(s));
    }
    @Override public Shape[] getOutputShapes(Shape[] s) { return new Shape[] {new Shape(s[0].get(0), 1)}; }
    @Override protected void initializeChildBlocks(NDManager m, DataType t, Shape... s) { user.initialize(m, t, s[0]); item.initialize(m, t, s[1]); }
  }
  public static void main(String[] a) { new TwoTower(32).initialize(NDManager.newBaseManager(), DataType.FLOAT32, new Shape(8, 100), new Shape(8, 60)); }
}
