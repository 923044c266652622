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

public final class ReturnBlock {
  private ReturnBlock() {}
  public static Block residual(int channels, boolean down, Shape stride) {
    SequentialBlock body = new SequentialBlock()
      .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).optStride(stride).optPadding(new Shape(1, 1)).setFilters(channels).optBias(false).build())
      .add(BatchNorm.builder().build()).add(Activation.reluBlock())
      .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).optPadding(new Shape(1, 1)).setFilters(channels).optBias(false).build())
      .add(BatchNorm.builder().build());
    Block shortcut = down ? new SequentialBlock().add(Conv2d.builder().setKernelShape(new Shape(1, 1)).optStride(stride).setFilters(channels).build()) : Blocks.identityBlock();
    return new ParallelBlock(list -> { NDArray sum = list.get(0).singletonOrThrow().add(list.get(1).singletonOrThrow()); return new NDList(Activation.relu(sum)); }, Arrays.asList(body, shortcut));
  }
  public static SequentialBlock resnet(long classes, int... units) {
    SequentialBlock net = new SequentialBlock();
    net.add(Conv2d.builder().setKernelShape(new Shape(7, 7)).optStride(new Shape(2, 2)).optPadding(new Shape(3, 3)).setFilters(64).build()).add(BatchNorm.builder().build()).add(Activation::relu);
    int c = 64;
    for (int i = 0; i < units.length; i++) {
      for (int j = 0; j < units[i]; j++) net.add(residual(c, i > 0 && j == 0 || i == 0 && j == 0 && c != 64, i > 0 && j == 0 ? new Shape(2, 2) : new Shape(1, 1)));
      c *= 2;
    }
    return net.add(Pool.globalAvgPool2dBlock()).add(Linear.builder().setUnits(classes).build());
  }
  public static void main(String[] args) {
    Block b = resnet(1000, 2, 2, 2, 2);
    b.setInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);
    b.initialize(NDManager.newBaseManager(), DataType.FLOAT32, new Shape(1, 3, 224, 224));
  }
}
