package dev.initlint.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Parsed;
import dev.initlint.onnx.schema.AttributeProto;
import dev.initlint.onnx.schema.AttributeProto.AttributeType;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.onnx.schema.NodeProto;
import dev.initlint.onnx.schema.OperatorSetIdProto;
import dev.initlint.onnx.schema.TensorProto;
import dev.initlint.onnx.schema.TensorShapeProto;
import dev.initlint.onnx.schema.TypeProto;
import dev.initlint.onnx.schema.ValueInfoProto;
import dev.initlint.stored.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Small models for tests, built with the generated classes and read with the reader. */
final class Models {
  private Models() {}

  static OperatorSetIdProto opset(String domain, long version) {
    return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
  }

  /** A model at opset 17. */
  static ModelProto.Builder model(GraphProto.Builder graph) {
    return ModelProto.newBuilder().setIrVersion(8).setGraph(graph).addOpsetImport(opset("", 17));
  }

  static ValueInfoProto value(String name, Object... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object d : dims) {
      if (d instanceof String s) {
        shape.addDimBuilder().setDimParam(s);
      } else {
        shape.addDimBuilder().setDimValue(((Number) d).longValue());
      }
    }
    TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** A node from text such as {@code "y = MatMul(x, w)"}; an underscore is an absent value. */
  static NodeProto.Builder node(String text, AttributeProto... attributes) {
    String[] sides = text.split(" = ");
    int open = sides[1].indexOf('(');
    String inside = sides[1].substring(open + 1, sides[1].length() - 1);
    return NodeProto.newBuilder()
        .setOpType(sides[1].substring(0, open))
        .addAllOutput(names(sides[0]))
        .addAllInput(names(inside))
        .addAllAttribute(List.of(attributes));
  }

  private static List<String> names(String list) {
    return list.isBlank()
        ? List.of()
        : Arrays.stream(list.split(","))
            .map(String::strip)
            .map(s -> s.equals("_") ? "" : s)
            .toList();
  }

  static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder a =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    Arrays.stream(values).forEach(a::addInts);
    return a.build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto real(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto graph(String name, GraphProto.Builder value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.GRAPH)
        .setG(value)
        .build();
  }

  static AttributeProto tensor(String name, TensorProto value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.TENSOR)
        .setT(value)
        .build();
  }

  private static TensorProto.Builder tensor(String name, ElementType type, long... dims) {
    TensorProto.Builder t = TensorProto.newBuilder().setName(name).setDataType(type.ordinal());
    Arrays.stream(dims).forEach(t::addDims);
    return t;
  }

  static TensorProto floats(String name, float[] values, long... dims) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return tensor(name, ElementType.FLOAT, dims).setRawData(ByteString.copyFrom(raw)).build();
  }

  /** Floats 0, 1, 2, ... */
  static TensorProto counting(String name, long... dims) {
    float[] values = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return floats(name, values, dims);
  }

  static TensorProto longs(String name, long[] values, long... dims) {
    TensorProto.Builder t = tensor(name, ElementType.INT64, dims);
    Arrays.stream(values).forEach(t::addInt64Data);
    return t.build();
  }

  /** A vector of integers. */
  static TensorProto vector(String name, long... values) {
    return longs(name, values, values.length);
  }

  static TensorProto raw(String name, ElementType type, int[] bytes, long... dims) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return tensor(name, type, dims).setRawData(ByteString.copyFrom(content)).build();
  }

  static Parsed read(byte[] content) {
    return OnnxReader.read("model.onnx", Bytes.of(content, 30), null, Limits.standard());
  }

  /** The graph of a model that must be readable. */
  static Graph graph(ModelProto.Builder model) {
    Parsed parsed = read(model.build().toByteArray());
    assertThat(parsed).isInstanceOf(Parsed.Model.class);
    return ((Parsed.Model) parsed).graph();
  }

  /** The graph of a model at opset 17 that must be readable. */
  static Graph graph(GraphProto.Builder graph) {
    return graph(model(graph));
  }

  /** Why a model cannot be read. */
  static Parsed.Unreadable unreadable(ModelProto.Builder model) {
    return unreadable(model, Limits.standard());
  }

  /** Why a model cannot be read within limits. */
  static Parsed.Unreadable unreadable(ModelProto.Builder model, Limits limits) {
    byte[] content = model.build().toByteArray();
    Parsed parsed = OnnxReader.read("model.onnx", Bytes.of(content, 30), null, limits);
    assertThat(parsed).isInstanceOf(Parsed.Unreadable.class);
    return (Parsed.Unreadable) parsed;
  }
}
