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
public class SmallGpt extends AbstractBlock {
  record Config(int vocab, int ctx, int layers, int heads, int dim, float dropout) { static Config small() { return new Config(5000, 128, 4, 4, 128, 0.1f); } int headDim() { return dim / heads; } }
  static class Mha extends AbstractBlock {
    final Config c; final Linear qkv; final Linear proj; final Dropout drop;
    Mha(Config c) { this.c = c; qkv = addChildBlock("qkv", Linear.builder().setUnits(3L * c.dim()).build()); proj = addChildBlock("proj", Linear.builder().setUnits(c.dim()).build()); drop = addChildBlock("drop", Dropout.builder().optRate(c.dropout()).build()); }
    protected NDList forwardInternal(ParameterStore ps, NDList in, boolean training, PairList<String, Object> p) {
      NDArray x = in.singletonOrThrow(); long b = x.getShape().get(0), t = x.getShape().get(1);
      NDList parts = qkv.forward(ps, new NDList(x), training).singletonOrThrow().split(3, 2);
      NDArray q = parts.get(0).reshape(b, t, c.heads(), c.headDim()).swapAxes(1, 2);
      NDArray k = parts.get(1).reshape(b, t, c.heads(), c.headDim()).swapAxes(1, 2);
      NDArray v = parts.get(2).reshape(b, t, c.heads(), c.headDim()).swapAxes(1, 2);
      NDArray att = q.matMul(k.swapAxes(2, 3)).mul(1.0 / Math.sqrt(c.headDim()));
      NDArray mask = x.getManager().ones(new Shape(t, t)).tril().reshape(1, 1, t, t);
      att = att.add(mask.mul(-1).add(1).mul(-1e9f));
      att = drop.forward(ps, new NDList(att.softmax(-1)), training).singletonOrThrow();
      NDArray y = att.matMul(v).swapAxes(1, 2).reshape(b, t, c.dim());
      return proj.forward(ps, new NDList(y), training);
    }
    public Shape[] getOutputShapes(Shape[] s) { return s; }
    public void initializeChildBlocks(NDManager m, DataType t, Shape... s) { qkv.initialize(m, t, s[0]); proj.initialize(m, t, s[0]); drop.initialize(m, t, s[0]); }
  }
  static class Layer extends AbstractBlock {
    final LayerNorm n1, n2; final Mha att; final SequentialBlock mlp;
    Layer(Config c) {
      n1 = addChildBlock("n1", LayerNorm.builder().axis(2).build()); n2 = addChildBlock("n2", LayerNorm.builder().axis(2).build()); att = addChildBlock("att", new Mha(c));
      mlp = addChildBlock("mlp", new SequentialBlock().add(Linear.builder().setUnits(4L * c.dim()).build()).add(Activation.geluBlock()).add(Linear.builder().setUnits(c.dim()).build()).add(Dropout.builder().optRate(c.dropout()).build()));
    }
    protected NDList forwardInternal(ParameterStore ps, NDList in, boolean training, PairList<String, Object> p) {
      NDArray x = in.singletonOrThrow();
      x = x.add(att.forward(ps, n1.forward(ps, new NDList(x), training), training).singletonOrThrow());
      x = x.add(mlp.forward(ps, n2.forward(ps, new NDList(x), training), training).singletonOrThrow());
      return new NDList(x);
    }
    public Shape[] getOutputShapes(Shape[] s) { return s; }
    public void initializeChildBlocks(NDManager m, DataType t, Shape... s) { for (var ch : getChildren()) ch.getValue().initialize(m, t, s); }
  }
  private final Config config; private final Parameter tok; private final Parameter pos; private final List<Layer> layers = new ArrayList<>(); private final LayerNorm norm; private final Linear head;
  public SmallGpt(Config c) {
    config = c;
    tok = addParameter(Parameter.builder().setName("tok").setType(Parameter.Type.WEIGHT).optShape(new Shape(c.vocab(), c.dim())).optInitializer(new NormalInitializer(0.02f)).build());
    pos = addParameter(Parameter.builder().setName("pos").setType(Parameter.Type.WEIGHT).optShape(new Shape(c.ctx(), c.dim())).optInitializer(new NormalInitializer(0.02f)).build());
    for (int i = 0; i < c.layers(); i++) { layers.add(addChildBlock("layer" + i, new Layer(c))); }
    norm = addChildBlock("norm", LayerNorm.builder().axis(2).build());
    head = addChildBlock("head", Linear.builder().setUnits(c.vocab()).optBias(false).build());
  }
  @Override protected NDList forwardInternal(ParameterStore ps, NDList in, boolean training, PairList<String, Object> p) {
    NDArray ids = in.singletonOrThrow(); Device d = ids.getDevice(); long t = ids.getShape().get(1);
    NDArray table = ps.getValue(tok, d, training);
    NDArray x = table.take(ids).add(ps.getValue(pos, d, training).get(new NDIndex("0:{}, :", t)));
    NDList h = new NDList(x);
    for (Layer l : layers) h = l.forward(ps, h, training);
    return head.forward(ps, norm.forward(ps, h, training), training);
  }
  @Override public Shape[] getOutputShapes(Shape[] s) { return new Shape[] {new Shape(s[0].get(0), s[0].get(1), config.vocab())}; }
  @Override protected void initializeChildBlocks(NDManager m, DataType t, Shape... s) { Shape h = new Shape(s[0].get(0), s[0].get(1), config.dim()); for (Layer l : layers) l.initialize(m, t, h); norm.initialize(m, t, h); head.initialize(m, t, h); }
  public static void main(String[] args) { Block b = new SmallGpt(Config.small()); b.initialize(NDManager.newBaseManager(), DataType.INT64, new Shape(2, 64)); }
}
