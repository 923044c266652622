package dev.initlint.testkit;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads well-formed ONNX models for tests of modules that cannot see the real reader. Initializers
 * and Constant nodes become weights; the output of an Identity of a weight is an alias of that
 * weight. No external data, no functions, no sorting.
 */
public final class MiniOnnx {
  private final String path;
  private final Map<String, Integer> opsets = new HashMap<>();

  private MiniOnnx(String path) {
    this.path = path;
  }

  /** The graph of a model file. */
  public static Graph read(Path file) {
    ByteBuffer bytes;
    try {
      bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new MiniOnnx(file.toString()).model(bytes);
  }

  private Graph model(ByteBuffer message) {
    ByteBuffer graph = null;
    for (Wire w = new Wire(message); w.next(); ) {
      if (w.field == 7) {
        graph = w.bytes;
      } else if (w.field == 8) {
        String domain = "";
        int version = 0;
        for (Wire o = new Wire(w.bytes); o.next(); ) {
          if (o.field == 1) {
            domain = domain(o.text());
          } else if (o.field == 2) {
            version = (int) o.number;
          }
        }
        opsets.put(domain, version);
      }
    }
    return graph(graph);
  }

  private static String domain(String name) {
    return name.equals("ai.onnx") ? "" : name;
  }

  private Graph graph(ByteBuffer message) {
    String name = "";
    List<Value> inputs = new ArrayList<>();
    List<Value> outputs = new ArrayList<>();
    List<Node> all = new ArrayList<>();
    Map<String, Weight> weights = new LinkedHashMap<>();
    for (Wire w = new Wire(message); w.next(); ) {
      switch (w.field) {
        case 1 -> all.add(node(w.bytes, all.size()));
        case 2 -> name = w.text();
        case 5 -> {
          Weight weight = weight(tensorName(w.bytes), tensor(w.bytes));
          weights.put(weight.name(), weight);
        }
        case 11 -> inputs.add(value(w.bytes));
        case 12 -> outputs.add(value(w.bytes));
        default -> {}
      }
    }
    inputs.removeIf(v -> weights.containsKey(v.name()));
    List<Node> nodes = new ArrayList<>();
    for (Node n : all) {
      TensorData constant = n.op().equals("Constant") ? constant(n.attributes()) : null;
      if (constant != null) {
        weights.put(n.output(), weight(n.output(), constant));
      } else if (n.op().equals("Identity") && weights.containsKey(n.input(0))) {
        weights.put(n.output(), weights.get(n.input(0)));
      } else {
        nodes.add(n);
      }
    }
    return new Graph(name, Origin.node(path, null), inputs, outputs, nodes, weights, List.of());
  }

  private Weight weight(String name, TensorData data) {
    return new Weight(
        name, data.type(), data.dims(), new Weight.Stored(data), Origin.node(path, name));
  }

  private static TensorData constant(Attributes a) {
    if (a.tensor("value") != null) {
      return a.tensor("value");
    }
    if (a.has("value_float")) {
      return scalar(ElementType.FLOAT, a.real("value_float", 0));
    }
    if (a.has("value_int")) {
      return scalar(ElementType.INT64, a.integer("value_int", 0));
    }
    if (a.reals("value_floats") != null) {
      double[] v = a.reals("value_floats");
      return BufferTensor.of(ElementType.FLOAT, new long[] {v.length}, v);
    }
    if (a.integers("value_ints") != null) {
      double[] v = Arrays.stream(a.integers("value_ints")).asDoubleStream().toArray();
      return BufferTensor.of(ElementType.INT64, new long[] {v.length}, v);
    }
    return null;
  }

  private static TensorData scalar(ElementType type, double value) {
    return BufferTensor.of(type, new long[0], new double[] {value});
  }

  private Node node(ByteBuffer message, int index) {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    String name = "";
    String op = "";
    String domain = "";
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (Wire w = new Wire(message); w.next(); ) {
      switch (w.field) {
        case 1 -> inputs.add(w.text());
        case 2 -> outputs.add(w.text());
        case 3 -> name = w.text();
        case 4 -> op = w.text();
        case 5 -> attribute(w.bytes, attributes);
        case 7 -> domain = domain(w.text());
        default -> {}
      }
    }
    name = name.isEmpty() ? op + "#" + index : name;
    int opset = opsets.getOrDefault(domain, 0);
    Attributes named = new Attributes(attributes);
    return new Node(op, domain, opset, name, inputs, outputs, named, Origin.node(path, name));
  }

  private void attribute(ByteBuffer message, Map<String, Object> out) {
    String name = "";
    Object value = null;
    int type = 0;
    List<Double> reals = new ArrayList<>();
    List<Long> integers = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (Wire w = new Wire(message); w.next(); ) {
      switch (w.field) {
        case 1 -> name = w.text();
        case 2 -> value = (double) w.real();
        case 3 -> value = w.number;
        case 4 -> value = w.text();
        case 5 -> value = tensor(w.bytes);
        case 6 -> value = graph(w.bytes);
        case 7 -> w.reals(reals);
        case 8 -> w.integers(integers);
        case 9 -> texts.add(w.text());
        case 20 -> type = (int) w.number;
        default -> {}
      }
    }
    if (value == null) {
      value =
          switch (type) {
            case 1 -> 0.0;
            case 2 -> 0L;
            case 3 -> "";
            case 6 -> reals.stream().mapToDouble(Double::doubleValue).toArray();
            case 7 -> Wire.array(integers);
            case 8 -> texts.toArray(String[]::new);
            default -> throw new IllegalArgumentException("attribute " + name + " has no value");
          };
    }
    out.put(name, value);
  }

  private static String tensorName(ByteBuffer message) {
    for (Wire w = new Wire(message); w.next(); ) {
      if (w.field == 8) {
        return w.text();
      }
    }
    return "";
  }

  private static TensorData tensor(ByteBuffer message) {
    List<Long> dims = new ArrayList<>();
    ElementType type = ElementType.UNDEFINED;
    ByteBuffer raw = null;
    List<Double> reals = new ArrayList<>();
    List<Long> integers = new ArrayList<>();
    for (Wire w = new Wire(message); w.next(); ) {
      switch (w.field) {
        case 1 -> w.integers(dims);
        case 2 -> type = ElementType.values()[(int) w.number];
        case 4 -> w.reals(reals);
        case 5, 7 -> w.integers(integers);
        case 9 -> raw = w.bytes;
        case 13 -> throw new IllegalArgumentException("external data is not read here");
        default -> {}
      }
    }
    if (raw != null) {
      return new BufferTensor(type, Wire.array(dims), raw);
    }
    double[] values =
        reals.isEmpty()
            ? integers.stream().mapToDouble(Long::doubleValue).toArray()
            : reals.stream().mapToDouble(Double::doubleValue).toArray();
    return BufferTensor.of(type, Wire.array(dims), values);
  }

  private static Value value(ByteBuffer message) {
    String name = "";
    ElementType type = ElementType.UNDEFINED;
    List<Dim> shape = null;
    for (Wire w = new Wire(message); w.next(); ) {
      if (w.field == 1) {
        name = w.text();
      } else if (w.field == 2) {
        Wire tensor = new Wire(w.bytes);
        if (tensor.next() && tensor.field == 1) {
          for (Wire t = new Wire(tensor.bytes); t.next(); ) {
            if (t.field == 1) {
              type = ElementType.values()[(int) t.number];
            } else if (t.field == 2) {
              shape = shape(t.bytes);
            }
          }
        }
      }
    }
    return new Value(name, type, shape);
  }

  private static List<Dim> shape(ByteBuffer message) {
    List<Dim> dims = new ArrayList<>();
    for (Wire w = new Wire(message); w.next(); ) {
      Dim dim = new Dim.Unstated();
      for (Wire d = new Wire(w.bytes); d.next(); ) {
        dim = d.field == 1 ? Dim.of(d.number) : Dim.of(d.text());
      }
      dims.add(dim);
    }
    return dims;
  }
}
