package dev.initlint.stored;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read ahead is what lies in the file, in whatever order it is asked for. */
class ReadAheadTest {
  /** Such that no element of two bytes or more begins at an even place. */
  private static final int START = 3;

  private static final int SIZE = (1 << 23) + 1000;

  @TempDir Path folder;
  private Path file;
  private byte[] content;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("weights");
    content = new byte[SIZE];
    new Random(5).nextBytes(content);
    Files.write(file, content);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "FLOAT16", "BFLOAT16", "FLOAT8E4M3FN", "FLOAT8E5M2FNUZ"})
  void runsThatFollowEachOther(ElementType type) throws IOException {
    int width = type.bits() / 8;
    int count = (SIZE - START) / width;
    TensorData.Runs runs = new RawElements(Bytes.map(file), START, type, count).runs();
    float[] some = new float[4097];
    ByteBuffer expected = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < count; from += some.length) {
      int n = Math.min(some.length, count - from);
      runs.read(from, some, 0, n);
      for (int i = 0; i < n; i += 61) {
        same(some[i], value(type, expected, START + (from + i) * width));
      }
    }
  }

  @Test
  void twoReadersOfOneThreadThatJump() throws IOException {
    int count = (SIZE - START) / 4;
    RawElements elements = new RawElements(Bytes.map(file), START, ElementType.FLOAT, count);
    TensorData.Runs[] readers = {elements.runs(), elements.runs()};
    ByteBuffer expected = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(8);
    float[] some = new float[3000];
    int[] at = new int[2];
    for (int i = 0; i < 4000; i++) {
      int reader = random.nextInt(2);
      at[reader] = random.nextInt(9) == 0 ? random.nextInt(count) : at[reader];
      int n = Math.min(1 + random.nextInt(some.length), count - at[reader]);
      readers[reader].read(at[reader], some, 0, n);
      int last = START + 4 * (at[reader] + n - 1);
      same(some[n - 1], expected.getFloat(last));
      same(some[0], expected.getFloat(START + 4 * at[reader]));
      at[reader] = at[reader] + n == count ? 0 : at[reader] + n;
    }
  }

  @Test
  void filesThatAreNoLongerOpenAreRead() throws IOException {
    Bytes first = Bytes.map(file);
    for (int i = 0; i < 40; i++) {
      Bytes.map(file);
    }
    TensorData.Runs runs = new RawElements(first, 0, ElementType.FLOAT8E5M2, SIZE).runs();
    float[] some = new float[1 << 16];
    for (int from = 0; from + some.length < SIZE; from += some.length) {
      runs.read(from, some, 0, some.length);
      same(some[7], (float) Floats.decode(ElementType.FLOAT8E5M2, content[from + 7]));
    }
  }

  /** NaN is NaN. */
  private static void same(float value, float expected) {
    assertThat(Float.compare(value, expected)).as(value + " for " + expected).isZero();
  }

  private static float value(ElementType type, ByteBuffer bytes, int at) {
    return switch (type) {
      case FLOAT -> bytes.getFloat(at);
      case FLOAT16, BFLOAT16 -> (float) Floats.decode(type, bytes.getShort(at));
      default -> (float) Floats.decode(type, bytes.get(at));
    };
  }
}
