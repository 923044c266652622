package dev.initlint.weight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  /** Compares all tensors with each other, in time linear in their number but for sorting. */
  public static Clones of(List<NamedFacts> tensors) {
    List<NamedFacts> random = tensors.stream().filter(Clones::isRandom).toList();
    Set<Content.Source> doubtful = doubtful(random);
    Map<Key, List<NamedFacts>> byContent = new LinkedHashMap<>();
    for (NamedFacts t : random) {
      byContent.computeIfAbsent(Key.of(t.facts(), doubtful), k -> new ArrayList<>()).add(t);
    }
    List<List<String>> equal = new ArrayList<>();
    for (List<NamedFacts> group : byContent.values()) {
      if (group.size() > 1) {
        equal.add(group.stream().map(NamedFacts::name).toList());
      }
    }
    return new Clones(equal, ties(byContent.values(), doubtful));
  }

  /** What has to be read to be told from another: the moments agree. */
  private static Set<Content.Source> doubtful(List<NamedFacts> tensors) {
    Map<Multiset, List<WeightFacts>> alike = new HashMap<>();
    for (NamedFacts t : tensors) {
      alike.computeIfAbsent(Multiset.of(t.facts()), k -> new ArrayList<>()).add(t.facts());
    }
    Set<Content.Source> doubtful = Collections.newSetFromMap(new IdentityHashMap<>());
    for (List<WeightFacts> group : alike.values()) {
      group.sort(Comparator.comparingDouble(WeightFacts::secondMoment));
      WeightFacts before = null;
      for (WeightFacts f : group) {
        if (before != null
            && before.resembles(f)
            && (isSquare(f) || before.content().source() != f.content().source())) {
          doubtful.add(before.content().source());
          doubtful.add(f.content().source());
        }
        before = f;
      }
    }
    return doubtful;
  }

  private static boolean isSquare(WeightFacts f) {
    return f.matrix() != null && f.matrix().rows() == f.matrix().columns();
  }

  /** One of each group of equal tensors stands for its group. */
  private static List<Tie> ties(Collection<List<NamedFacts>> groups, Set<Content.Source> doubtful) {
    List<Tie> ties = new ArrayList<>();
    Map<Object, List<NamedFacts>> bySymmetricHash = new HashMap<>();
    for (List<NamedFacts> group : groups) {
      NamedFacts t = group.get(0);
      Content content = t.facts().content();
      Object key =
          doubtful.contains(content.source()) ? content.hash().symmetric() : content.source();
      List<NamedFacts> others = bySymmetricHash.computeIfAbsent(key, k -> new ArrayList<>());
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

  /** What equal tensors share, and a tensor with its transpose. */
  private record Multiset(long shorter, long longer, double min, double max, long zeros) {
    static Multiset of(WeightFacts f) {
      long columns = f.matrix() == null ? 1 : f.matrix().columns();
      long shorter = Math.min(f.rows(), columns);
      return new Multiset(shorter, Math.max(f.rows(), columns), f.min(), f.max(), f.zeros());
    }
  }

  /**
   * What only equal tensors share.
   *
   * @param content the hash of what has been read, the source of what need not be
   */
  private record Key(long count, long rows, boolean transposed, Object content) {
    static Key of(WeightFacts f, Set<Content.Source> doubtful) {
      Content c = f.content();
      return doubtful.contains(c.source())
          ? new Key(f.count(), f.rows(), false, c.hash())
          : new Key(f.count(), f.rows(), c.transposed(), c.source());
    }
  }
}
