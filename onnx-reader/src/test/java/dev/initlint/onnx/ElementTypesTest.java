package dev.initlint.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.TensorProto;
import dev.initlint.stored.Elements;
import dev.initlint.stored.Floats;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Codes and values: ONNX documentation of each type, and the papers that {@link Floats} names. */
class ElementTypesTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  /**
   * @param codes bits of each element
   * @param values what they stand for
   */
  private record Example(long[] codes, double[] values) {}

  private static final Map<ElementType, Example> EXAMPLES = new EnumMap<>(ElementType.class);

  private static void example(ElementType type, long[] codes, double... values) {
    EXAMPLES.put(type, new Example(codes, values));
  }

  private static long[] codes(long... codes) {
    return codes;
  }

  static {
    example(
        ElementType.FLOAT,
        codes(0x3f800000L, 0xc0490fdbL, 1, 0x7f800000L, 0x7fc00000L),
        1,
        -3.1415927410125732,
        1.401298464324817E-45,
        INF,
        NAN);
    example(
        ElementType.DOUBLE,
        codes(0x3ff0000000000000L, 0xc00921fb54442d18L, 0x7ff0000000000000L),
        1,
        -Math.PI,
        INF);
    example(
        ElementType.FLOAT16,
        codes(0x3c00, 0xc000, 0x0001, 0x03ff, 0x0400, 0x7bff, 0xfc00, 0x7e00, 0x8000),
        1,
        -2,
        0x1p-24,
        1023 * 0x1p-24,
        0x1p-14,
        65504,
        -INF,
        NAN,
        -0.0);
    example(
        ElementType.BFLOAT16,
        codes(0x3f80, 0xc049, 0x0001, 0x7f7f, 0xff80, 0x7fc0),
        1,
        -3.140625,
        0x1p-133,
        0x1.fep127,
        -INF,
        NAN);
    example(
        ElementType.FLOAT8E4M3FN,
        codes(0x38, 0x7e, 0xfe, 0x01, 0x08, 0x7f, 0x78, 0x80, 0xff),
        1,
        448,
        -448,
        0x1p-9,
        0x1p-6,
        NAN,
        256,
        -0.0,
        NAN);
    example(
        ElementType.FLOAT8E4M3FNUZ,
        codes(0x40, 0x7f, 0xff, 0x01, 0x08, 0x80),
        1,
        240,
        -240,
        0x1p-10,
        0x1p-7,
        NAN);
    example(
        ElementType.FLOAT8E5M2,
        codes(0x3c, 0x7b, 0x01, 0x04, 0x7c, 0xfc, 0x7d, 0x7f),
        1,
        57344,
        0x1p-16,
        0x1p-14,
        INF,
        -INF,
        NAN,
        NAN);
    example(
        ElementType.FLOAT8E5M2FNUZ,
        codes(0x40, 0x7f, 0x01, 0x04, 0x80),
        1,
        57344,
        0x1p-17,
        0x1p-15,
        NAN);
    example(
        ElementType.FLOAT8E8M0, codes(0x7f, 0x80, 0x00, 0xfe, 0xff), 1, 2, 0x1p-127, 0x1p127, NAN);
    example(
        ElementType.FLOAT4E2M1,
        codes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15),
        0,
        .5,
        1,
        1.5,
        2,
        3,
        4,
        6,
        -0.0,
        -.5,
        -6);
    example(ElementType.UINT4, codes(0, 7, 8, 15, 3), 0, 7, 8, 15, 3);
    example(ElementType.INT4, codes(0, 7, 8, 15, 3), 0, 7, -8, -1, 3);
    example(ElementType.UINT2, codes(0, 1, 2, 3, 3, 1), 0, 1, 2, 3, 3, 1);
    example(ElementType.INT2, codes(0, 1, 2, 3, 3, 1), 0, 1, -2, -1, -1, 1);
    example(ElementType.UINT8, codes(0, 1, 0x80, 0xff), 0, 1, 128, 255);
    example(ElementType.INT8, codes(0, 1, 0x80, 0xff), 0, 1, -128, -1);
    example(ElementType.UINT16, codes(1, 0x8000, 0xffff), 1, 32768, 65535);
    example(ElementType.INT16, codes(1, 0x8000, 0xffff), 1, -32768, -1);
    example(ElementType.UINT32, codes(1, 0xffffffffL), 1, 4294967295.0);
    example(ElementType.INT32, codes(1, 0xffffffffL), 1, -1);
    example(ElementType.UINT64, codes(1, -1L, 1L << 53), 1, 0x1p64, 0x1p53);
    example(ElementType.INT64, codes(1, -1L, (1L << 53) - 1), 1, -1, 0x1p53 - 1);
    example(ElementType.BOOL, codes(0, 1, 1), 0, 1, 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"UNDEFINED", "STRING", "COMPLEX64", "COMPLEX128"})
  void areReadFromRawDataAndFromTypedFields(ElementType type) {
    Example example = EXAMPLES.get(type);
    long n = example.codes().length;
    TensorProto.Builder raw = TensorProto.newBuilder().setName("raw").setDataType(type.ordinal());
    raw.addDims(n).setRawData(packed(type, example.codes()));
    TensorProto.Builder typed =
        TensorProto.newBuilder().setName("typed").setDataType(type.ordinal()).addDims(n);
    fill(typed, type, example.codes());
    Graph graph = Models.graph(GraphProto.newBuilder().addInitializer(raw).addInitializer(typed));
    for (String name : new String[] {"raw", "typed"}) {
      TensorData data = graph.weights().get(name).data();
      assertThat(data.toDoubles(100)).as(name).containsExactly(example.values());
      assertThat(streamed(data)).as(name).containsExactly(floats(example.values()));
    }
  }

  /** Elements of less than a byte fill it from the low bits up. */
  private static ByteString packed(ElementType type, long[] codes) {
    int bits = type.bits();
    byte[] bytes = new byte[(codes.length * bits + 7) / 8];
    for (int i = 0; i < codes.length; i++) {
      for (int b = 0; b < bits; b++) {
        int place = i * bits + b;
        bytes[place / 8] |= (byte) ((codes[i] >>> b & 1) << place % 8);
      }
    }
    return ByteString.copyFrom(bytes);
  }

  private static void fill(TensorProto.Builder t, ElementType type, long[] codes) {
    switch (type) {
      case FLOAT -> {
        for (long c : codes) {
          t.addFloatData(Float.intBitsToFloat((int) c));
        }
      }
      case DOUBLE -> {
        for (long c : codes) {
          t.addDoubleData(Double.longBitsToDouble(c));
        }
      }
      case INT64 -> {
        for (long c : codes) {
          t.addInt64Data(c);
        }
      }
      case UINT32, UINT64 -> {
        for (long c : codes) {
          t.addUint64Data(c);
        }
      }
      case INT8, INT16 -> {
        for (long c : codes) {
          t.addInt32Data((int) Floats.decode(type, c));
        }
      }
      case INT4, UINT4, FLOAT4E2M1, INT2, UINT2 -> {
        for (byte b : packed(type, codes)) {
          t.addInt32Data(b & 0xff);
        }
      }
      default -> {
        for (long c : codes) {
          t.addInt32Data((int) c);
        }
      }
    }
  }

  private static float[] floats(double[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  private static float[] streamed(TensorData data) {
    float[] all = new float[(int) data.count()];
    int[] at = {0};
    data.stream(
        (values, n) -> {
          System.arraycopy(values, 0, all, at[0], n);
          at[0] += n;
        });
    assertThat(at[0]).isEqualTo(all.length);
    return all;
  }

  @Test
  void thatAreNoNumbersAreMissingAndSaySo() {
    TensorProto text =
        TensorProto.newBuilder()
            .setName("text")
            .setDataType(ElementType.STRING.ordinal())
            .addDims(1)
            .addStringData(ByteString.copyFromUtf8("a"))
            .build();
    TensorProto complex = Models.raw("complex", ElementType.COMPLEX64, new int[8], 1);
    TensorProto future = complex.toBuilder().setName("future").setDataType(99).build();
    Graph graph =
        Models.graph(
            GraphProto.newBuilder()
                .addInitializer(text)
                .addInitializer(complex)
                .addInitializer(future));
    assertThat(reason(graph, "text")).contains("texts");
    assertThat(reason(graph, "complex")).contains("complex");
    assertThat(reason(graph, "future")).contains("99");
  }

  private static String reason(Graph graph, String name) {
    Weight weight = graph.weights().get(name);
    assertThat(weight.data()).isNull();
    return ((Weight.Missing) weight.source()).reason();
  }

  @Test
  void extentsWithoutDataAreAMissingWeight() {
    TensorProto bare =
        TensorProto.newBuilder().setName("w").setDataType(1).addDims(3).addDims(4).build();
    Weight weight = Models.graph(GraphProto.newBuilder().addInitializer(bare)).weights().get("w");
    assertThat(weight.source()).isInstanceOf(Weight.Missing.class);
    assertThat(weight.dims()).containsExactly(3, 4);
  }

  @Test
  void aTypedFieldMayBeWrittenNumberByNumber() {
    byte[] tensor = {
      8,
      3,
      16,
      6,
      0x42,
      1,
      'w',
      40,
      5,
      40,
      (byte) 0xac,
      2,
      42,
      1,
      7 // dims, type, name, 5, 300, [7]
    };
    byte[] model = new byte[tensor.length + 4];
    model[0] = 0x3a;
    model[1] = (byte) (tensor.length + 2);
    model[2] = 0x2a;
    model[3] = (byte) tensor.length;
    System.arraycopy(tensor, 0, model, 4, tensor.length);
    Graph graph = ((dev.initlint.graph.Parsed.Model) Models.read(model)).graph();
    assertThat(graph.weights().get("w").data().toDoubles(3)).containsExactly(5, 300, 7);
  }

  @Test
  void longTypedFieldsAreReadFromAnyPlace() {
    TensorProto.Builder t = TensorProto.newBuilder().setName("w").setDataType(7).addDims(5000);
    for (int i = 0; i < 5000; i++) {
      t.addInt64Data(i * 31L - 70_000);
    }
    Graph graph = Models.graph(GraphProto.newBuilder().addInitializer(t));
    Elements.Reader reader = ((Elements) graph.weights().get("w").data()).open();
    double[] one = new double[1];
    for (int i : new int[] {4999, 0, 1024, 1023, 3000, 2999, 4096}) {
      reader.read(i, one, 0, 1);
      assertThat(one[0]).isEqualTo(i * 31.0 - 70_000);
    }
  }
}
