package dev.initlint.javasource;

import static dev.initlint.javasource.Reading.DL4J;
import static dev.initlint.javasource.Reading.facts;
import static dev.initlint.javasource.Reading.only;
import static dev.initlint.javasource.Reading.ops;
import static dev.initlint.javasource.Reading.variance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Tracing;
import dev.initlint.source.SourceFact;
import dev.initlint.source.SourceModel;
import dev.initlint.symbol.Expr;
import org.junit.jupiter.api.Test;

class SameDiffTest {
  private static SourceModel sd(String body) {
    return only(
        DL4J
            + "import org.nd4j.autodiff.samediff.*; import org.nd4j.linalg.api.buffer.DataType;"
            + "import org.nd4j.linalg.factory.Nd4j; import org.nd4j.weightinit.impl.*;"
            + "import org.nd4j.linalg.api.ops.impl.layers.convolution.config.*;"
            + "class Net { void build() { SameDiff sd = SameDiff.create();"
            + "SDVariable in = sd.placeHolder(\"in\", DataType.FLOAT, -1, 784);"
            + body
            + " } }");
  }

  @Test
  void schemesUseTheFansTheyAreGiven() {
    SourceModel m =
        sd(
            "SDVariable w = sd.var(\"w\", new XavierInitScheme('c', 784, 256), DataType.FLOAT,"
                + " 784, 256); SDVariable b = sd.var(\"b\", DataType.FLOAT, 256);"
                + "sd.nn().relu(in.mmul(w).add(b), 0);");
    assertThat(ops(m)).containsExactly("MatMul", "Add", "Relu");
    assertThat(variance(m, "w")).isCloseTo(2.0 / 1040, within(1e-12));
    assertThat(variance(m, "b")).isZero();
    assertThat(facts(m, SourceFact.HandTypedFan.class)).isEmpty();
  }

  @Test
  void wrongHandTypedFanIsInTheFacts() {
    SourceModel m =
        sd(
            "SDVariable w = sd.var(\"w\", new ReluInitScheme('c', 28 * 28 * 28), DataType.FLOAT,"
                + " 784, 256); sd.nn.softmax(\"out\", in.mmul(\"z\", w));");
    SourceFact.HandTypedFan f = facts(m, SourceFact.HandTypedFan.class).get(0);
    assertThat(f.stated()).isEqualTo(Expr.of(21952));
    assertThat(f.actual()).isEqualTo(Expr.of(784));
    assertThat(ops(m)).containsExactly("MatMul", "Softmax");
  }

  @Test
  void drawnArraysKeepTheirScale() {
    SourceModel m =
        sd(
            "SDVariable w = sd.var(\"w\", Nd4j.rand(784, 10).subi(0.5).mul(2 / Math.sqrt(784)));"
                + "in.mmul(w);");
    assertThat(variance(m, "w")).isCloseTo(4.0 / 784 / 12, within(1e-12));
  }

  @Test
  void variableWithoutSchemeIsZero() {
    SourceModel m = sd("in.mmul(sd.var(\"w\", DataType.FLOAT, 784, 10));");
    assertThat(variance(m, "w")).isZero();
    assertThat(m.parameters().get(0).byDefault()).isTrue();
  }

  @Test
  void attentionIsScaledOnlyWhenAskedFor() {
    String body =
        "SDVariable q = sd.placeHolder(\"q\", DataType.FLOAT, -1, 64, 10);"
            + "sd.nn().dotProductAttention(q, q, q, null, %s);";
    assertThat(ops(sd(String.format(body, "true")))).contains("Div", "Softmax");
    assertThat(ops(sd(String.format(body, "false")))).contains("Softmax").doesNotContain("Div");
  }

  @Test
  void layerOfTheProjectIsRun() {
    SourceModel m =
        only(
            DL4J
                + """
                import java.util.*;
                import org.deeplearning4j.nn.conf.layers.samediff.*;
                import org.nd4j.autodiff.samediff.*;
                import org.nd4j.linalg.api.ndarray.INDArray;
                class Gate extends SameDiffLayer {
                  private final int nIn; private final int nOut;
                  Gate(int nIn, int nOut) { this.nIn = nIn; this.nOut = nOut; }
                  public void defineParameters(SDLayerParams p) {
                    p.addWeightParam("W", nIn, nOut);
                    p.addBiasParam("b", 1, nOut);
                  }
                  public void initializeParameters(Map<String, INDArray> params) {
                    params.get("b").assign(0);
                    initWeights(nIn, nOut, WeightInit.RELU, params.get("W"));
                  }
                  public SDVariable defineLayer(
                      SameDiff sd, SDVariable x, Map<String, SDVariable> table, SDVariable mask) {
                    SDVariable z = x.mmul(table.get("W")).add(table.get("b"));
                    return sd.nn().sigmoid(z).mul(z);
                  }
                  static MultiLayerConfiguration conf() {
                    return new NeuralNetConfiguration.Builder().list().layer(new Gate(20, 30))
                        .layer(new OutputLayer.Builder().nIn(30).nOut(2).build()).build();
                  }
                }
                """);
    assertThat(ops(m)).startsWith("MatMul", "Add", "Sigmoid", "Mul");
    assertThat(variance(m, "0/W")).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void lossesAreNoPartOfTheModelAndFlatImagesAreMaps() {
    SourceModel m =
        Reading.only(
            "import org.nd4j.autodiff.samediff.*; import org.nd4j.linalg.api.buffer.DataType;"
                + " import org.nd4j.linalg.api.ops.impl.layers.convolution.config.*; import"
                + " org.nd4j.weightinit.impl.*; class Net { SameDiff net() { SameDiff sd ="
                + " SameDiff.create(); SDVariable x = sd.placeHolder(\"x\", DataType.FLOAT, -1,"
                + " 784); SDVariable y = sd.placeHolder(\"y\", DataType.FLOAT, -1, 10); SDVariable"
                + " w = sd.var(\"w\", new XavierInitScheme('c', 784, 2704), DataType.FLOAT, 3, 3, 1,"
                + " 4); SDVariable c = sd.cnn().conv2d(x.reshape(-1, 1, 28, 28), w,"
                + " Conv2DConfig.builder().kH(3).kW(3).build()); SDVariable v = sd.var(\"v\", new"
                + " XavierInitScheme('c', 2704, 10), DataType.FLOAT, 2704, 10); SDVariable p ="
                + " sd.nn().softmax(\"p\", c.reshape(-1, 2704).mmul(v), 1);"
                + " sd.loss().softmaxCrossEntropy(\"loss\", y, p, null); return sd; } }");

    assertThat(Reading.ops(m)).containsExactly("Conv", "Reshape", "MatMul", "Softmax");
    assertThat(m.graph().weights().get("w").dims()).containsExactly(4, 1, 3, 3);
    Propagation p = Propagation.of(m.graph(), Assumptions.NONE);
    assertThat(Tracing.modelledShare(p)).isEqualTo(1);
    assertThat(p.signal(m.graph().nodes().get(0).output()).stat().in(p.evaluation()).secondMoment())
        .as("nine taps of a kernel drawn for 784 inputs and 2704 outputs")
        .isCloseTo(9 * 2.0 / (784 + 2704), within(1e-9));
  }

  @Test
  void lossThatIsPutTogetherByHandIsNoPartOfTheModel() {
    SourceModel m =
        Reading.only(
            """
            import org.nd4j.autodiff.samediff.*;
            import org.nd4j.linalg.factory.Nd4j;
            class Net {
              void build() {
                SameDiff sd = SameDiff.create();
                SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 8);
                SDVariable y = sd.placeHolder("y", DataType.FLOAT, -1, 1);
                SDVariable w = sd.var("w", Nd4j.randn(DataType.FLOAT, 8, 1).mul(0.1));
                SDVariable diff = x.mmul("answer", w).sub(y);
                SDVariable loss = diff.mul(diff).mean("loss");
              }
            }
            """);

    assertThat(Reading.ops(m)).containsExactly("MatMul");
    assertThat(m.graph().inputs()).hasSize(1);
  }

  @Test
  void aSquaredErrorScoresTheModelAndIsNoPartOfIt() {
    SourceModel m =
        sd(
            "SDVariable label = sd.placeHolder(\"label\", DataType.FLOAT, -1, 16); SDVariable v ="
                + " sd.var(\"v\", Nd4j.randn(784, 16)); SDVariable q = in.mmul(\"q\", v);"
                + " sd.loss.meanSquaredError(\"loss\", label, q, null);");
    assertThat(ops(m)).containsExactly("MatMul");
    assertThat(m.graph().inputs()).hasSize(1);
    SourceFact.Head head = facts(m, SourceFact.Head.class).get(0);
    assertThat(head.loss()).isEqualTo("meanSquaredError");
    assertThat(head.output()).isEqualTo(m.graph().outputs().get(0).name());
    assertThat(head.lossTakesLogits()).isFalse();
  }
}
