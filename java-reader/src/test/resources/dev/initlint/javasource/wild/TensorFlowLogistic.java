import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.Softmax;
import org.tensorflow.tools.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Variables that an assignment fills, and a loss that is put together by hand. */
public class TensorFlowLogistic implements Runnable {
  private final Graph graph;

  private TensorFlowLogistic(Graph graph) {
    this.graph = graph;
  }

  @Override
  public void run() {
    Ops tf = Ops.create(graph);
    Placeholder<TFloat32> images = tf.placeholder(TFloat32.DTYPE);
    Placeholder<TFloat32> labels = tf.placeholder(TFloat32.DTYPE);
    Variable<TFloat32> weights = tf.variable(Shape.of(784, 10), TFloat32.DTYPE);
    tf.initAdd(tf.assign(weights, tf.zerosLike(weights)));
    Variable<TFloat32> biases = tf.variable(Shape.of(10), TFloat32.DTYPE);
    tf.initAdd(tf.assign(biases, tf.zerosLike(biases)));
    tf.init();
    Softmax<TFloat32> softmax =
        tf.nn.softmax(tf.math.add(tf.linalg.matMul(images, weights), biases));
    Mean<TFloat32> crossEntropy =
        tf.math.mean(
            tf.math.neg(
                tf.reduceSum(tf.math.mul(labels, tf.math.log(softmax)), tf.array(1))),
            tf.array(0));
    Op minimize = new GradientDescent(graph, 0.2f).minimize(crossEntropy);
    Operand<TInt64> predicted = tf.math.argMax(softmax, tf.constant(1));
    Operand<TInt64> expected = tf.math.argMax(labels, tf.constant(1));
    Operand<TFloat32> accuracy =
        tf.math.mean(
            tf.dtypes.cast(tf.math.equal(predicted, expected), TFloat32.DTYPE), tf.array(0));
    try (Session session = new Session(graph)) {
      session.run(tf.init());
      session.runner().addTarget(minimize).feed(images.asOutput(), null).fetch(accuracy).run();
    }
  }

  public static void main(String[] args) {
    try (Graph graph = new Graph()) {
      new TensorFlowLogistic(graph).run();
    }
  }
}
