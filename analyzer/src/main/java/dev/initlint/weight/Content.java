package dev.initlint.weight;

import dev.initlint.graph.TensorData;

/**
 * The elements of a tensor, to be compared with those of others. They are hashed when first they
 * are compared, since most never are.
 *
 * @param elements the tensor's own
 * @param source the tensor that is read to be compared
 * @param transposed whether the elements are those of the source's transpose
 */
record Content(TensorData elements, Source source, boolean transposed) {

  /** A tensor with its hash, once that is asked for. */
  static final class Source {
    private final TensorData data;
    private ContentHash hash;

    private Source(TensorData data) {
      this.data = data;
    }

    private synchronized ContentHash hash() {
      if (hash == null) {
        hash = ContentHash.of(data);
      }
      return hash;
    }
  }

  static Content of(TensorData data) {
    return new Content(data, new Source(data), false);
  }

  /** The content of the transpose, whose elements are given, without a further source. */
  Content transpose(TensorData elementsOfTranspose) {
    return new Content(elementsOfTranspose, source, !transposed);
  }

  /** Known to be the same without being read. */
  boolean isKnownAs(Content other) {
    return source == other.source && transposed == other.transposed;
  }

  /** Known to be the transpose without being read. */
  boolean isKnownAsTransposeOf(Content other) {
    return source == other.source && transposed != other.transposed;
  }

  ContentHash hash() {
    return transposed ? source.hash().transpose() : source.hash();
  }
}
