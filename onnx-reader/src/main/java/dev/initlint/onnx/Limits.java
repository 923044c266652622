package dev.initlint.onnx;

/**
 * What the reader is willing to spend on one file. Weights do not count: they stay in the file.
 *
 * @param heapBytes estimated heap for names, nodes and attributes
 * @param nodes operations after functions are inlined
 * @param depth of subgraphs within subgraphs, of functions calling functions, and of views on views
 * @param rank extents of one tensor
 * @param virtualPerByte elements that computed weights, such as slices, may have in all, per byte
 *     of the model and its external data
 */
public record Limits(long heapBytes, int nodes, int depth, int rank, long virtualPerByte) {

  /** Limits for a model that anybody may have written: half of the heap, 500,000 nodes. */
  public static Limits standard() {
    return new Limits(Runtime.getRuntime().maxMemory() / 2, 500_000, 48, 64, 16);
  }
}
