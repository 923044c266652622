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

public class EnumFields {
  enum Stage {
    STEM(32, 3, true), MID(64, 3, false), TOP(128, 1, true);
    final int filters; final int kernel; private final boolean pool;
    Stage(int filters, int kernel, boolean pool) { this.filters = filters; this.kernel = kernel; this.pool = pool; }
    boolean pools() { return pool; }
    Shape shape() { return new Shape(kernel, kernel); }
  }
  public static Block net() {
    SequentialBlock net = new SequentialBlock();
    for (Stage s : Stage.values()) {
      net.add(Conv2d.builder().setKernelShape(s.shape()).optPadding(new Shape(s.kernel / 2, s.kernel / 2)).setFilters(s.filters).build());
      net.add(BatchNorm.builder().build()).add(Activation::relu);
      if (s.pools()) net.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
    }
    return net.add(Blocks.batchFlattenBlock()).add(Linear.builder().setUnits(10).build());
  }
  public static void main(String[] args) {
    try (Model model = Model.newInstance("cnn")) {
      model.setBlock(net());
      try (Trainer t = model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()))) { t.initialize(new Shape(1, 3, 32, 32)); }
    }
  }
}
