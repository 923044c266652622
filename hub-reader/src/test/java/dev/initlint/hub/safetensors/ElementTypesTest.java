package dev.initlint.hub.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.TensorData;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every element type gives its values, read as doubles, as a stream and from any place on. */
class ElementTypesTest {
  private static void gives(String dtype, int width, long[] bits, double... values) {
    byte[] file =
        new Bytes()
            .tensor("x", "U8", "[3]", new byte[3])
            .tensor("t", dtype, "[" + values.length + "]", Bytes.little(width, bits))
            .file();
    // Windows of 8 bytes put seams into elements.
    for (int window : new int[] {3, 30}) {
      TensorData t = SafetensorsFile.of("f", file, window).get("t").data();
      assertThat(t.toDoubles(100)).as(dtype).containsExactly(values);
      float[] floats = new float[values.length];
      int[] at = {0};
      t.stream(
          (chunk, n) -> {
            System.arraycopy(chunk, 0, floats, at[0], n);
            at[0] += n;
          });
      assertThat(floats).containsExactly(cast(values));
      float[] tail = new float[values.length - 1];
      t.runs().read(1, tail, 0, tail.length);
      assertThat(tail).containsExactly(cast(Arrays.copyOfRange(values, 1, values.length)));
    }
  }

  private static float[] cast(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Test
  void wideFloats() {
    gives("F32", 4, new long[] {0x3fc00000L, 0xff800000L}, 1.5, Double.NEGATIVE_INFINITY);
    long[] doubles = {Double.doubleToLongBits(Math.PI), Double.doubleToLongBits(-1e300)};
    gives("F64", 8, doubles, Math.PI, -1e300);
  }

  @Test
  void halfFloats() {
    gives("F16", 2, new long[] {0x3c00, 0x0001, 0xfc00}, 1, 0x1p-24, Double.NEGATIVE_INFINITY);
    gives("BF16", 2, new long[] {0x3f80, 0xc020, 0x7fc0}, 1, -2.5, Double.NaN);
  }

  @Test
  void floatsOfEightBitsAndFewer() {
    gives("F8_E4M3", 1, new long[] {0x38, 0x7e, 0x7f, 0x81}, 1, 448, Double.NaN, -0x1p-9);
    gives("F8_E5M2", 1, new long[] {0x3c, 0x7b, 0x7c}, 1, 57344, Double.POSITIVE_INFINITY);
    gives("F8_E4M3FNUZ", 1, new long[] {0x40, 0x80, 0x7f}, 1, Double.NaN, 240);
    gives("F8_E8M0", 1, new long[] {127, 0, 0xff}, 1, 0x1p-127, Double.NaN);
    gives("F4", 1, new long[] {0x72, 0xf9}, 1, 6, -.5, -6);
  }

  @Test
  void integers() {
    gives("I64", 8, new long[] {-3, 1L << 53}, -3, 0x1p53);
    gives("U64", 8, new long[] {-1, 2}, 0x1p64, 2);
    gives("I32", 4, new long[] {-7, 9}, -7, 9);
    gives("U32", 4, new long[] {-1, 9}, 4294967295.0, 9);
    gives("I16", 2, new long[] {-7, 9}, -7, 9);
    gives("U16", 2, new long[] {-1, 9}, 65535, 9);
    gives("I8", 1, new long[] {-7, 9}, -7, 9);
    gives("U8", 1, new long[] {200, 9}, 200, 9);
    gives("BOOL", 1, new long[] {0, 1, 7}, 0, 1, 1);
  }

  @Test
  void emptyTensorsAndScalars() {
    byte[] file =
        new Bytes()
            .tensor("none", "F32", "[0,9223372036854775807]", new byte[0])
            .tensor("one", "F32", "[]", Bytes.little(4, 0x40000000L))
            .file();
    SafetensorsFile read = SafetensorsFile.of("f", file, 30);
    assertThat(read.get("none").data().count()).isZero();
    assertThat(read.get("one").data().toDoubles(1)).containsExactly(2);
  }

  @Test
  void typesThatAreNotReadAreTold() {
    byte[] file =
        new Bytes()
            .tensor("c", "C64", "[1]", new byte[8])
            .tensor("s", "F6_E2M3", "[4]", new byte[3])
            .tensor("b", "F32", "[1]", new byte[4])
            .file();
    SafetensorsFile read = SafetensorsFile.of("f", file, 30);
    assertThat(read.names()).containsExactly("b");
    assertThat(read.remarks()).containsExactly("c (C64) and 1 more is of a dtype that is not read");
  }
}
