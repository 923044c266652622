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
public class SwitchUnknown {
  public Model define(String type, int units, Map<String, String> params) {
    Block block;
    switch (type) {
      case "mlp": block = mlp(units); break;
      case "lstm": block = lstm(units, Integer.parseInt(params.get("classes"))); break;
      default: throw new IllegalArgumentException("unknown " + type);
    }
    Model m = Model.newInstance(type); m.setBlock(block); return m;
  }
  Block mlp(int u) { return new SequentialBlock().add(Linear.builder().setUnits(u).build()).add(Activation::sigmoid).add(Linear.builder().setUnits(u / 2).build()).add(Activation::sigmoid).add(Linear.builder().setUnits(1).build()); }
  Block lstm(int u, int c) { return new SequentialBlock().add(LSTM.builder().setStateSize(u).setNumLayers(2).optReturnState(false).build()).add(a -> new NDList(a.head().get(":, -1, :"))).add(Linear.builder().setUnits(c).build()); }
}
