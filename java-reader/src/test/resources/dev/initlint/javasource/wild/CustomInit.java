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
public class CustomInit {
  static class Scaled implements Initializer { private final float g; Scaled(float g) { this.g = g; } public NDArray initialize(NDManager m, Shape s, DataType t) { return m.randomNormal(0f, g / (float) Math.sqrt(s.get(1)), s, t); } }
  static NDArray uniform(NDManager m, Shape s, DataType t) { double a = Math.sqrt(6.0 / (s.get(0) + s.get(1))); return m.randomUniform((float) -a, (float) a, s, t); }
  public static SequentialBlock net() {
    SequentialBlock b = new SequentialBlock();
    b.add(Linear.builder().setUnits(256).build()).add(Activation::tanh).add(Linear.builder().setUnits(256).build()).add(Activation::tanh).add(Linear.builder().setUnits(10).build());
    b.setInitializer(new Scaled(1f), Parameter.Type.WEIGHT);
    b.getChildren().get(0).getValue().setInitializer(CustomInit::uniform, Parameter.Type.WEIGHT);
    b.initialize(NDManager.newBaseManager(), DataType.FLOAT32, new Shape(1, 100));
    return b;
  }
}
