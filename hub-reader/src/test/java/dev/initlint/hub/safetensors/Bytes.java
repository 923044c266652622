package dev.initlint.hub.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes safetensors files for tests: sound ones, and ones with any header and any data. */
public final class Bytes {
  private final List<String> entries = new ArrayList<>();
  private byte[] data = new byte[0];

  /** A file with the given header and data. */
  public static byte[] of(String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data)
        .array();
  }

  /** Adds a tensor behind the others. */
  public Bytes tensor(String name, String dtype, String shape, byte[] elements) {
    int end = data.length + elements.length;
    entries.add(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
            .formatted(name, dtype, shape, data.length, end));
    data = ByteBuffer.allocate(end).put(data).put(elements).array();
    return this;
  }

  /** Adds a matrix of floats. */
  public Bytes floats(String name, int rows, int columns, float... values) {
    ByteBuffer b = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float v : values) {
      b.putFloat(v);
    }
    return tensor(name, "F32", "[" + rows + "," + columns + "]", b.array());
  }

  /** The file. */
  public byte[] file() {
    return of("{" + String.join(",", entries) + "}", data);
  }

  static byte[] little(int width, long... values) {
    ByteBuffer b = ByteBuffer.allocate(width * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long v : values) {
      for (int i = 0; i < width; i++) {
        b.put((byte) (v >>> 8 * i));
      }
    }
    return b.array();
  }
}
