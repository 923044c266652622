package dev.initlint.shape;

import dev.initlint.graph.ElementType;

/** What is known of a value without running the network. */
public sealed interface Inferred {

  /** Extents and element type, and the elements where they follow from the file alone. */
  final class Known implements Inferred {
    private final ElementType type;
    private final long[] dims;
    private final Fold fold;
    private final int output;

    private Known(ElementType type, long[] dims, Fold fold, int output) {
      Extents.count(dims);
      this.type = type;
      this.dims = dims;
      this.fold = fold;
      this.output = output;
    }

    static Known of(ElementType type, long... dims) {
      return new Known(type, dims.clone(), null, 0);
    }

    static Known of(Array array) {
      return new Known(array.type(), array.dims(), Fold.of(array), 0);
    }

    /** The same extents, with elements that output {@code output} of {@code fold} will give. */
    Known foldedBy(Fold fold, int output) {
      return new Known(type, dims, fold, output);
    }

    /** {@link ElementType#UNDEFINED} where only the extents follow. */
    public ElementType type() {
      return type;
    }

    /** Extents, outermost first; a copy. */
    public long[] dims() {
      return dims.clone();
    }

    /** Number of axes. */
    public int rank() {
      return dims.length;
    }

    /** Number of elements. */
    public long count() {
      return Extents.count(dims);
    }

    Fold fold() {
      return fold;
    }

    /** The elements, or null where they depend on inputs, are too many, or are not computable. */
    public Array constant() {
      return fold == null ? null : fold.output(output);
    }

    /** Why {@link #constant()} is null. */
    String whyNotConstant() {
      return fold == null || fold.failure() == null ? "it is no constant" : fold.failure();
    }

    @Override
    public String toString() {
      return type + Extents.text(dims);
    }
  }

  /**
   * Nothing is known.
   *
   * @param reason one sentence, lower case, without a full stop
   * @param root the reason at the most upstream value that is unknown
   */
  record Unknown(String reason, String root) implements Inferred {
    static Unknown because(String reason) {
      return new Unknown(reason, reason);
    }
  }
}
