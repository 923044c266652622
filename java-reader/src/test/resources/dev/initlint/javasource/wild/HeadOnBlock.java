import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;

/** A head on a block that whoever calls supplies. */
public class HeadOnBlock {
  public static Block valueHead(Block shared) {
    SequentialBlock head = new SequentialBlock();
    head.add(shared);
    head.add(new Mlp((int) outputShape(shared).get(0), 2, new int[] {256, 128}));
    return head;
  }

  private static Shape outputShape(Block block) {
    Shape input = block.describeInput().get(0).getValue();
    return block.getOutputShapes(new Shape[] {input})[0];
  }
}
