package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.Value;
import dev.initlint.stored.Elements;
import java.util.List;
import java.util.Map;

/**
 * A file as it is written, before anything is repaired.
 *
 * @param opsets version by domain; empty domain for ai.onnx
 */
record RawModel(
    long irVersion,
    String producer,
    RawGraph graph,
    Map<String, Integer> opsets,
    List<RawFunction> functions) {

  /** Operations and constants in the order of the file. */
  record RawGraph(
      String name,
      List<RawNode> nodes,
      List<RawTensor> tensors,
      List<Value> inputs,
      List<Value> outputs,
      List<Value> declared,
      long offset) {}

  /** One operation; attributes by name. */
  record RawNode(
      String op,
      String domain,
      String overload,
      String name,
      List<String> inputs,
      List<String> outputs,
      Map<String, RawAttribute> attributes,
      long offset) {

    /** The attribute's value if it is of this kind, or null. */
    <T> T attribute(String key, Class<T> kind) {
      RawAttribute a = attributes.get(key);
      return a != null && kind.isInstance(a.value()) ? kind.cast(a.value()) : null;
    }

    boolean is(String otherOp) {
      return domain.isEmpty() && op.equals(otherOp);
    }
  }

  /**
   * @param value a Long, Double, String, long[], double[], String[], RawTensor or RawGraph; null
   *     when the value is of a kind that nothing here uses
   * @param reference inside a function, the attribute of the call that is meant; else null
   */
  record RawAttribute(String name, Object value, String reference, long offset) {}

  /**
   * @param data null when the file does not hold usable elements
   * @param missing why there is no data, or null
   */
  record RawTensor(
      String name, ElementType type, long[] dims, Elements data, String missing, long offset) {}

  /** An operator that the model defines itself. */
  record RawFunction(
      String domain,
      String name,
      String overload,
      List<String> inputs,
      List<String> outputs,
      Map<String, RawAttribute> defaults,
      List<RawNode> nodes,
      Map<String, Integer> opsets,
      long offset) {}
}
