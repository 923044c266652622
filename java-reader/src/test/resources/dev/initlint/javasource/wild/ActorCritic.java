import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/** An input of which only a reshape to rows is known. */
public class ActorCritic extends AbstractBlock {
  private final Block trunk;
  private final Block actor;
  private final Block critic;

  public ActorCritic(ActionSpace actions) {
    SequentialBlock layers = new SequentialBlock();
    for (int units : new int[] {64, 64}) {
      layers.add(Linear.builder().setUnits(units).build()).add(Activation::tanh);
    }
    trunk = addChildBlock("trunk", layers);
    actor = addChildBlock("actor", Linear.builder().setUnits(actions.getDim()).build());
    critic = addChildBlock("critic", Linear.builder().setUnits(1).build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.get(0).reshape(inputs.get(0).getShape().get(0), -1);
    NDList h = trunk.forward(ps, new NDList(x), training);
    NDArray action = actor.forward(ps, h, training).singletonOrThrow().softmax(-1);
    NDArray value = critic.forward(ps, h, training).singletonOrThrow();
    return new NDList(action, value);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] shapes) {
    return shapes;
  }
}
