import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.math.Add;
import org.tensorflow.op.math.Div;
import org.tensorflow.op.math.Mul;
import org.tensorflow.types.TFloat32;

/** Two scalars, whose squared error is no part of the model. */
public class TensorFlowRegression {
  public static void main(String[] args) {
    float[] xValues = {1f, 2f, 3f};
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> xData =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Placeholder<TFloat32> yData =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      Variable<TFloat32> weight = tf.withName("weight").variable(tf.constant(1f));
      Variable<TFloat32> bias = tf.withName("bias").variable(tf.constant(1f));
      Mul<TFloat32> mul = tf.math.mul(xData, weight);
      Add<TFloat32> predicted = tf.math.add(mul, bias);
      Div<TFloat32> mse =
          tf.math.div(
              tf.math.pow(tf.math.sub(predicted, yData), tf.constant(2f)), tf.constant(2f * 3));
      Op minimize = new GradientDescent(graph, 0.1f).minimize(mse);
      try (Session session = new Session(graph)) {
        for (int i = 0; i < xValues.length; i++) {
          try (TFloat32 x = TFloat32.scalarOf(xValues[i])) {
            session.runner().addTarget(minimize).feed(xData.asOutput(), x).run();
          }
        }
      }
    }
  }
}
