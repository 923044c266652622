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
public class OpenSettings {
  private static final String DEFAULT_ACT = "relu";
  private final Map<String, Object> hp;
  public OpenSettings(Map<String, Object> hp) { this.hp = hp; }
  private static Function<NDList, NDList> activation(String name) {
    if (name == null) name = DEFAULT_ACT;
    switch (name.toLowerCase()) { case "relu": return Activation::relu; case "tanh": return Activation::tanh; case "gelu": return Activation::gelu; default: throw new IllegalArgumentException(name); }
  }
  private int intOf(String key, int dflt) { Object v = hp.get(key); return v == null ? dflt : ((Number) v).intValue(); }
  public Block build() {
    SequentialBlock net = new SequentialBlock();
    int hidden = intOf("hidden", 256); int depth = intOf("depth", 4);
    String act = Optional.ofNullable(System.getenv("ACT")).orElse("tanh");
    float p = hp.containsKey("dropout") ? ((Number) hp.get("dropout")).floatValue() : 0.1f;
    net.add(Blocks.batchFlattenBlock(784));
    for (int i = 0; i < depth; i++) {
      net.add(Linear.builder().setUnits(hidden).build()).add(activation(act));
      if (p > 0) net.add(Dropout.builder().optRate(p).build());
      if (hp.getOrDefault("norm", false).equals(true)) net.add(LayerNorm.builder().build());
    }
    net.add(Linear.builder().setUnits(intOf("classes", 10)).build());
    return net;
  }
}
