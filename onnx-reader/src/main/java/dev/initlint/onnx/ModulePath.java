package dev.initlint.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * Module paths in node names of PyTorch's TorchScript exporter: {@code /blocks.0/attn/Softmax} is
 * of the module {@code blocks.0.attn}. A container that is called itself stands twice, as in {@code
 * /net/net.0/Gemm} for {@code net.0}.
 */
final class ModulePath {
  private ModulePath() {}

  /** The dotted path; empty for a node of the model itself, null for any other name. */
  static String of(String node) {
    if (!node.startsWith("/") || node.length() < 2 || node.startsWith("//")) {
      return null;
    }
    String[] parts = node.substring(1).split("/");
    List<String> path = new ArrayList<>();
    for (int i = 0; i < parts.length - 1; i++) {
      int last = path.size() - 1;
      if (last >= 0 && parts[i].startsWith(path.get(last) + ".")) {
        path.set(last, parts[i]);
      } else {
        path.add(parts[i]);
      }
    }
    return String.join(".", path);
  }
}
