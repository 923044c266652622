package dev.initlint.javasource.edit;

import dev.initlint.finding.Fix;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceModel;
import dev.initlint.source.SourceParameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives weights other laws. One call may set the laws of many weights, so each way of doing it is
 * judged by what else it reaches.
 */
final class Redrawing {
  private final LibrarySpelling library;
  private final List<SourceModel> models;

  /**
   * Edits for weights of any of {@code models}.
   *
   * @param models all that the source defines
   */
  Redrawing(LibrarySpelling library, List<SourceModel> models) {
    this.library = library;
    this.models = models;
  }

  /** One weight of a definition, whichever variant of it is looked at. */
  private record Key(String path, int definition, String name) {
    static Key of(SourceModel m, SourceParameter p) {
      return new Key(m.definition().path(), m.definition().start(), p.name());
    }
  }

  /** A weight to be redrawn. */
  private record Target(SourceParameter parameter, List<Way> ways) {
    boolean accepts(Way way) {
      return ways.stream().anyMatch(w -> w.edits().equals(way.edits()));
    }
  }

  /** The edits that redraw all of the weights; empty when any of them cannot be. */
  Optional<Spelling> spell(SourceModel model, List<Remedy.Redraw> redraws) {
    Map<String, SourceParameter> byName = model.parametersByName();
    Map<Key, Target> targets = new HashMap<>();
    List<Target> inOrder = new ArrayList<>();
    for (Remedy.Redraw r : redraws) {
      SourceParameter p = byName.get(r.parameter());
      List<Way> ways = p == null ? List.of() : library.ways(p, r);
      if (ways.isEmpty()) {
        return Optional.empty();
      }
      inOrder.add(new Target(p, ways));
      targets.put(Key.of(model, p), inOrder.get(inOrder.size() - 1));
    }
    Set<Fix.Edit> edits = new LinkedHashSet<>();
    boolean safe = true;
    for (Target t : inOrder) {
      Way way = t.ways().stream().filter(w -> isExact(w, targets)).findFirst().orElse(null);
      safe &= way != null;
      Way chosen =
          way != null
              ? way
              : t.ways().stream().filter(w -> isAgreed(w, targets)).findFirst().orElse(null);
      if (chosen == null) {
        return Optional.empty();
      }
      edits.addAll(chosen.edits());
    }
    return Spelling.of(edits, safe);
  }

  /** Whether a way changes the wanted weights only. */
  private boolean isExact(Way way, Map<Key, Target> targets) {
    return models.stream()
        .allMatch(
            m ->
                m.parameters().stream()
                    .filter(way.reaches())
                    .allMatch(q -> isWanted(way, q, targets.get(Key.of(m, q)))));
  }

  private static boolean isWanted(Way way, SourceParameter q, Target target) {
    return target != null
        && target.accepts(way)
        && (way.sizeFree() || q.dims().equals(target.parameter().dims()));
  }

  /** Whether the wanted weights that a way reaches want the same of it. */
  private boolean isAgreed(Way way, Map<Key, Target> targets) {
    return models.stream()
        .allMatch(
            m ->
                m.parameters().stream()
                    .filter(way.reaches())
                    .map(q -> targets.get(Key.of(m, q)))
                    .allMatch(t -> t == null || t.accepts(way)));
  }
}
