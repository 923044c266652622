package dev.initlint.engine;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.StoredRun;
import dev.initlint.graph.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Writes the elements of a tensor over those of a copy of its file, and nothing else. */
final class WeightWriter {
  private static final int CHUNK = 1 << 16;

  private WeightWriter() {}

  /** Whether elements of a type can be written. */
  static boolean writes(ElementType type) {
    return switch (type) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
      default -> false;
    };
  }

  /**
   * Writes what an edit makes of a tensor.
   *
   * @param copy the file, of the same bytes as the one that the tensor is read from
   * @param seed of what is drawn
   */
  static void write(TensorData data, WeightEdit edit, Path copy, long seed) throws IOException {
    StoredRun run = data.run();
    long count = data.count();
    int width = data.type().bits() / 8;
    RandomGenerator random =
        new SplittableRandom(seed * 0x9e3779b97f4a7c15L + edit.tensor().hashCode());
    TensorData.Runs runs = data.runs();
    float[] values = new float[(int) Math.min(CHUNK, Math.max(1, count))];
    ByteBuffer out = ByteBuffer.allocate(values.length * width).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      for (long from = 0; from < count; from += values.length) {
        int n = (int) Math.min(values.length, count - from);
        runs.read(from, values, 0, n);
        out.clear();
        for (int i = 0; i < n; i++) {
          double v =
              edit instanceof WeightEdit.Rescale r
                  ? values[i] * r.factor()
                  : random.nextGaussian() * ((WeightEdit.Redraw) edit).std();
          put(out, data.type(), v);
        }
        out.flip();
        long at = run.offset() + from * width;
        while (out.hasRemaining()) {
          at += channel.write(out, at);
        }
      }
    }
  }

  private static void put(ByteBuffer out, ElementType type, double v) {
    switch (type) {
      case FLOAT -> out.putFloat((float) v);
      case DOUBLE -> out.putDouble(v);
      case FLOAT16 -> out.putShort(half((float) v));
      default -> out.putShort(brain((float) v));
    }
  }

  /** Rounds to the nearest number of 16 bits with the exponent of a float, ties to even. */
  static short brain(float v) {
    int bits = Float.floatToIntBits(v);
    return Float.isNaN(v) ? (short) 0x7fc0 : (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }

  /** Rounds to the nearest number of IEEE 754's binary16, ties to even. */
  static short half(float v) {
    int sign = Float.floatToIntBits(v) >>> 16 & 0x8000;
    float size = Math.abs(v);
    if (Float.isNaN(v)) {
      return (short) 0x7e00;
    }
    if (size >= 65520) {
      return (short) (sign | 0x7c00);
    }
    int exponent = size == 0 ? -14 : Math.max(-14, Math.getExponent(size));
    int units = (int) Math.rint(Math.scalb((double) size, 10 - exponent));
    // A carry out of the mantissa goes into the exponent by itself.
    return (short)
        (sign | (exponent == -14 && units < 1024 ? units : (exponent + 14 << 10) + units));
  }
}
