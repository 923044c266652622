package dev.initlint.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A cursor over the fields of one protobuf message. After {@link #next()} the current field's
 * number is {@link #field}; a varint or fixed value is in {@link #number}, a length-delimited one
 * in {@link #bytes}.
 */
final class Wire {
  private final ByteBuffer buffer;
  int field;
  long number;
  ByteBuffer bytes;

  Wire(ByteBuffer message) {
    buffer = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  boolean next() {
    if (!buffer.hasRemaining()) {
      return false;
    }
    long key = varint();
    field = (int) (key >>> 3);
    bytes = null;
    switch ((int) (key & 7)) {
      case 0 -> number = varint();
      case 1 -> number = buffer.getLong();
      case 2 -> bytes = take((int) varint());
      case 5 -> number = buffer.getInt();
      default -> throw new IllegalArgumentException("wire type " + (key & 7) + " is not used");
    }
    return true;
  }

  String text() {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  float real() {
    return Float.intBitsToFloat((int) number);
  }

  /** The integers of a repeated field, packed or not, appended to {@code out}. */
  void integers(List<Long> out) {
    if (bytes == null) {
      out.add(number);
      return;
    }
    Wire packed = new Wire(bytes);
    while (packed.buffer.hasRemaining()) {
      out.add(packed.varint());
    }
  }

  /** The floats of a repeated field, packed or not, appended to {@code out}. */
  void reals(List<Double> out) {
    if (bytes == null) {
      out.add((double) real());
      return;
    }
    ByteBuffer packed = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (packed.hasRemaining()) {
      out.add((double) packed.getFloat());
    }
  }

  static long[] array(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private ByteBuffer take(int length) {
    ByteBuffer part = buffer.slice(buffer.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(buffer.position() + length);
    return part;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = buffer.get();
      value |= (long) (b & 127) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
