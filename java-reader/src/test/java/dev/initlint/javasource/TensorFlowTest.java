package dev.initlint.javasource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.source.SourceFact;
import dev.initlint.source.SourceModel;
import dev.initlint.symbol.Expr;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Graphs of TensorFlow's Java binding")
class TensorFlowTest {
  private static final String HEAD =
      """
      import java.util.Arrays;
      import org.tensorflow.Graph;
      import org.tensorflow.framework.optimizers.*;
      import org.tensorflow.ndarray.Shape;
      import org.tensorflow.op.Ops;
      import org.tensorflow.op.core.*;
      import org.tensorflow.types.*;
      class Net {
        void build() {
          Graph graph = new Graph();
          Ops tf = Ops.create(graph);
          Placeholder<TFloat32> x = tf.placeholder(TFloat32.class);
          Placeholder<TFloat32> y = tf.placeholder(TFloat32.class);
      """;

  private static SourceModel model(String body) {
    return Reading.only(HEAD + body + " } }");
  }

  private static final String WEIGHTS =
      """
      Variable<TFloat32> w =
          tf.variable(
              tf.math.mul(
                  tf.random.truncatedNormal(tf.array(64, 64), TFloat32.class), tf.constant(0.1f)));
      """;

  @Test
  void scaledTruncatedNormalHasItsVarianceAndTrueFans() {
    SourceModel m = model(WEIGHTS + "tf.nn.relu(tf.linalg.matMul(x, w));");

    assertThat(Reading.ops(m)).containsExactly("MatMul", "Relu");
    assertThat(Reading.variance(m, "w")).isCloseTo(0.0077374, within(1e-7));
    assertThat(Reading.parameter(m, "w").trueFanIn()).isEqualTo(Expr.of(64));
  }

  @Test
  void kernelsAreReadAsHeightWidthInOutAndBiasesBelongToTheirConvolution() {
    SourceModel m =
        model(
            """
            Operand<TFloat32> image =
                tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 28, 28, 3)));
            Variable<TFloat32> k =
                tf.variable(tf.random.truncatedNormal(tf.array(5, 5, 3, 16), TFloat32.class));
            Variable<TFloat32> b = tf.variable(tf.zeros(tf.array(16), TFloat32.class));
            var c = tf.nn.conv2d(image, k, Arrays.asList(1L, 2L, 2L, 1L), "SAME");
            var p = tf.nn.maxPool(tf.nn.relu(tf.nn.biasAdd(c, b)),
                tf.array(1, 2, 2, 1), tf.array(1, 2, 2, 1), "VALID");
            tf.reshape(p, tf.array(-1, 7 * 7 * 16));
            """);

    assertThat(Reading.ops(m))
        .containsExactly("Transpose", "Conv", "Relu", "MaxPool", "Transpose", "Reshape");
    assertThat(m.graph().nodes().get(1).inputs()).hasSize(3);
    assertThat(m.graph().weights().get("k").dims()).containsExactly(16, 3, 5, 5);
    assertThat(Reading.parameter(m, "k").trueFanIn()).isEqualTo(Expr.of(75));
  }

  @Test
  void unlessItIsPlainConvolutionIsNotGuessed() {
    SourceModel m =
        model(
            """
            Variable<TFloat32> k =
                tf.variable(tf.random.truncatedNormal(tf.array(3, 3, 8, 8), TFloat32.class));
            tf.nn.conv2d(x, k, Arrays.asList(1L, 1L, 1L, 1L), "SAME", Conv2d.dataFormat("NCHW"));
            """);

    assertThat(Reading.ops(m)).containsExactly("conv2d");
    assertThat(m.graph().nodes().get(0).domain()).isEqualTo("java");
  }

  @Test
  void lossThatIsPutTogetherByHandIsNoPartOfTheModel() {
    SourceModel m =
        model(
            WEIGHTS
                + """
                var answer = tf.linalg.matMul(x, w);
                var loss = tf.math.mean(tf.math.square(tf.math.sub(answer, y)), tf.array(0, 1));
                new Adam(graph, 0.001f).minimize(loss);
                """);

    assertThat(Reading.ops(m)).containsExactly("MatMul");
    assertThat(m.graph().inputs()).hasSize(1);
    SourceFact.Training training = Reading.facts(m, SourceFact.Training.class).get(0);
    assertThat(training.optimizer()).isEqualTo("adam");
    assertThat(((Expr.Constant) training.learningRate()).value()).isCloseTo(0.001, within(1e-9));
  }

  @Test
  void shortcutsAndSecondInputsThatParametersFollowAreKept() {
    SourceModel shortcut = model(WEIGHTS + "tf.math.add(x, tf.linalg.matMul(x, w));");
    SourceModel gated =
        model(WEIGHTS + "tf.linalg.matMul(tf.math.mul(tf.linalg.matMul(x, w), y), w);");

    assertThat(Reading.ops(shortcut)).containsExactly("MatMul", "Add");
    assertThat(Reading.ops(gated)).containsExactly("MatMul", "Mul", "MatMul");
  }

  @Test
  void variablesTakeWhatAnAssignmentGivesThem() {
    SourceModel m =
        model(
            """
            Variable<TFloat32> w = tf.variable(Shape.of(10, 4), TFloat32.class);
            Variable<TFloat32> open = tf.variable(Shape.of(4, 2), TFloat32.class);
            tf.initAdd(tf.assign(w, tf.zerosLike(w)));
            tf.linalg.matMul(tf.linalg.matMul(x, w), open);
            """);

    assertThat(Reading.variance(m, "w")).isZero();
    assertThat(m.resolution()).contains("1 of 2").contains("var(open)");
  }

  @Test
  void graphsWithoutVariablesPrepareData() {
    FileOutcome o =
        Reading.outcome(HEAD + "tf.math.div(tf.reshape(x, tf.array(-1, 4)), tf.constant(2f)); } }");

    assertThat(o).isInstanceOf(FileOutcome.WithoutModel.class);
  }
}
