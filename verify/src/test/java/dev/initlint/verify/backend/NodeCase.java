package dev.initlint.verify.backend;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Parsed;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.OnnxReader;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.onnx.schema.TensorProto;
import dev.initlint.onnx.schema.ValueInfoProto;
import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of ONNX's backend tests: a model of a node or a few, with its inputs and what must come out.
 * A folder of it holds {@code model.onnx} and {@code test_data_set_0/input_0.pb}, {@code
 * output_0.pb} and so on.
 *
 * @param inputs by name, those that are tensors; null where one is not, as a sequence
 * @param outputs likewise
 */
record NodeCase(
    String name, ModelProto model, List<TensorProto> inputs, List<TensorProto> outputs) {

  private static final long FEW = 100;

  static NodeCase of(Path folder) throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("model.onnx")));
    Path data = folder.resolve("test_data_set_0");
    return new NodeCase(
        folder.getFileName().toString(),
        model,
        tensors(data, "input_", model.getGraph().getInputList()),
        tensors(data, "output_", model.getGraph().getOutputList()));
  }

  private static List<TensorProto> tensors(Path data, String stem, List<ValueInfoProto> values)
      throws IOException {
    List<TensorProto> all = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Path file = data.resolve(stem + i + ".pb");
      if (!values.get(i).getType().hasTensorType() || !Files.exists(file)) {
        return null;
      }
      String name = values.get(i).getName();
      TensorProto tensor = TensorProto.parseFrom(Files.readAllBytes(file));
      if (isText(tensor)) {
        return null;
      }
      all.add(tensor.toBuilder().setName(name).build());
    }
    return all;
  }

  static boolean isReal(TensorProto t) {
    return switch (t.getDataType()) {
      case 1, 10, 11, 16 -> true;
      default -> false;
    };
  }

  /** Reals of eight bits or four. */
  static boolean isTiny(TensorProto t) {
    return t.getDataType() >= 17 && t.getDataType() <= 20
        || t.getDataType() == 23
        || t.getDataType() == 24;
  }

  static boolean isText(TensorProto t) {
    return t.getDataType() == 8;
  }

  /** Whether its outputs are what one random generator gives. */
  boolean isRandom() {
    return model.getGraph().getNodeList().stream()
        .anyMatch(n -> n.getOpType().equals("Dropout") || n.getOpType().startsWith("Random"));
  }

  /**
   * Whether some weights would be too few for what a law says of many, though they are drawn and
   * not all equal.
   */
  boolean hasFewWeights() {
    return inputs.stream().filter(NodeCase::isReal).skip(1).anyMatch(t -> count(t) < FEW);
  }

  private static long count(TensorProto t) {
    return t.getDimsList().stream().reduce(1L, (a, b) -> a * b);
  }

  /** Whether all inputs of reals are finite. */
  boolean isFinite(Path scratch) throws IOException {
    try (Machine machine = Machine.of(Arena.Precision.DOUBLE, 1, Long.MAX_VALUE)) {
      return held(inputs, machine.arena(), scratch).values().stream()
          .flatMapToDouble(t -> Arrays.stream(t.doubles()))
          .allMatch(Double::isFinite);
    }
  }

  /** What the reader makes of it, as it is. */
  Parsed read(Path scratch) throws IOException {
    return read(model, scratch);
  }

  /**
   * The same with integers as constants, and so all inputs of reals but the first when {@code
   * weights}; what stays is drawn.
   */
  Parsed constant(boolean weights, Path scratch) throws IOException {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearInput();
    boolean first = true;
    for (int i = 0; i < inputs.size(); i++) {
      boolean stays = isReal(inputs.get(i)) && (first || !weights);
      first &= !isReal(inputs.get(i));
      if (stays) {
        graph.addInput(model.getGraph().getInput(i));
      } else {
        graph.addInitializer(inputs.get(i));
      }
    }
    return read(model.toBuilder().setGraph(graph).build(), scratch);
  }

  private static Parsed read(ModelProto model, Path scratch) throws IOException {
    Path file = Files.createTempFile(scratch, "node", ".onnx");
    Files.write(file, model.toByteArray());
    return OnnxReader.read(file);
  }

  /** These as the machine holds them, by name. */
  static Map<String, Tensor> held(List<TensorProto> tensors, Arena arena, Path scratch)
      throws IOException {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("data");
    tensors.forEach(graph::addInitializer);
    Parsed parsed = read(ModelProto.newBuilder().setIrVersion(8).setGraph(graph).build(), scratch);
    Map<String, Tensor> held = new LinkedHashMap<>();
    if (parsed instanceof Parsed.Model m) {
      Graph read = m.graph();
      for (Map.Entry<String, Weight> w : read.weights().entrySet()) {
        Tensor t = arena.read(w.getValue().data());
        arena.retain(t);
        held.put(w.getKey(), t);
      }
    }
    return held;
  }
}
