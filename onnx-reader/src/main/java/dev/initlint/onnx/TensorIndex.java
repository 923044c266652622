package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.onnx.RawModel.RawTensor;
import dev.initlint.onnx.schema.SparseTensorProto;
import dev.initlint.onnx.schema.StringStringEntryProto;
import dev.initlint.onnx.schema.TensorProto;
import dev.initlint.stored.Bytes;
import dev.initlint.stored.Elements;
import dev.initlint.stored.RawElements;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Finds where the elements of a tensor lie, and checks that they are all there. */
final class TensorIndex {
  private static final ElementType[] TYPES = ElementType.values();

  private final Bytes bytes;
  private final Limits limits;
  private final Budget budget;
  private final ExternalFiles files;

  TensorIndex(Bytes bytes, Limits limits, Budget budget, ExternalFiles files) {
    this.bytes = bytes;
    this.limits = limits;
    this.budget = budget;
    this.files = files;
  }

  /** What a TensorProto says of itself; {@code raw} is -1 without raw_data. */
  private static final class Described {
    final LongList dims = new LongList();
    final Map<String, String> external = new HashMap<>();
    final TypedRuns[] typed = new TypedRuns[16];
    String name = "";
    long type;
    long raw = -1;
    long rawLength;
    boolean isExternal;
  }

  static ElementType elementType(long code) {
    return code >= 0 && code < TYPES.length ? TYPES[(int) code] : ElementType.UNDEFINED;
  }

  static Malformed rank(long offset, Limits limits) {
    return new Malformed(
        offset,
        "a tensor has more than "
            + limits.rank()
            + " dimensions; no exporter writes that, so the file is damaged or made to do harm");
  }

  RawTensor tensor(Wire wire) {
    long offset = wire.position();
    budget.spend(250, offset);
    Described d = new Described();
    while (wire.next()) {
      field(wire, d);
    }
    if (d.dims.size() > limits.rank()) {
      throw rank(offset, limits);
    }
    long[] dims = d.dims.toArray();
    ElementType type = elementType(d.type);
    String missing = unreadable(type, d.type);
    Elements data = null;
    long count = count(d.name, dims, offset);
    if (missing == null) {
      data = elements(d, type, dims, count, offset);
      missing = data == null ? "the file states its extents but holds none of its elements" : null;
    }
    return new RawTensor(d.name, type, dims, data, missing, offset);
  }

  private void field(Wire wire, Described d) {
    switch (wire.field()) {
      case TensorProto.NAME_FIELD_NUMBER -> d.name = wire.text(budget);
      case TensorProto.DATA_TYPE_FIELD_NUMBER -> d.type = wire.varint();
      case TensorProto.DIMS_FIELD_NUMBER -> {
        wire.integers(d.dims, budget);
        if (d.dims.size() > limits.rank()) {
          throw rank(wire.tagAt(), limits);
        }
      }
      case TensorProto.RAW_DATA_FIELD_NUMBER -> {
        d.rawLength = wire.length();
        d.raw = wire.take(d.rawLength);
      }
      case TensorProto.FLOAT_DATA_FIELD_NUMBER,
          TensorProto.INT32_DATA_FIELD_NUMBER,
          TensorProto.INT64_DATA_FIELD_NUMBER,
          TensorProto.DOUBLE_DATA_FIELD_NUMBER,
          TensorProto.UINT64_DATA_FIELD_NUMBER -> {
        TypedRuns runs = d.typed[wire.field()];
        if (runs == null) {
          runs = d.typed[wire.field()] = new TypedRuns(bytes, wireType(wire.field()));
        }
        runs.add(wire, budget);
      }
      case TensorProto.DATA_LOCATION_FIELD_NUMBER ->
          d.isExternal = wire.varint() == TensorProto.DataLocation.EXTERNAL_VALUE;
      case TensorProto.EXTERNAL_DATA_FIELD_NUMBER -> entry(wire, d.external);
      default -> wire.skip();
    }
  }

  private static int wireType(int field) {
    return switch (field) {
      case TensorProto.FLOAT_DATA_FIELD_NUMBER -> Wire.FIXED32;
      case TensorProto.DOUBLE_DATA_FIELD_NUMBER -> Wire.FIXED64;
      default -> Wire.VARINT;
    };
  }

  /** Unknown keys are passed over: ONNX Runtime writes some of its own. */
  private void entry(Wire outer, Map<String, String> external) {
    Wire wire = outer.message(Message.EXTERNAL_DATA);
    String key = "";
    String value = "";
    while (wire.next()) {
      switch (wire.field()) {
        case StringStringEntryProto.KEY_FIELD_NUMBER -> key = wire.text(budget);
        case StringStringEntryProto.VALUE_FIELD_NUMBER -> value = wire.text(budget);
        default -> wire.skip();
      }
    }
    if (external.put(key, value) != null) {
      throw new Malformed(
          wire.tagAt(),
          "a tensor states the "
              + Quoted.name(key)
              + " of its external data twice; save the model again with onnx.save");
    }
  }

  private static String unreadable(ElementType type, long code) {
    return switch (type) {
      case STRING -> "its elements are texts";
      case COMPLEX64, COMPLEX128 -> "its elements are complex numbers";
      case UNDEFINED -> "its element type has code " + code + ", which ONNX does not define";
      default -> null;
    };
  }

  private static long count(String name, long[] dims, long offset) {
    try {
      long count = Elements.product(dims);
      Math.multiplyExact(count, 16);
      return count;
    } catch (ArithmeticException e) {
      throw new Malformed(
          offset,
          "tensor "
              + Quoted.name(name)
              + " states extents that are negative or multiply to more than any file holds; "
              + "export the model again");
    }
  }

  /** The elements, wherever they are; null when the tensor has extents but no data. */
  private Elements elements(Described d, ElementType type, long[] dims, long count, long offset) {
    long size = (count * type.bits() + 7) / 8;
    if (d.isExternal) {
      return files.elements(d.external, d.name, type, dims, size, offset);
    }
    if (d.raw >= 0 && (d.rawLength > 0 || count == 0)) {
      if (d.rawLength != size) {
        throw wrongSize(d, dims, type, size + " bytes", d.rawLength + " are there", d.raw);
      }
      return new RawElements(bytes, d.raw, type, dims);
    }
    TypedRuns runs = d.typed[typedField(type)];
    if (runs == null || runs.count() == 0) {
      return count == 0 ? new HeapElements(type, new double[0], dims) : null;
    }
    long entries = type.bits() < 8 ? size : count;
    if (runs.count() != entries) {
      throw wrongSize(
          d, dims, type, entries + " numbers", runs.count() + " are there", runs.start());
    }
    return runs.elements(type, dims);
  }

  private static Malformed wrongSize(
      Described d, long[] dims, ElementType type, String needs, String has, long offset) {
    return new Malformed(
        offset,
        "tensor "
            + Quoted.name(d.name)
            + " of "
            + type
            + Arrays.toString(dims)
            + " needs "
            + needs
            + " but "
            + has
            + "; the file was cut or edited, so export it again");
  }

  private static int typedField(ElementType type) {
    return switch (type) {
      case FLOAT -> TensorProto.FLOAT_DATA_FIELD_NUMBER;
      case DOUBLE -> TensorProto.DOUBLE_DATA_FIELD_NUMBER;
      case INT64 -> TensorProto.INT64_DATA_FIELD_NUMBER;
      case UINT32, UINT64 -> TensorProto.UINT64_DATA_FIELD_NUMBER;
      default -> TensorProto.INT32_DATA_FIELD_NUMBER;
    };
  }

  RawTensor sparse(Wire wire) {
    long offset = wire.position();
    budget.spend(100, offset);
    RawTensor values = null;
    RawTensor indices = null;
    LongList stated = new LongList();
    while (wire.next()) {
      switch (wire.field()) {
        case SparseTensorProto.VALUES_FIELD_NUMBER -> values = tensor(wire.message(Message.TENSOR));
        case SparseTensorProto.INDICES_FIELD_NUMBER ->
            indices = tensor(wire.message(Message.TENSOR));
        case SparseTensorProto.DIMS_FIELD_NUMBER -> {
          wire.integers(stated, budget);
          if (stated.size() > limits.rank()) {
            throw rank(wire.tagAt(), limits);
          }
        }
        default -> wire.skip();
      }
    }
    String name = values == null ? "" : values.name();
    long[] dims = stated.toArray();
    long count = count(name, dims, offset);
    ElementType type = values == null ? ElementType.UNDEFINED : values.type();
    if (values == null || indices == null || values.data() == null || indices.data() == null) {
      return new RawTensor(name, type, dims, null, "its sparse data is incomplete", offset);
    }
    SparseElements data = new SparseElements(values.data(), indices.data(), dims);
    String fault = data.fault();
    if (fault != null) {
      throw new Malformed(
          offset, "sparse tensor " + Quoted.name(name) + " " + fault + "; export the model again");
    }
    String missing = budget.spendVirtual(count) ? null : "it is too large for its file";
    return new RawTensor(name, type, dims, missing == null ? data : null, missing, offset);
  }
}
