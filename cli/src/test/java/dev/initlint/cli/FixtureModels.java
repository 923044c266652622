package dev.initlint.cli;

import com.google.protobuf.ByteString;
import dev.initlint.graph.ElementType;
import dev.initlint.onnx.schema.AttributeProto;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.onnx.schema.NodeProto;
import dev.initlint.onnx.schema.OperatorSetIdProto;
import dev.initlint.onnx.schema.TensorProto;
import dev.initlint.onnx.schema.TensorShapeProto;
import dev.initlint.onnx.schema.TypeProto;
import dev.initlint.onnx.schema.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The models of {@code fixtures/models}: a language model of one pre-norm attention block, small
 * enough to be kept in the repository, right or with one mistake.
 */
final class FixtureModels {
  private static final int VOCABULARY = 128;
  private static final int WIDTH = 64;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("language_model");
  private final Random random = new Random(1);

  private FixtureModels() {}

  /** Nothing is wrong with it. */
  static byte[] sound() {
    return new FixtureModels().languageModel(1 / Math.sqrt(WIDTH), 1 / Math.sqrt(WIDTH));
  }

  /** The head is drawn from N(0,1): logits have variance {@value #WIDTH}. */
  static byte[] stdOneHead() {
    return new FixtureModels().languageModel(1 / Math.sqrt(WIDTH), 1);
  }

  /** The attention logits are not divided by √d_k. */
  static byte[] attentionWithoutScale() {
    return new FixtureModels().languageModel(1, 1 / Math.sqrt(WIDTH));
  }

  private byte[] languageModel(double scale, double headStd) {
    graph.addInput(value("input_ids", ElementType.INT64, "batch", "sequence"));
    normal("embedding.weight", 1, VOCABULARY, WIDTH);
    String x = node("Gather", "/embedding/Gather", "embedding.weight", "input_ids");
    x = node("Add", "/blocks.0/Add", x, attention(norm("blocks.0.norm", x), scale));
    normal("lm_head.weight", headStd, WIDTH, VOCABULARY);
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("MatMul")
            .setName("/lm_head/MatMul")
            .addAllInput(List.of(norm("norm", x), "lm_head.weight"))
            .addOutput("logits"));
    graph.addOutput(value("logits", ElementType.FLOAT, "batch", "sequence", VOCABULARY));
    return ModelProto.newBuilder()
        .setIrVersion(9)
        .setProducerName("initlint fixtures")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private String attention(String x, double scale) {
    String attention = "/blocks.0/attn/";
    double std = 1 / Math.sqrt(WIDTH);
    for (String projection : List.of("q", "k", "v", "out")) {
      normal("blocks.0.attn." + projection + ".weight", std, WIDTH, WIDTH);
    }
    String q = node("MatMul", attention + "q/MatMul", x, "blocks.0.attn.q.weight");
    String k = node("MatMul", attention + "k/MatMul", x, "blocks.0.attn.k.weight");
    String v = node("MatMul", attention + "v/MatMul", x, "blocks.0.attn.v.weight");
    String transposed = attention + "Transpose_output_0";
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Transpose")
            .setName(attention + "Transpose")
            .addInput(k)
            .addOutput(transposed)
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("perm")
                    .setType(AttributeProto.AttributeType.INTS)
                    .addAllInts(List.of(0L, 2L, 1L))));
    String logits = node("MatMul", attention + "MatMul", q, transposed);
    if (scale != 1) {
      tensor("blocks.0.attn.scale", new float[] {(float) scale});
      logits = node("Mul", attention + "Mul", logits, "blocks.0.attn.scale");
    }
    String weights = node("Softmax", attention + "Softmax", logits);
    String mixed = node("MatMul", attention + "MatMul_1", weights, v);
    return node("MatMul", attention + "out/MatMul", mixed, "blocks.0.attn.out.weight");
  }

  private String norm(String name, String x) {
    float[] ones = new float[WIDTH];
    Arrays.fill(ones, 1);
    tensor(name + ".weight", ones, WIDTH);
    tensor(name + ".bias", new float[WIDTH], WIDTH);
    String path = "/" + name + "/LayerNormalization";
    return node("LayerNormalization", path, x, name + ".weight", name + ".bias");
  }

  private String node(String op, String name, String... inputs) {
    String output = name + "_output_0";
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(op)
            .setName(name)
            .addAllInput(List.of(inputs))
            .addOutput(output));
    return output;
  }

  private void normal(String name, double std, int rows, int columns) {
    float[] elements = new float[rows * columns];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) (std * random.nextGaussian());
    }
    tensor(name, elements, rows, columns);
  }

  private void tensor(String name, float[] elements, long... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * elements.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(elements);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(ElementType.FLOAT.ordinal())
            .setRawData(ByteString.copyFrom(bytes));
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    graph.addInitializer(tensor);
  }

  private static ValueInfoProto value(String name, ElementType type, Object... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dim : dims) {
      TensorShapeProto.Dimension.Builder d = shape.addDimBuilder();
      if (dim instanceof String symbol) {
        d.setDimParam(symbol);
      } else {
        d.setDimValue((Integer) dim);
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.ordinal()).setShape(shape)))
        .build();
  }
}
