import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;

/** A head on a block that is loaded: what it gives is squeezed to vectors. */
public class HeadOnPretrained {
  public static void main(String[] args) throws Exception {
    Criteria<NDList, NDList> criteria =
        Criteria.builder().setTypes(NDList.class, NDList.class).optModelUrls("djl://x/y").build();
    ZooModel<NDList, NDList> embedding = criteria.loadModel();
    Block base = embedding.getBlock();
    Block head =
        new SequentialBlock()
            .add(base)
            .addSingleton(x -> x.squeeze(new int[] {2, 3}))
            .add(Linear.builder().setUnits(2).build())
            .addSingleton(x -> x.softmax(1));
    try (Model model = Model.newInstance("fruit")) {
      model.setBlock(head);
      var config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss("l", 1, -1, true, true));
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(16, 3, 224, 224));
      }
    }
  }
}
