package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.onnx.RawModel.RawAttribute;
import dev.initlint.onnx.RawModel.RawNode;
import dev.initlint.onnx.RawModel.RawTensor;
import java.util.Arrays;

/** The tensor that a Constant node holds in one of its attributes. */
final class Constants {
  private Constants() {}

  /** The tensor, or null when no attribute gives one. */
  static RawTensor tensor(RawNode node) {
    for (RawAttribute a : node.attributes().values()) {
      boolean holds = a.name().startsWith("value") || a.name().equals("sparse_value");
      RawTensor tensor = holds ? tensor(a) : null;
      if (tensor != null) {
        return tensor;
      }
    }
    return null;
  }

  private static RawTensor tensor(RawAttribute a) {
    if (a.value() instanceof RawTensor t) {
      return t;
    } else if (a.value() instanceof Double v) {
      return small(a, ElementType.FLOAT, new double[] {v.floatValue()});
    } else if (a.value() instanceof Long v) {
      return small(a, ElementType.INT64, new double[] {v});
    } else if (a.value() instanceof double[] v) {
      return small(a, ElementType.FLOAT, Arrays.stream(v).map(d -> (float) d).toArray(), v.length);
    } else if (a.value() instanceof long[] v) {
      double[] values = Arrays.stream(v).asDoubleStream().toArray();
      return small(a, ElementType.INT64, values, v.length);
    } else if (a.value() instanceof String) {
      return text(a);
    } else if (a.value() instanceof String[] v) {
      return text(a, v.length);
    }
    return null;
  }

  private static RawTensor small(RawAttribute a, ElementType type, double[] values, long... dims) {
    return new RawTensor("", type, dims, new HeapElements(type, values, dims), null, a.offset());
  }

  private static RawTensor text(RawAttribute a, long... dims) {
    return new RawTensor("", ElementType.STRING, dims, null, "its elements are texts", a.offset());
  }
}
