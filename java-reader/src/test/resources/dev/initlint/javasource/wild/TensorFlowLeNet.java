import java.util.Arrays;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Reshape;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.MaxPool;
import org.tensorflow.op.nn.Relu;
import org.tensorflow.op.random.TruncatedNormal;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Pixels, two convolutions with biases, a flattening by shape arithmetic, a loss with weights. */
public class TensorFlowLeNet {
  private static final int SIZE = 28;
  private static final String SAME = "SAME";

  public static Graph build(String optimizerName) {
    Graph graph = new Graph();
    Ops tf = Ops.create(graph);
    Placeholder<TUint8> input =
        tf.withName("input").placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, SIZE, SIZE)));
    Reshape<TUint8> images = tf.reshape(input, tf.array(-1, SIZE, SIZE, 1));
    Placeholder<TUint8> labels = tf.withName("target").placeholder(TUint8.class);
    Operand<TFloat32> scaled =
        tf.math.div(
            tf.math.sub(tf.dtypes.cast(images, TFloat32.class), tf.constant(255 / 2.0f)),
            tf.constant(255f));

    Variable<TFloat32> kernel1 = drawn(tf, 5, 5, 1, 32);
    Conv2d<TFloat32> conv1 = tf.nn.conv2d(scaled, kernel1, Arrays.asList(1L, 1L, 1L, 1L), SAME);
    Variable<TFloat32> bias1 = tf.variable(tf.fill(tf.array(new int[] {32}), tf.constant(0.0f)));
    MaxPool<TFloat32> pool1 = pooled(tf, tf.nn.relu(tf.nn.biasAdd(conv1, bias1)));
    Variable<TFloat32> kernel2 = drawn(tf, 5, 5, 32, 64);
    Conv2d<TFloat32> conv2 = tf.nn.conv2d(pool1, kernel2, Arrays.asList(1L, 1L, 1L, 1L), SAME);
    Variable<TFloat32> bias2 = tf.variable(tf.fill(tf.array(new int[] {64}), tf.constant(0.1f)));
    MaxPool<TFloat32> pool2 = pooled(tf, tf.nn.relu(tf.nn.biasAdd(conv2, bias2)));
    Reshape<TFloat32> flat =
        tf.reshape(
            pool2,
            tf.concat(
                Arrays.asList(
                    tf.slice(tf.shape(pool2), tf.array(new int[] {0}), tf.array(new int[] {1})),
                    tf.array(new int[] {-1})),
                tf.constant(0)));

    Variable<TFloat32> weights1 = drawn(tf, SIZE * SIZE * 4, 512);
    Variable<TFloat32> biases1 = tf.variable(tf.zeros(tf.array(512), TFloat32.class));
    Relu<TFloat32> hidden = tf.nn.relu(tf.math.add(tf.linalg.matMul(flat, weights1), biases1));
    Variable<TFloat32> weights2 = drawn(tf, 512, 10);
    Variable<TFloat32> biases2 = tf.variable(tf.zeros(tf.array(10), TFloat32.class));
    Operand<TFloat32> logits = tf.math.add(tf.linalg.matMul(hidden, weights2), biases2);
    tf.withName("output").nn.softmax(logits);

    Operand<TFloat32> oneHot =
        tf.oneHot(labels, tf.constant(10), tf.constant(1.0f), tf.constant(0.0f));
    var batchLoss = tf.nn.raw.softmaxCrossEntropyWithLogits(logits, oneHot);
    Operand<TFloat32> labelLoss = tf.math.mean(batchLoss.loss(), tf.constant(0));
    Operand<TFloat32> decay = tf.math.add(tf.nn.l2Loss(weights1), tf.nn.l2Loss(weights2));
    Operand<TFloat32> loss =
        tf.withName("loss").math.add(labelLoss, tf.math.mul(decay, tf.constant(5e-4f)));
    Optimizer optimizer;
    switch (optimizerName.toLowerCase()) {
      case "adam":
        optimizer = new Adam(graph, 0.001f, 0.9f, 0.999f, 1e-8f);
        break;
      case "sgd":
        optimizer = new GradientDescent(graph, 0.01f);
        break;
      default:
        throw new IllegalArgumentException("unknown optimizer " + optimizerName);
    }
    optimizer.minimize(loss, "train");
    return graph;
  }

  private static Variable<TFloat32> drawn(Ops tf, int... shape) {
    return tf.variable(
        tf.math.mul(
            tf.random.truncatedNormal(
                tf.array(shape), TFloat32.class, TruncatedNormal.seed(123456789L)),
            tf.constant(0.1f)));
  }

  private static MaxPool<TFloat32> pooled(Ops tf, Relu<TFloat32> x) {
    return tf.nn.maxPool(x, tf.array(1, 2, 2, 1), tf.array(1, 2, 2, 1), SAME);
  }

  public static void main(String[] args) {
    try (Graph graph = build(args[2]);
        Session session = new Session(graph)) {
      session.runner().addTarget("init").run();
    }
  }
}
