package dev.initlint.shape;

import dev.initlint.graph.Dim;
import dev.initlint.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Sizes for the extents of graph inputs that a file only names, or does not state.
 *
 * <p>A size comes from the user: by the extent's name ({@code sequence=128}), or by its place
 * ({@code input_ids[1]=128}). Otherwise a name that is a sum ({@code past + sequence}) has the sum
 * of its terms; the first axis, and any name with "batch" in it or one of N, B and BS, is {@value
 * #BATCH}; every other extent is {@value #OTHER}. Each size that was not given is remarked on.
 */
public final class DimBinding {
  /** Default size of a batch. */
  public static final long BATCH = 4;

  /** Default size of any other extent. */
  public static final long OTHER = 64;

  private static final Pattern BATCH_NAME =
      Pattern.compile("n|b|bs|.*batch.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Map<String, Long> given;

  private DimBinding(Map<String, Long> given) {
    this.given = Collections.unmodifiableMap(new TreeMap<>(given));
  }

  /** No sizes given. */
  public static DimBinding defaults() {
    return new DimBinding(Map.of());
  }

  /**
   * Sizes by name.
   *
   * @throws IllegalArgumentException if a size is negative
   */
  public static DimBinding of(Map<String, Long> given) {
    given.forEach(
        (name, size) -> {
          if (size < 0) {
            throw new IllegalArgumentException(
                "--dim " + name + "=" + size + " is negative; a size of 0 or more is needed");
          }
        });
    return new DimBinding(given);
  }

  /** Whether the user gave a size under this name. */
  public boolean gives(String name) {
    return given.containsKey(name);
  }

  /** One sentence for each given name that no extent of the inputs has. */
  public List<String> unused(List<Value> inputs) {
    return bind(inputs).remarks().stream().filter(UnusedDim::isOne).toList();
  }

  /** This binding with further or other sizes given. */
  public DimBinding with(Map<String, Long> sizes) {
    Map<String, Long> all = new TreeMap<>(given);
    all.putAll(sizes);
    return of(all);
  }

  /**
   * Extents of inputs, all of them numbers.
   *
   * @param shapes by input name; no entry for an input that declares no shape
   * @param sizes every name that was bound, also {@code input[axis]} for nameless extents
   * @param remarks one sentence for each size that was assumed, and for each given name that does
   *     not occur
   */
  public record Bound(Map<String, long[]> shapes, Map<String, Long> sizes, List<String> remarks) {}

  /** Extents of the given inputs. */
  public Bound bind(List<Value> inputs) {
    Assignment assignment = new Assignment(given);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (Value input : inputs) {
      if (input.shape() != null) {
        long[] dims = new long[input.shape().size()];
        Arrays.setAll(
            dims, a -> assignment.size(input.shape().get(a), a, input.name() + "[" + a + "]"));
        shapes.put(input.name(), dims);
      }
    }
    return new Bound(shapes, assignment.sizes, assignment.remarks());
  }

  /** Sizes as they are handed out, axis after axis. */
  private static final class Assignment {
    private final Map<String, Long> given;
    private final Set<String> unused;
    private final Map<String, Long> sizes = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();

    Assignment(Map<String, Long> given) {
      this.given = given;
      this.unused = new TreeSet<>(given.keySet());
    }

    List<String> remarks() {
      List<String> all = new ArrayList<>(remarks);
      unused.forEach(name -> all.add(UnusedDim.sentence(name, sizes.keySet())));
      return List.copyOf(all);
    }

    long size(Dim dim, int axis, String place) {
      if (dim instanceof Dim.Fixed fixed && fixed.size() >= 0) {
        return fixed.size();
      }
      if (given.containsKey(place)) {
        return take(place);
      }
      boolean named = dim instanceof Dim.Named n && !n.name().isBlank();
      return named
          ? named(((Dim.Named) dim).name().strip(), axis, place)
          : assumed(place, axis == 0 ? BATCH : OTHER, "");
    }

    private long take(String name) {
      unused.remove(name);
      sizes.put(name, given.get(name));
      return given.get(name);
    }

    private long named(String name, int axis, String place) {
      if (given.containsKey(name)) {
        return take(name);
      }
      if (sizes.containsKey(name)) {
        return sizes.get(name);
      }
      if (name.indexOf('+') > 0) {
        long sum = sum(name.split("\\+"), place);
        sizes.put(name, sum);
        return sum;
      }
      boolean batch = axis == 0 || BATCH_NAME.matcher(name).matches();
      return assumed(name, batch ? BATCH : OTHER, " (" + place + ")");
    }

    private long sum(String[] terms, String place) {
      long sum = 0;
      for (String term : terms) {
        String t = term.strip();
        // A term of a sum is never the batch for standing on the first axis.
        sum += t.matches("\\d{1,9}") ? Long.parseLong(t) : named(t, 1, place);
      }
      return sum;
    }

    private long assumed(String name, long size, String where) {
      sizes.put(name, size);
      remarks.add(
          "The size of "
              + name
              + where
              + " is not in the file; "
              + size
              + " was assumed (--dim '"
              + name
              + "=…' sets it).");
      return size;
    }
  }
}
