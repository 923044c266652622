package dev.initlint.shape;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name that the user gave a size and that a model has no extent of. Another model of the same run
 * may have it, so that who tells of it can tell it from other remarks.
 *
 * @param name as it was given
 * @param extents names that the model's extents do have
 */
public record UnusedDim(String name, Set<String> extents) {
  private static final Pattern SENTENCE =
      Pattern.compile(
          "--dim (.*) was given, but no input has an extent of that name;"
              + " (?:every extent is a number|there is (.*))\\.",
          Pattern.DOTALL);

  private static final String BETWEEN = ", ";

  /** One sentence that names the extents there are. */
  public String sentence() {
    return "--dim "
        + name
        + " was given, but no input has an extent of that name; "
        + (extents.isEmpty()
            ? "every extent is a number."
            : "there is " + String.join(BETWEEN, extents) + ".");
  }

  static String sentence(String name, Collection<String> extents) {
    return new UnusedDim(name, new TreeSet<>(extents)).sentence();
  }

  /** The same name, missing from another model too. */
  public UnusedDim with(UnusedDim other) {
    Set<String> both = new TreeSet<>(extents);
    both.addAll(other.extents());
    return new UnusedDim(name, both);
  }

  /** What a remark says of a name; null of a remark on something else. */
  public static UnusedDim of(String remark) {
    Matcher m = SENTENCE.matcher(remark);
    if (!m.matches()) {
      return null;
    }
    Set<String> extents =
        m.group(2) == null ? new TreeSet<>() : new TreeSet<>(Set.of(m.group(2).split(BETWEEN)));
    return new UnusedDim(m.group(1), extents);
  }

  static boolean isOne(String remark) {
    return of(remark) != null;
  }
}
