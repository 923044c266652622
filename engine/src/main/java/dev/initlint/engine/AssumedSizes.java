package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.finding.Severity;
import dev.initlint.graph.Graph;
import dev.initlint.propagate.Propagation;
import dev.initlint.rules.RuleCheck;
import dev.initlint.source.AssumedSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of the findings on a model holds whatever sizes the source leaves open: they are looked for
 * again at smaller and at larger sizes than those that were assumed, of all and of each alone. A
 * finding that is not there, or is less grave, counts no more than that and says which sizes it
 * hinges on.
 */
final class AssumedSizes {
  /** Most sizes that are varied one by one; of more only all together are. */
  private static final int SINGLE = 6;

  private final ReadModel model;
  private final EngineSettings settings;
  private final String path;
  private final List<AssumedSize> sizes;

  AssumedSizes(ReadModel model, EngineSettings settings, String path) {
    this.model = model;
    this.settings = settings;
    this.path = path;
    sizes = model.assumedSizes();
  }

  /**
   * Some sizes at other numbers.
   *
   * @param varied those sizes
   */
  private record Elsewhere(List<AssumedSize> varied, Map<String, Long> numbers) {
    static Elsewhere of(List<AssumedSize> varied, int other) {
      Map<String, Long> numbers = new HashMap<>();
      varied.forEach(s -> numbers.put(s.name(), s.others().get(other)));
      return new Elsewhere(varied, numbers);
    }
  }

  /** The findings, each as grave as it is at all sizes. */
  List<Finding> weighed(List<Finding> found) {
    if (sizes.isEmpty() || found.stream().allMatch(f -> f.severity() == Severity.NOTE)) {
      return found;
    }
    List<Severity> least = new ArrayList<>(found.stream().map(Finding::severity).toList());
    List<Set<AssumedSize>> hinges = new ArrayList<>();
    found.forEach(f -> hinges.add(new LinkedHashSet<>()));
    Set<String> asked = asked(found);
    for (Elsewhere e : elsewhere()) {
      Map<String, Severity> there = gravity(e.numbers(), asked);
      for (int i = 0; there != null && i < found.size(); i++) {
        Severity s = at(withConsequences(found.get(i), found), there);
        if (s.compareTo(found.get(i).severity()) < 0) {
          least.set(i, lesser(least.get(i), s));
          // Where one size alone makes the difference, the others are not to blame.
          if (hinges.get(i).isEmpty() || e.varied().size() == 1) {
            hinges.get(i).addAll(e.varied());
          }
        }
      }
    }
    List<Finding> weighed = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      weighed.add(weighed(found.get(i), least.get(i), hinges.get(i)));
    }
    return weighed;
  }

  /** Each size alone, then all together. */
  private List<Elsewhere> elsewhere() {
    List<Elsewhere> all = new ArrayList<>();
    for (int other = 0; other < 2; other++) {
      if (sizes.size() > 1 && sizes.size() <= SINGLE) {
        for (AssumedSize s : sizes) {
          all.add(Elsewhere.of(List.of(s), other));
        }
      }
    }
    for (int other = 0; other < 2; other++) {
      all.add(Elsewhere.of(sizes, other));
    }
    return all;
  }

  /**
   * Rules by which these may count less: a note cannot, and rules of other findings have no say.
   */
  private Set<String> asked(List<Finding> found) {
    Set<String> asked =
        found.stream()
            .filter(f -> f.severity() != Severity.NOTE)
            .flatMap(f -> withConsequences(f, found).stream())
            .map(Finding::rule)
            .collect(Collectors.toSet());
    asked = RuleCheck.withCauses(asked);
    asked.retainAll(settings.rules());
    return asked;
  }

  /** How grave each finding is at other sizes; null where the model cannot be of them. */
  private Map<String, Severity> gravity(Map<String, Long> numbers, Set<String> asked) {
    Graph other = model.resized(numbers);
    if (other == null) {
      return null;
    }
    Propagation p = Propagation.of(other, StandardEngine.assumptions(model, settings));
    Map<String, Severity> there = new HashMap<>();
    RuleCheck.run(model.units(p).trained(settings.training()), path, asked)
        .forEach(f -> keys(f).forEach(k -> there.merge(k, f.severity(), AssumedSizes::graver)));
    return there;
  }

  /** A finding and what follows from it, which stands alone where sizes are too small for both. */
  private static List<Finding> withConsequences(Finding f, List<Finding> found) {
    List<Finding> all = new ArrayList<>(List.of(f));
    found.stream()
        .filter(g -> f.rule().equals(g.cause()))
        .filter(g -> Objects.equals(f.location().parameter(), g.location().parameter()))
        .forEach(all::add);
    return all;
  }

  private static Severity at(List<Finding> same, Map<String, Severity> there) {
    return same.stream()
        .flatMap(f -> keys(f).stream())
        .map(key -> there.getOrDefault(key, Severity.NOTE))
        .reduce(Severity.NOTE, AssumedSizes::graver);
  }

  private static Finding weighed(Finding f, Severity weight, Set<AssumedSize> hinges) {
    if (hinges.isEmpty()) {
      return f;
    }
    String said = f.message() + "; " + hinging(hinges);
    return f.weighed(weight).worded(w -> w.equals(f.message()) ? said : w);
  }

  /** Said of what is less grave, or gone, at other sizes. */
  private static String hinging(Set<AssumedSize> sizes) {
    String all = sizes.stream().map(AssumedSize::toString).collect(Collectors.joining(", "));
    return "this hinges on "
        + all
        + (sizes.size() == 1 ? ", which was" : ", which were")
        + " assumed";
  }

  private static Severity graver(Severity a, Severity b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Severity lesser(Severity a, Severity b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static List<String> keys(Finding f) {
    List<String> keys = new ArrayList<>();
    for (Location l : f.places()) {
      keys.add(f.rule() + " " + l.node() + " " + l.parameter());
    }
    return keys;
  }
}
