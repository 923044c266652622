import ai.djl.Model;
import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;

/** Inputs of several ranks, of which all begin with the batch. */
public class BoardAndAction {
  static Block block() {
    return new SequentialBlock()
        .add(
            arrays -> {
              NDArray board = arrays.get(0);
              NDArray turn = arrays.get(1).reshape(-1, 1);
              NDArray action = arrays.get(2).reshape(-1, 1);
              return new NDList(board.concat(turn, 1).concat(action, 1));
            })
        .add(new Mlp(11, 1, new int[] {20, 10}));
  }

  public static void main(String[] args) {
    try (Model model = Model.newInstance("board")) {
      model.setBlock(block());
      try (Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()))) {
        trainer.initialize(new Shape(32, 9), new Shape(32), new Shape(32));
      }
    }
  }
}
