package dev.initlint.onnx;

import dev.initlint.onnx.RawModel.RawAttribute;
import dev.initlint.onnx.schema.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Walks the attributes of a node. */
final class AttributeIndex {
  private final ModelIndex model;
  private final TensorIndex tensors;
  private final Budget budget;

  AttributeIndex(ModelIndex model, TensorIndex tensors, Budget budget) {
    this.model = model;
    this.tensors = tensors;
    this.budget = budget;
  }

  void into(Map<String, RawAttribute> attributes, Wire outer, int depth) {
    RawAttribute attribute = attribute(outer.message(Message.ATTRIBUTE), depth);
    attributes.put(attribute.name(), attribute);
  }

  /**
   * Files older than IR version 2 do not state the type, so the field that is present decides; a
   * stated type matters only for an empty list, which leaves no field.
   */
  private RawAttribute attribute(Wire wire, int depth) {
    long offset = wire.position();
    budget.spend(120, offset);
    String name = "";
    String reference = null;
    long type = 0;
    Object value = null;
    LongList ints = null;
    List<Double> reals = null;
    List<String> texts = null;
    while (wire.next()) {
      switch (wire.field()) {
        case AttributeProto.NAME_FIELD_NUMBER -> name = spelled(wire.text(budget));
        case AttributeProto.REF_ATTR_NAME_FIELD_NUMBER -> reference = spelled(wire.text(budget));
        case AttributeProto.TYPE_FIELD_NUMBER -> type = wire.varint();
        case AttributeProto.F_FIELD_NUMBER -> value = exact(wire.real32());
        case AttributeProto.I_FIELD_NUMBER -> value = wire.varint();
        case AttributeProto.S_FIELD_NUMBER -> value = text(wire);
        case AttributeProto.T_FIELD_NUMBER -> value = tensors.tensor(wire.message(Message.TENSOR));
        case AttributeProto.SPARSE_TENSOR_FIELD_NUMBER ->
            value = tensors.sparse(wire.message(Message.SPARSE_TENSOR));
        case AttributeProto.G_FIELD_NUMBER ->
            value = model.graph(wire.message(Message.GRAPH), depth + 1);
        case AttributeProto.INTS_FIELD_NUMBER ->
            wire.integers(ints = ints == null ? new LongList() : ints, budget);
        case AttributeProto.FLOATS_FIELD_NUMBER ->
            reals(wire, reals = reals == null ? new ArrayList<>() : reals);
        case AttributeProto.STRINGS_FIELD_NUMBER -> {
          texts = texts == null ? new ArrayList<>() : texts;
          texts.add(wire.text(budget));
        }
        default -> wire.skip();
      }
    }
    if (ints != null || value == null && type == AttributeProto.AttributeType.INTS_VALUE) {
      value = ints == null ? new long[0] : ints.toArray();
    } else if (reals != null
        || value == null && type == AttributeProto.AttributeType.FLOATS_VALUE) {
      value = reals == null ? new double[0] : reals.stream().mapToDouble(d -> d).toArray();
    } else if (texts != null) {
      value = texts.toArray(String[]::new);
    } else if (value == null && reference == null) {
      value = absent(type);
    }
    return new RawAttribute(name, value, reference, offset);
  }

  /** Some writers leave out a field that holds its default, zero or the empty string. */
  private static Object absent(long type) {
    return switch ((int) type) {
      case AttributeProto.AttributeType.INT_VALUE -> 0L;
      case AttributeProto.AttributeType.FLOAT_VALUE -> 0.0;
      case AttributeProto.AttributeType.STRING_VALUE -> "";
      case AttributeProto.AttributeType.STRINGS_VALUE -> new String[0];
      default -> null;
    };
  }

  /** Long texts are engines and vocabularies, not settings. */
  private Object text(Wire wire) {
    long length = wire.length();
    if (length > 1 << 16) {
      wire.take(length);
      return null;
    }
    return wire.textOf(length, budget);
  }

  private void reals(Wire wire, List<Double> to) {
    if (wire.type() == Wire.FIXED32) {
      budget.spend(24, wire.tagAt());
      to.add(exact(wire.real32()));
      return;
    }
    long length = wire.length();
    budget.spend(6 * length, wire.tagAt());
    if (length % Float.BYTES != 0) {
      throw new Malformed(
          wire.tagAt(), "an attribute's floats end in the middle of one; export the model again");
    }
    long from = wire.take(length);
    for (long at = from; at < from + length; at += Float.BYTES) {
      to.add(exact(Float.intBitsToFloat((int) wire.bytes().number(at, Float.BYTES))));
    }
  }

  /**
   * The double that a float attribute was written as: 1e-5 and not 9.999999747378752e-6, so that
   * formulas show what the author typed.
   */
  private static double exact(float f) {
    return Double.parseDouble(Float.toString(f));
  }

  /** ONNX Runtime once wrote, and still accepts, {@code epsion}. */
  private static String spelled(String name) {
    return name.equals("epsion") ? "epsilon" : name;
  }
}
