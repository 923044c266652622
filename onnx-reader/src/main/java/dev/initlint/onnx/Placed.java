package dev.initlint.onnx;

import dev.initlint.onnx.RawModel.RawNode;
import java.util.Map;

/**
 * A node with the operator set versions of the model or function that it was written in.
 *
 * @param opsets version by domain
 */
record Placed(RawNode node, Map<String, Integer> opsets) {

  /** Version that the node was written for; 0 when its domain is not imported. */
  int opset() {
    return opsets.getOrDefault(node.domain(), 0);
  }
}
