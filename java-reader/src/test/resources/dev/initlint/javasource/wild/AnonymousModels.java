import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.List;
import somewhere.EmbeddingPlugin;
import somewhere.Pipeline;

/** The model is built by a method of an anonymous class that another library calls. */
public class AnonymousModels {
  public static void main(String[] args) {
    Pipeline pipeline = new Pipeline(3);
    pipeline.with(
        List.of(
            new EmbeddingPlugin(false) {
              @Override
              public Model createUpdateModel() {
                SequentialBlock block = new SequentialBlock();
                block.add(
                    new LambdaBlock(in -> new NDList(in.get(0).concat(in.get(1)))));
                block.add(Linear.builder().setUnits(16).build());
                block.add(Activation::relu);
                block.add(Linear.builder().setUnits(32).build());
                block.initialize(
                    NDManager.newBaseManager(), DataType.FLOAT32, new Shape(32), new Shape(32));
                Model model = Model.newInstance("message");
                model.setBlock(block);
                return model;
              }
            }));
    pipeline.execute();
  }
}
