package dev.initlint.onnx;

/**
 * Counts what a file makes its reader spend: heap for names and nodes, and elements of weights that
 * no bytes stand behind, which somebody will want to stream.
 */
final class Budget {
  private final long limit;
  private long spent;

  private long virtualElements = 1 << 20;

  /** Nodes that loops may be written out as in all: longer ones stay as they are. */
  private long unrolledNodes = 1 << 13;

  Budget(long limit) {
    this.limit = limit;
  }

  /** Allows computed weights in proportion to the bytes of a file. */
  void allowVirtual(long elements) {
    virtualElements += elements;
  }

  /** Accounts for the elements of a computed weight; false when they are out of all proportion. */
  boolean spendVirtual(long elements) {
    if (elements > virtualElements) {
      return false;
    }
    virtualElements -= elements;
    return true;
  }

  /** Accounts for nodes that a loop is written out as; false when they are too many. */
  boolean spendUnrolled(long nodes) {
    if (nodes > unrolledNodes) {
      return false;
    }
    unrolledNodes -= nodes;
    return true;
  }

  /** Accounts for {@code bytes} of heap, wanted by what stands at {@code offset}. */
  void spend(long bytes, long offset) {
    spent += bytes;
    if (spent > limit) {
      throw new Malformed(
          offset,
          "the names and nodes up to here take more than "
              + (limit >> 20)
              + " MB of memory; if the model is meant to be that large, give Java more (-Xmx)");
    }
  }
}
