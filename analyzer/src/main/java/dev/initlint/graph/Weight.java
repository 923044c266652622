package dev.initlint.graph;

import dev.initlint.law.IntendedLaw;
import dev.initlint.law.Law;
import java.util.Arrays;
import java.util.List;

/**
 * A constant or trainable tensor of the model.
 *
 * @param name the value name that nodes refer to
 * @param dims extents, outermost first
 * @param source its elements, or the law they are to be drawn from
 * @param origin where it is defined
 * @param intended the law that the library draws it from, where the front end knows the library; or
 *     null
 */
public record Weight(
    String name,
    ElementType type,
    long[] dims,
    Source source,
    Origin origin,
    IntendedLaw intended) {

  /** A weight of which nothing is known but what the file or the source says. */
  public Weight(String name, ElementType type, long[] dims, Source source, Origin origin) {
    this(name, type, dims, source, origin, null);
  }

  /** Where the elements come from. */
  public sealed interface Source {}

  /** The file holds the elements. */
  public record Stored(TensorData data) implements Source {}

  /**
   * Source code names the law; nothing has been drawn yet.
   *
   * @param law of an entry anywhere in the tensor
   * @param blocks laws of equal parts of the elements in order, as the biases of the gates of a
   *     recurrent layer have them; empty where all entries have one law
   */
  public record Drawn(Law law, List<Law> blocks) implements Source {
    /** One law throughout. */
    public Drawn(Law law) {
      this(law, List.of());
    }
  }

  /** The file declares the tensor but does not hold its elements. */
  public record Missing(String reason) implements Source {}

  /** The same weight with what the library draws it from. */
  public Weight intended(IntendedLaw law) {
    return new Weight(name, type, dims, source, origin, law);
  }

  public long count() {
    return Arrays.stream(dims).reduce(1, Math::multiplyExact);
  }

  /** The stored elements, or null when there are none. */
  public TensorData data() {
    return source instanceof Stored s ? s.data() : null;
  }
}
