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
public class Recursion {
  static Block unet(int depth, int filters) {
    SequentialBlock down = new SequentialBlock().add(conv(filters)).add(conv(filters));
    if (depth == 0) return down;
    SequentialBlock inner = new SequentialBlock().add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2))).add(unet(depth - 1, filters * 2))
      .add(Conv2dTranspose.builder().setFilters(filters).setKernelShape(new Shape(2, 2)).optStride(new Shape(2, 2)).build());
    ParallelBlock skip = new ParallelBlock(l -> new NDList(NDArrays.concat(new NDList(l.get(0).head(), l.get(1).head()), 1)), List.of(inner, Blocks.identityBlock()));
    return new SequentialBlock().add(down).add(skip).add(conv(filters)).add(conv(filters));
  }
  static Block conv(int f) { return new SequentialBlock().add(Conv2d.builder().setFilters(f).setKernelShape(new Shape(3, 3)).optPadding(new Shape(1, 1)).build()).add(Activation::relu); }
  public static void main(String[] args) {
    Block net = new SequentialBlock().add(unet(2, 16)).add(Conv2d.builder().setFilters(2).setKernelShape(new Shape(1, 1)).build());
    Model m = Model.newInstance("u"); m.setBlock(net);
    Trainer t = m.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()).optInitializer(new NormalInitializer(), Parameter.Type.WEIGHT));
    t.initialize(new Shape(1, 1, 64, 64));
  }
}
