package dev.initlint.onnx;

import dev.initlint.onnx.RawModel.RawNode;
import java.util.Map;

/**
 * A node with the operator set versions of the model or function that it was written in.
 *
 * @param opsets version by domain
 * @param call offset of the node that calls the function it is of, or -1
 */
record Placed(RawNode node, Map<String, Integer> opsets, long call) {

  /** The same place with another node. */
  Placed with(RawNode other) {
    return new Placed(other, opsets, call);
  }

  /** Version that the node was written for; 0 when its domain is not imported. */
  int opset() {
    return opsets.getOrDefault(node.domain(), 0);
  }
}
