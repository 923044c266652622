package dev.initlint.onnx;

/** Counts the heap that a file's names and nodes take, and stops before it runs out. */
final class Budget {
  private final long limit;
  private long spent;

  Budget(long limit) {
    this.limit = limit;
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
