package dev.initlint.bench;

import dev.initlint.graph.ElementType;
import dev.initlint.onnx.schema.TensorProto;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

/**
 * A stored tensor whose elements are made as they are written.
 *
 * @param type FLOAT, INT64 or BOOL
 * @param content starts the elements anew: from an index, asked for in order, to an element
 */
record Tensor(String name, ElementType type, long[] dims, Content content) {

  /** Elements that can be made any number of times. */
  interface Content {
    LongToDoubleFunction start();
  }

  /** Independent normal entries, the same ones whenever the same name asks. */
  static Tensor normal(String name, double std, long... dims) {
    return new Tensor(
        name,
        ElementType.FLOAT,
        dims,
        () -> {
          SplittableRandom random = new SplittableRandom(name.hashCode());
          return i -> std * random.nextGaussian();
        });
  }

  static Tensor filled(String name, double value, long... dims) {
    return new Tensor(name, ElementType.FLOAT, dims, () -> i -> value);
  }

  static Tensor integers(String name, long... values) {
    long[] dims = {values.length};
    return new Tensor(name, ElementType.INT64, dims, () -> i -> values[(int) i]);
  }

  /** True where a position may look: at itself and before. */
  static Tensor causal(String name, long positions) {
    return new Tensor(
        name,
        ElementType.BOOL,
        new long[] {1, 1, positions, positions},
        () -> i -> i % positions <= i / positions ? 1 : 0);
  }

  long count() {
    return Arrays.stream(dims).reduce(1, Math::multiplyExact);
  }

  long bytes() {
    return count() * type.bits() / Byte.SIZE;
  }

  /** All but the elements. */
  TensorProto head() {
    TensorProto.Builder head = TensorProto.newBuilder().setName(name).setDataType(type.ordinal());
    for (long d : dims) {
      head.addDims(d);
    }
    return head.build();
  }

  void write(OutputStream out) throws IOException {
    LongToDoubleFunction elements = content.start();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < count(); i++) {
      double v = elements.applyAsDouble(i);
      switch (type) {
        case FLOAT -> buffer.putFloat((float) v);
        case INT64 -> buffer.putLong((long) v);
        default -> buffer.put((byte) v);
      }
      if (!buffer.hasRemaining()) {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
    }
    out.write(buffer.array(), 0, buffer.position());
  }
}
