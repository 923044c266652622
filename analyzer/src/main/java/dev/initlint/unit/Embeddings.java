package dev.initlint.unit;

import dev.initlint.moment.Signal;
import dev.initlint.op.Addition;
import dev.initlint.op.Embedding;
import java.util.ArrayList;
import java.util.List;

/** Finds token embeddings and follows them down to where the blocks begin. */
final class Embeddings {
  private static final int STEPS = 32;

  private Embeddings() {}

  static List<EmbeddingSite> of(Signals all) {
    List<EmbeddingSite> sites = new ArrayList<>();
    all.owners(Embedding.Rows.class)
        .forEach(
            (unit, rows) -> {
              if (!rows.ownToken().isEmpty()) {
                sites.add(follow(all, unit, rows));
              }
            });
    return sites;
  }

  private static EmbeddingSite follow(Signals all, Embedding.Rows unit, Signal rows) {
    Signal at = rows;
    Signal scaled = rows;
    double scale = 1;
    int added = 0;
    for (int i = 0; i < STEPS; i++) {
      Signal next = next(all, at, rows);
      if (next == null) {
        break;
      }
      if (isSum(next)) {
        added++;
      } else if (next.view() != null && added == 0) {
        scale = next.view().slope(1);
        scaled = next;
      } else if (added == 0) {
        scaled = next;
      }
      at = next;
    }
    return new EmbeddingSite(all.place(rows), unit.table(), rows, scale, scaled, at, added);
  }

  private static boolean isSum(Signal s) {
    return s.unit() instanceof Addition.Fork || !s.weightEdges().isEmpty() || isShift(s);
  }

  /** A constant table added: no weight, no view, one edge, and other statistics. */
  private static boolean isShift(Signal s) {
    return s.edges().size() == 1
        && s.view() == null
        && s.root() == s
        && s.stat() != s.edges().get(0).input().stat();
  }

  /** The reader that goes on with the rows, or null where the blocks begin. */
  private static Signal next(Signals all, Signal at, Signal rows) {
    for (Signal reader : all.readers(at)) {
      if (reader.unit() instanceof Addition.Fork fork && reader.unit() != at.unit()) {
        Signal other = fork.left() == at ? fork.right() : fork.left();
        boolean block = all.upstream(other, all.index(rows)).contains(rows);
        if (!block) {
          return reader;
        }
      } else if (all.before(reader) == at || reader.view() != null && linear(reader, at)) {
        return reader;
      }
    }
    return null;
  }

  private static boolean linear(Signal reader, Signal at) {
    return Signals.isLinear(reader.view())
        && reader.edges().size() == 1
        && reader.edges().get(0).input() == at;
  }
}
