package dev.initlint.onnx;

import dev.initlint.onnx.schema.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads a tensor from the generated classes, for comparison. */
final class OracleTensor {
  private OracleTensor() {}

  static long[] dims(TensorProto t) {
    return t.getDimsList().stream().mapToLong(d -> d).toArray();
  }

  /** Elements of the plain types. */
  static double[] values(TensorProto t) {
    if (!t.hasRawData()) {
      return switch (t.getDataType()) {
        case 1 -> t.getFloatDataList().stream().mapToDouble(f -> f).toArray();
        case 7 -> t.getInt64DataList().stream().mapToDouble(i -> i).toArray();
        case 11 -> t.getDoubleDataList().stream().mapToDouble(d -> d).toArray();
        default -> t.getInt32DataList().stream().mapToDouble(i -> i).toArray();
      };
    }
    ByteBuffer raw = t.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    int n = t.getDimsList().stream().mapToInt(Long::intValue).reduce(1, (a, b) -> a * b);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          switch (t.getDataType()) {
            case 1 -> raw.getFloat();
            case 2 -> raw.get() & 0xff;
            case 3, 9 -> raw.get();
            case 6 -> raw.getInt();
            case 7 -> raw.getLong();
            case 11 -> raw.getDouble();
            default -> throw new IllegalArgumentException("type " + t.getDataType());
          };
    }
    return values;
  }
}
