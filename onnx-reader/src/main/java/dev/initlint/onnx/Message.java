package dev.initlint.onnx;

import dev.initlint.onnx.schema.AttributeProto;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.onnx.schema.OperatorSetIdProto;
import dev.initlint.onnx.schema.SparseTensorProto;
import dev.initlint.onnx.schema.TensorProto;
import dev.initlint.onnx.schema.TensorShapeProto;
import dev.initlint.onnx.schema.TypeProto;

/**
 * The messages that a model is made of, with the wire types of their fields. A field that comes
 * with another wire type than its own is an unknown field, as a later version of the schema may
 * define it, and is passed over (https://protobuf.dev/programming-guides/encoding).
 */
enum Message {
  MODEL("the model", varint(ModelProto.IR_VERSION_FIELD_NUMBER)),
  GRAPH("the graph"),
  NODE("a node"),
  TENSOR(
      "a tensor",
      varints(TensorProto.DIMS_FIELD_NUMBER),
      varint(TensorProto.DATA_TYPE_FIELD_NUMBER),
      varint(TensorProto.DATA_LOCATION_FIELD_NUMBER),
      varints(TensorProto.INT32_DATA_FIELD_NUMBER),
      varints(TensorProto.INT64_DATA_FIELD_NUMBER),
      varints(TensorProto.UINT64_DATA_FIELD_NUMBER),
      new Field(TensorProto.FLOAT_DATA_FIELD_NUMBER, Wire.FIXED32, Wire.LENGTH),
      new Field(TensorProto.DOUBLE_DATA_FIELD_NUMBER, Wire.FIXED64, Wire.LENGTH)),
  SPARSE_TENSOR("a sparse tensor", varints(SparseTensorProto.DIMS_FIELD_NUMBER)),
  ATTRIBUTE(
      "an attribute",
      varint(AttributeProto.TYPE_FIELD_NUMBER),
      varint(AttributeProto.I_FIELD_NUMBER),
      varints(AttributeProto.INTS_FIELD_NUMBER),
      new Field(AttributeProto.F_FIELD_NUMBER, Wire.FIXED32),
      new Field(AttributeProto.FLOATS_FIELD_NUMBER, Wire.FIXED32, Wire.LENGTH)),
  FUNCTION("a function"),
  OPERATOR_SET("an operator set", varint(OperatorSetIdProto.VERSION_FIELD_NUMBER)),
  VALUE("a value"),
  TYPE("a type"),
  TENSOR_TYPE("a tensor type", varint(TypeProto.Tensor.ELEM_TYPE_FIELD_NUMBER)),
  SHAPE("a shape"),
  EXTENT("an extent", varint(TensorShapeProto.Dimension.DIM_VALUE_FIELD_NUMBER)),
  EXTERNAL_DATA("an external data entry"),
  PROPERTY("a property");

  /** Field numbers below this may have another wire type than that of texts and messages. */
  private static final int LISTED = 64;

  private final String text;
  private final int[] types = new int[LISTED];

  Message(String text, Field... fields) {
    this.text = text;
    java.util.Arrays.fill(types, 1 << Wire.LENGTH);
    for (Field f : fields) {
      types[f.number()] = 0;
      for (int type : f.types()) {
        types[f.number()] |= 1 << type;
      }
    }
  }

  /** A field and the wire types it may have. */
  private record Field(int number, int... types) {}

  private static Field varint(int number) {
    return new Field(number, Wire.VARINT);
  }

  /** Numbers, packed into one field or each in its own. */
  private static Field varints(int number) {
    return new Field(number, Wire.VARINT, Wire.LENGTH);
  }

  /** As it is called in sentences. */
  String text() {
    return text;
  }

  /** Whether a field with a wire type is one that the schema defines, if it defines its number. */
  boolean defines(int field, int type) {
    return field < LISTED && (types[field] >> type & 1) != 0;
  }
}
