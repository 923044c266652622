package dev.initlint.graph;

import java.util.List;

/**
 * One operation.
 *
 * @param op operator name in ONNX spelling, as {@code MatMul}
 * @param domain operator set; empty for {@code ai.onnx}
 * @param opset version of the operator set the node was written for; 0 when the file imports none
 * @param name unique within the graph; invented by the reader when the file has none
 * @param inputs value names; the empty string stands for an optional input that is absent
 */
public record Node(
    String op,
    String domain,
    int opset,
    String name,
    List<String> inputs,
    List<String> outputs,
    Attributes attributes,
    Origin origin) {
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Name of input {@code i}, or the empty string when it is absent. */
  public String input(int i) {
    return i < inputs.size() ? inputs.get(i) : "";
  }

  public boolean hasInput(int i) {
    return !input(i).isEmpty();
  }

  /** The same node with other settings. */
  public Node withAttributes(Attributes others) {
    return new Node(op, domain, opset, name, inputs, outputs, others, origin);
  }

  /** The same node on other inputs. */
  public Node withInputs(List<String> others) {
    return new Node(op, domain, opset, name, others, outputs, attributes, origin);
  }

  public String output() {
    return outputs.get(0);
  }
}
