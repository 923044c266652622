package dev.initlint.moment;

import java.util.ArrayList;
import java.util.List;

/**
 * The scalar factors that a tensor has met since its last projection or norm.
 *
 * @param factor their product
 * @param parts each factor and the node that applied it, in order
 */
public record Scale(double factor, List<Part> parts) {
  public static final Scale NONE = new Scale(1, List.of());

  /** One factor. */
  public record Part(String node, double factor) {}

  public Scale {
    parts = List.copyOf(parts);
  }

  public Scale times(String node, double by) {
    List<Part> more = new ArrayList<>(parts);
    more.add(new Part(node, by));
    return new Scale(factor * by, more);
  }

  public Scale times(Scale that) {
    List<Part> more = new ArrayList<>(parts);
    more.addAll(that.parts);
    return new Scale(factor * that.factor, more);
  }
}
