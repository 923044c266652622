package dev.initlint.onnx;

import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Value;
import dev.initlint.onnx.RawModel.RawAttribute;
import dev.initlint.onnx.RawModel.RawFunction;
import dev.initlint.onnx.RawModel.RawGraph;
import dev.initlint.onnx.RawModel.RawNode;
import dev.initlint.onnx.RawModel.RawTensor;
import dev.initlint.onnx.schema.FunctionProto;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.onnx.schema.NodeProto;
import dev.initlint.onnx.schema.OperatorSetIdProto;
import dev.initlint.onnx.schema.StringStringEntryProto;
import dev.initlint.onnx.schema.TensorShapeProto;
import dev.initlint.onnx.schema.TypeProto;
import dev.initlint.onnx.schema.ValueInfoProto;
import dev.initlint.stored.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks the messages of a model where they lie in the file. Field numbers are the constants of the
 * generated classes, which the compiler copies: no generated class is loaded.
 */
final class ModelIndex {
  /**
   * Fields of NodeProto and GraphProto that say nothing of the network and so are not in the schema
   * here (https://github.com/onnx/onnx/blob/v1.18.0/onnx/onnx.proto): doc_string, metadata_props.
   */
  private static final int NODE_DOCUMENTATION = 6;

  private static final int NODE_PROPERTIES = 9;
  private static final int GRAPH_PROPERTIES = 16;

  private final Bytes bytes;
  private final Limits limits;
  private final Budget budget;
  private final TensorIndex tensors;
  private final AttributeIndex attributes;
  private final Annotations annotations;
  private int nodes;

  ModelIndex(
      Bytes bytes, Limits limits, Budget budget, ExternalFiles files, Annotations annotations) {
    this.annotations = annotations;
    this.bytes = bytes;
    this.limits = limits;
    this.budget = budget;
    this.tensors = new TensorIndex(bytes, limits, budget, files);
    this.attributes = new AttributeIndex(this, tensors, budget);
  }

  RawModel model() {
    Wire wire = new Wire(bytes, Message.MODEL, 0, bytes.size());
    long irVersion = 0;
    String producer = "";
    RawGraph graph = null;
    Map<String, Integer> opsets = new HashMap<>();
    List<RawFunction> functions = new ArrayList<>();
    while (wire.next()) {
      switch (wire.field()) {
        case ModelProto.IR_VERSION_FIELD_NUMBER -> irVersion = wire.varint();
        case ModelProto.PRODUCER_NAME_FIELD_NUMBER -> producer = wire.text(budget);
        case ModelProto.GRAPH_FIELD_NUMBER -> {
          if (graph != null) {
            throw new Malformed(
                wire.tagAt(), "the file holds two graphs; write each to a file of its own");
          }
          graph = graph(wire.message(Message.GRAPH), 0);
        }
        case ModelProto.OPSET_IMPORT_FIELD_NUMBER -> opset(wire, opsets);
        case ModelProto.FUNCTIONS_FIELD_NUMBER -> functions.add(function(wire));
        default -> wire.skip();
      }
    }
    if (graph == null) {
      throw new Malformed(
          0, "the file holds no graph: it is not an ONNX model, or only a part of one");
    }
    return new RawModel(irVersion, producer, graph, opsets, functions);
  }

  RawGraph graph(Wire wire, int depth) {
    if (depth > limits.depth()) {
      throw new Malformed(
          wire.position(),
          "graphs lie in each other more than "
              + limits.depth()
              + " deep; no exporter writes that, so the file is damaged or made to do harm");
    }
    long offset = wire.position();
    String name = "";
    List<RawNode> list = new ArrayList<>();
    List<RawTensor> stored = new ArrayList<>();
    List<Value> inputs = new ArrayList<>();
    List<Value> outputs = new ArrayList<>();
    List<Value> declared = new ArrayList<>();
    Map<String, String> properties = new HashMap<>(2);
    while (wire.next()) {
      switch (wire.field()) {
        case GraphProto.NODE_FIELD_NUMBER -> list.add(node(wire.message(Message.NODE), depth));
        case GraphProto.NAME_FIELD_NUMBER -> name = wire.text(budget);
        case GraphProto.INITIALIZER_FIELD_NUMBER ->
            stored.add(tensors.tensor(wire.message(Message.TENSOR)));
        case GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER ->
            stored.add(tensors.sparse(wire.message(Message.SPARSE_TENSOR)));
        case GraphProto.INPUT_FIELD_NUMBER -> inputs.add(value(wire));
        case GraphProto.OUTPUT_FIELD_NUMBER -> outputs.add(value(wire));
        case GraphProto.VALUE_INFO_FIELD_NUMBER -> declared.add(value(wire));
        case GRAPH_PROPERTIES -> property(wire, properties);
        default -> wire.skip();
      }
    }
    annotations.sign(properties);
    return new RawGraph(name, list, stored, inputs, outputs, declared, offset);
  }

  private RawNode node(Wire wire, int depth) {
    long offset = wire.position();
    budget.spend(450, offset);
    if (++nodes > limits.nodes()) {
      throw new Malformed(offset, "the model has more than " + limits.nodes() + " nodes");
    }
    String op = "";
    String domain = "";
    String overload = "";
    String name = "";
    List<String> inputs = new ArrayList<>(3);
    List<String> outputs = new ArrayList<>(1);
    Map<String, RawAttribute> found = new LinkedHashMap<>(4);
    Map<String, String> properties = new HashMap<>(8);
    String documentation = "";
    while (wire.next()) {
      switch (wire.field()) {
        case NodeProto.INPUT_FIELD_NUMBER -> inputs.add(wire.text(budget));
        case NodeProto.OUTPUT_FIELD_NUMBER -> outputs.add(wire.text(budget));
        case NodeProto.NAME_FIELD_NUMBER -> name = wire.text(budget);
        case NodeProto.OP_TYPE_FIELD_NUMBER -> op = wire.text(budget);
        case NodeProto.DOMAIN_FIELD_NUMBER -> domain = domain(wire.text(budget));
        case NodeProto.OVERLOAD_FIELD_NUMBER -> overload = wire.text(budget);
        case NodeProto.ATTRIBUTE_FIELD_NUMBER -> attributes.into(found, wire, depth);
        case NODE_DOCUMENTATION -> documentation = wire.passingText();
        case NODE_PROPERTIES -> property(wire, properties);
        default -> wire.skip();
      }
    }
    annotations.add(offset, properties, documentation);
    return new RawNode(
        op,
        domain,
        overload,
        name,
        List.copyOf(inputs),
        List.copyOf(outputs),
        found.isEmpty() ? Map.of() : found,
        offset);
  }

  private static void property(Wire outer, Map<String, String> properties) {
    Wire wire = outer.message(Message.PROPERTY);
    String key = "";
    String value = "";
    while (wire.next()) {
      switch (wire.field()) {
        case StringStringEntryProto.KEY_FIELD_NUMBER -> key = wire.passingText();
        case StringStringEntryProto.VALUE_FIELD_NUMBER -> value = wire.passingText();
        default -> wire.skip();
      }
    }
    properties.put(key, value);
  }

  private RawFunction function(Wire outer) {
    Wire wire = outer.message(Message.FUNCTION);
    long offset = wire.position();
    String name = "";
    String domain = "";
    String overload = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, RawAttribute> defaults = new LinkedHashMap<>();
    List<RawNode> body = new ArrayList<>();
    Map<String, Integer> opsets = new HashMap<>();
    while (wire.next()) {
      switch (wire.field()) {
        case FunctionProto.NAME_FIELD_NUMBER -> name = wire.text(budget);
        case FunctionProto.DOMAIN_FIELD_NUMBER -> domain = domain(wire.text(budget));
        case FunctionProto.OVERLOAD_FIELD_NUMBER -> overload = wire.text(budget);
        case FunctionProto.INPUT_FIELD_NUMBER -> inputs.add(wire.text(budget));
        case FunctionProto.OUTPUT_FIELD_NUMBER -> outputs.add(wire.text(budget));
        case FunctionProto.ATTRIBUTE_PROTO_FIELD_NUMBER -> attributes.into(defaults, wire, 0);
        case FunctionProto.NODE_FIELD_NUMBER -> body.add(node(wire.message(Message.NODE), 0));
        case FunctionProto.OPSET_IMPORT_FIELD_NUMBER -> opset(wire, opsets);
        default -> wire.skip();
      }
    }
    return new RawFunction(domain, name, overload, inputs, outputs, defaults, body, opsets, offset);
  }

  private void opset(Wire outer, Map<String, Integer> opsets) {
    Wire wire = outer.message(Message.OPERATOR_SET);
    String domain = "";
    long version = 0;
    while (wire.next()) {
      switch (wire.field()) {
        case OperatorSetIdProto.DOMAIN_FIELD_NUMBER -> domain = domain(wire.text(budget));
        case OperatorSetIdProto.VERSION_FIELD_NUMBER -> version = wire.varint();
        default -> wire.skip();
      }
    }
    opsets.put(domain, (int) Math.max(0, Math.min(Integer.MAX_VALUE, version)));
  }

  /** The default domain goes by two names. */
  private static String domain(String written) {
    return written.equals("ai.onnx") ? "" : written;
  }

  private Value value(Wire outer) {
    Wire wire = outer.message(Message.VALUE);
    budget.spend(250, wire.position());
    String name = "";
    ElementType type = ElementType.UNDEFINED;
    List<Dim> shape = null;
    while (wire.next()) {
      if (wire.field() == ValueInfoProto.NAME_FIELD_NUMBER) {
        name = wire.text(budget);
      } else if (wire.field() == ValueInfoProto.TYPE_FIELD_NUMBER) {
        Wire kind = wire.message(Message.TYPE);
        while (kind.next()) {
          if (kind.field() != TypeProto.TENSOR_TYPE_FIELD_NUMBER) {
            kind.skip();
            continue;
          }
          Wire tensor = kind.message(Message.TENSOR_TYPE);
          while (tensor.next()) {
            switch (tensor.field()) {
              case TypeProto.Tensor.ELEM_TYPE_FIELD_NUMBER ->
                  type = TensorIndex.elementType(tensor.varint());
              case TypeProto.Tensor.SHAPE_FIELD_NUMBER -> shape = shape(tensor);
              default -> tensor.skip();
            }
          }
        }
      } else {
        wire.skip();
      }
    }
    return new Value(name, type, shape);
  }

  private List<Dim> shape(Wire outer) {
    Wire wire = outer.message(Message.SHAPE);
    List<Dim> dims = new ArrayList<>(4);
    while (wire.next()) {
      if (wire.field() != TensorShapeProto.DIM_FIELD_NUMBER) {
        wire.skip();
        continue;
      }
      if (dims.size() == limits.rank()) {
        throw TensorIndex.rank(wire.tagAt(), limits);
      }
      budget.spend(80, wire.tagAt());
      dims.add(dim(wire.message(Message.EXTENT)));
    }
    return dims;
  }

  /** A negative extent, which some exporters write for "unknown", says nothing. */
  private Dim dim(Wire wire) {
    Dim dim = new Dim.Unstated();
    while (wire.next()) {
      switch (wire.field()) {
        case TensorShapeProto.Dimension.DIM_VALUE_FIELD_NUMBER -> {
          long size = wire.varint();
          dim = size < 0 ? new Dim.Unstated() : Dim.of(size);
        }
        case TensorShapeProto.Dimension.DIM_PARAM_FIELD_NUMBER -> {
          String name = wire.text(budget);
          dim = name.isEmpty() ? new Dim.Unstated() : Dim.of(name);
        }
        default -> wire.skip();
      }
    }
    return dim;
  }
}
