package dev.initlint.testkit;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements in little-endian bytes, for the types that exporters write into test models. */
record BufferTensor(ElementType type, long[] dims, ByteBuffer bytes) implements TensorData {

  static BufferTensor of(ElementType type, long[] dims, double[] values) {
    int width = type.bits() / 8;
    ByteBuffer out = ByteBuffer.allocate(width * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double v : values) {
      switch (type) {
        case FLOAT -> out.putFloat((float) v);
        case DOUBLE -> out.putDouble(v);
        case INT64 -> out.putLong((long) v);
        case INT32 -> out.putInt((int) v);
        case BOOL, INT8, UINT8 -> out.put((byte) v);
        default -> throw new IllegalArgumentException("tensors of type " + type + " are not read");
      }
    }
    return new BufferTensor(type, dims, out.flip());
  }

  private double at(ByteBuffer b, int i) {
    return switch (type) {
      case FLOAT -> b.getFloat(4 * i);
      case DOUBLE -> b.getDouble(8 * i);
      case INT64 -> b.getLong(8 * i);
      case INT32 -> b.getInt(4 * i);
      case INT8 -> b.get(i);
      case BOOL, UINT8 -> b.get(i) & 255;
      default -> throw new IllegalArgumentException("tensors of type " + type + " are not read");
    };
  }

  @Override
  public void stream(Chunks chunks) {
    ByteBuffer b = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int n = Math.toIntExact(count());
    float[] chunk = new float[Math.min(n, 4096)];
    for (int from = 0; from < n; from += chunk.length) {
      int length = Math.min(chunk.length, n - from);
      for (int i = 0; i < length; i++) {
        chunk[i] = (float) at(b, from + i);
      }
      chunks.accept(chunk, length);
    }
  }

  @Override
  public double[] toDoubles(int limit) {
    if (count() > limit) {
      throw new IllegalArgumentException(count() + " elements, more than " + limit);
    }
    ByteBuffer b = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    double[] out = new double[(int) count()];
    for (int i = 0; i < out.length; i++) {
      out[i] = at(b, i);
    }
    return out;
  }
}
