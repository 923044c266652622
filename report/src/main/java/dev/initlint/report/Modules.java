package dev.initlint.report;

import dev.initlint.propagate.Trace.ValueRow;

/** Which part of a model a value is of. */
final class Modules {
  private Modules() {}

  /**
   * The dotted path of its module, where the file tells it; else that in the name of its node,
   * which may be the node itself; empty for a value of the model as a whole.
   */
  static String of(ValueRow row) {
    if (row.module() != null) {
      return row.module();
    }
    String node = row.node();
    int slash = node.lastIndexOf('/');
    String path = slash > 0 ? node.substring(0, slash) : node;
    return path.replaceFirst("^/", "").replace('/', '.');
  }
}
