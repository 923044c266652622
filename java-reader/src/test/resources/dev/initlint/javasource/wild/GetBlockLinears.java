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
public class GetBlockLinears {
  private final int in, out; private final List<Integer> hidden; private BiFunction<Integer, Integer, Block> maker = (i, o) -> Linear.builder().setUnits(o).build();
  private String activation = "sigmoid"; private Supplier<Block> act = () -> new LambdaBlock(l -> new NDList(l.singletonOrThrow().getNDArrayInternal().sigmoid()));
  GetBlockLinears(int in, int out, Integer... hidden) { this.in = in; this.out = out; this.hidden = Arrays.asList(hidden); }
  Block getBlock() {
    SequentialBlock s = new SequentialBlock(); int prev = in;
    Iterator<Integer> it = hidden.iterator();
    while (it.hasNext()) { int h = it.next(); s.add(maker.apply(prev, h)); s.add(act.get()); prev = h; }
    s.add(maker.apply(prev, out));
    return s;
  }
  public static void main(String[] args) throws Exception {
    Block b = new GetBlockLinears(20, 5, 100, 50, 25).getBlock();
    try (Model model = Model.newInstance("mlp")) {
      model.setBlock(b);
      TrainingConfig cfg = setup(args);
      try (Trainer trainer = model.newTrainer(cfg)) {
        trainer.setMetrics(new ai.djl.metric.Metrics());
        trainer.initialize(new Shape(32, 20));
        EasyTrain.fit(trainer, 10, null, null);
      }
    }
  }
  static DefaultTrainingConfig setup(String[] args) {
    return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-3f)).build()).addTrainingListeners(ai.djl.training.listener.TrainingListener.Defaults.logging());
  }
}
