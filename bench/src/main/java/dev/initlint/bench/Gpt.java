package dev.initlint.bench;

import dev.initlint.graph.ElementType;
import dev.initlint.onnx.schema.AttributeProto;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.NodeProto;
import dev.initlint.onnx.schema.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;

/**
 * A causal transformer of the GPT-2 kind as exporters write it: pre-norm blocks of attention and a
 * GELU layer in single operators, residual projections drawn with 0.02/√(2·layers), and a head that
 * is tied to the token table.
 */
record Gpt(int layers, int width, int heads, int batch, int positions, int vocabulary) {
  /** Nodes of one block, and nodes before and after the blocks. */
  static final int NODES_PER_LAYER = 29;

  static final int OTHER_NODES = 6;

  /** 124 million parameters, 498 MB. */
  static final Gpt SMALL = new Gpt(12, 768, 12, 1, 1024, 50_257);

  /** The same blocks with few tokens: 344 MB of weights, the rest of the work as in SMALL. */
  static final Gpt FEW_TOKENS = new Gpt(12, 768, 12, 1, 1024, 1_000);

  /** 573 million parameters, 2.3 GB. */
  static final Gpt LARGE = new Gpt(16, 1600, 25, 1, 1024, 50_257);

  /** The same blocks as SMALL for four short sequences. */
  static final Gpt BATCH = new Gpt(12, 768, 12, 4, 256, 1_000);

  /** The graph without its tensors. */
  GraphProto graph() {
    return new Nodes().graph();
  }

  List<Tensor> tensors() {
    List<Tensor> all = new ArrayList<>();
    all.add(Tensor.normal("wte", 0.02, vocabulary, width));
    all.add(Tensor.normal("wpe", 0.02, positions, width));
    all.add(Tensor.causal("causal", positions));
    all.add(Tensor.filled("zero", 0));
    all.add(Tensor.filled("minus_infinity", Double.NEGATIVE_INFINITY));
    all.add(Tensor.filled("scale", 1 / Math.sqrt(width / heads)));
    all.add(Tensor.filled("root_two", Math.sqrt(2)));
    all.add(Tensor.filled("one", 1));
    all.add(Tensor.filled("half", 0.5));
    all.add(Tensor.integers("by_head", batch, positions, heads, width / heads));
    all.add(Tensor.integers("joined", batch, positions, width));
    norm(all, "ln_f");
    double residual = 0.02 / Math.sqrt(2 * layers);
    for (int i = 0; i < layers; i++) {
      String h = "h." + i + ".";
      norm(all, h + "ln_1");
      linear(all, h + "attn.c_attn", 0.02, width, 3 * width);
      linear(all, h + "attn.c_proj", residual, width, width);
      norm(all, h + "ln_2");
      linear(all, h + "mlp.c_fc", 0.02, width, 4 * width);
      linear(all, h + "mlp.c_proj", residual, 4 * width, width);
    }
    return all;
  }

  private void norm(List<Tensor> all, String name) {
    all.add(Tensor.filled(name + ".weight", 1, width));
    all.add(Tensor.filled(name + ".bias", 0, width));
  }

  private static void linear(List<Tensor> all, String name, double std, int in, int out) {
    all.add(Tensor.normal(name + ".weight", std, in, out));
    all.add(Tensor.filled(name + ".bias", 0, out));
  }

  /** Writes nodes down in order; each method returns the name of its output. */
  private final class Nodes {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("gpt");

    GraphProto graph() {
      graph.addInput(value("input_ids", ElementType.INT64, batch, positions));
      String tokens = node("Gather", "tokens", "wte", "input_ids");
      String x = node("Add", "embedded", tokens, "wpe");
      String mask = node("Where", "mask", "causal", "zero", "minus_infinity");
      for (int i = 0; i < layers; i++) {
        x = block("h." + i + ".", x, mask);
      }
      String last = norm("ln_f", x);
      add("Transpose", List.of("wte"), List.of("head"), integers("perm", 1, 0));
      node("MatMul", "logits", last, "head");
      graph.addOutput(value("logits", ElementType.FLOAT, batch, positions, vocabulary));
      return graph.build();
    }

    private String block(String h, String x, String mask) {
      String attended = attention(h + "attn.", norm(h + "ln_1", x), mask);
      String middle = node("Add", h + "middle", x, linear(h + "attn.c_proj", attended));
      String inner = linear(h + "mlp.c_fc", norm(h + "ln_2", middle));
      String outer = linear(h + "mlp.c_proj", gelu(h + "mlp.", inner));
      return node("Add", h + "out", middle, outer);
    }

    private String attention(String a, String x, String mask) {
      List<String> qkv = List.of(a + "q", a + "k", a + "v");
      String joined = linear(a + "c_attn", x);
      // Three equal parts: before opset 18 that is what Split does unless told otherwise.
      add("Split", List.of(joined), qkv, integer("axis", 2));
      String q = byHead(qkv.get(0), 0, 2, 1, 3);
      String k = byHead(qkv.get(1), 0, 2, 3, 1);
      String v = byHead(qkv.get(2), 0, 2, 1, 3);
      String scores = node("MatMul", a + "scores", q, k);
      String scaled = node("Mul", a + "scaled", scores, "scale");
      String masked = node("Add", a + "masked", scaled, mask);
      add("Softmax", List.of(masked), List.of(a + "weights"), integer("axis", -1));
      String mixed = node("MatMul", a + "mixed", a + "weights", v);
      String back = transposed(mixed, 0, 2, 1, 3);
      return node("Reshape", a + "joined", back, "joined");
    }

    private String byHead(String x, long... order) {
      return transposed(node("Reshape", x + ".by_head", x, "by_head"), order);
    }

    private String transposed(String x, long... order) {
      add("Transpose", List.of(x), List.of(x + ".t"), integers("perm", order));
      return x + ".t";
    }

    private String gelu(String m, String x) {
      String scaled = node("Div", m + "scaled", x, "root_two");
      String erf = node("Erf", m + "erf", scaled);
      String gate = node("Mul", m + "gate", x, node("Add", m + "raised", erf, "one"));
      return node("Mul", m + "gelu", gate, "half");
    }

    private String norm(String name, String x) {
      AttributeProto epsilon =
          AttributeProto.newBuilder()
              .setName("epsilon")
              .setType(AttributeProto.AttributeType.FLOAT)
              .setF(1e-5f)
              .build();
      List<String> inputs = List.of(x, name + ".weight", name + ".bias");
      add("LayerNormalization", inputs, List.of(name + ".out"), epsilon);
      return name + ".out";
    }

    private String linear(String name, String x) {
      String product = node("MatMul", name + ".product", x, name + ".weight");
      return node("Add", name + ".out", product, name + ".bias");
    }

    private String node(String op, String output, String... inputs) {
      add(op, List.of(inputs), List.of(output));
      return output;
    }

    private void add(
        String op, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType(op)
              .setName("node." + outputs.get(0))
              .addAllInput(inputs)
              .addAllOutput(outputs)
              .addAllAttribute(List.of(attributes)));
    }
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder a =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long v : values) {
      a.addInts(v);
    }
    return a.build();
  }

  private static ValueInfoProto value(String name, ElementType type, long... dims) {
    ValueInfoProto.Builder v = ValueInfoProto.newBuilder().setName(name);
    var tensor = v.getTypeBuilder().getTensorTypeBuilder().setElemType(type.ordinal());
    for (long d : dims) {
      tensor.getShapeBuilder().addDimBuilder().setDimValue(d);
    }
    return v.build();
  }
}
