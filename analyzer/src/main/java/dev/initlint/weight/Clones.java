package dev.initlint.weight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tensors of one model that hold the same random numbers. Constants, masks and computed tables are
 * left out: exporters merge equal ones, and nothing follows from it.
 *
 * @param equal groups of two or more tensors with the same bits in the same layout: clones of one
 *     draw, or a matrix tied by name; tensors of a group in the order given
 * @param transposed pairs of which one is the transpose of the other, as a tied embedding and head
 */
public record Clones(List<List<String>> equal, List<Tie> transposed) {

  /** Fewer entries may agree by chance of a coarse type. */
  private static final int FEWEST = 16;

  public Clones {
    equal = equal.stream().map(List::copyOf).toList();
    transposed = List.copyOf(transposed);
  }

  /** Two tensors, the second the transpose of the first. */
  public record Tie(String name, String transpose) {}

  /** Compares all tensors with each other, in time linear in their number. */
  public static Clones of(List<NamedFacts> tensors) {
    List<NamedFacts> random = tensors.stream().filter(Clones::isRandom).toList();
    Map<Key, List<NamedFacts>> byContent = new LinkedHashMap<>();
    for (NamedFacts t : random) {
      byContent.computeIfAbsent(Key.of(t.facts()), k -> new ArrayList<>()).add(t);
    }
    List<List<String>> equal = new ArrayList<>();
    for (List<NamedFacts> group : byContent.values()) {
      if (group.size() > 1) {
        equal.add(group.stream().map(NamedFacts::name).toList());
      }
    }
    return new Clones(equal, ties(byContent));
  }

  /** One of each group of equal tensors stands for its group. */
  private static List<Tie> ties(Map<Key, List<NamedFacts>> byContent) {
    List<Tie> ties = new ArrayList<>();
    Map<Integer, List<NamedFacts>> bySymmetricHash = new LinkedHashMap<>();
    for (List<NamedFacts> group : byContent.values()) {
      NamedFacts t = group.get(0);
      List<NamedFacts> others =
          bySymmetricHash.computeIfAbsent(t.facts().hash().symmetric(), k -> new ArrayList<>());
      for (NamedFacts other : others) {
        if (other.facts().isTransposeOf(t.facts())) {
          ties.add(new Tie(other.name(), t.name()));
        }
      }
      others.add(t);
    }
    return ties;
  }

  private static boolean isRandom(NamedFacts t) {
    WeightFacts f = t.facts();
    return t.role() != NamedFacts.Role.TABLE
        && f.count() >= FEWEST
        && !f.allEqual()
        && f.variance() > 0
        && !(f.matrix() != null && f.matrix().identity())
        && Structure.of(f) == null;
  }

  private record Key(long count, long rows, ContentHash hash) {
    static Key of(WeightFacts f) {
      return new Key(f.count(), f.matrix() == null ? 1 : f.matrix().rows(), f.hash());
    }
  }
}
