package dev.initlint.unit;

import dev.initlint.moment.Signal;
import dev.initlint.op.Attention;
import dev.initlint.op.AttentionOutput;
import dev.initlint.op.Norm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds attentions, with the projections that feed them. */
final class Attentions {
  private static final int STEPS = 64;

  private Attentions() {}

  static List<AttentionSite> of(Signals all, Map<Signal, LinearSite> linears) {
    List<AttentionSite> sites = new ArrayList<>();
    Map<AttentionOutput.Attended, Signal> outputs = all.owners(AttentionOutput.Attended.class);
    all.owners(Attention.Weights.class)
        .forEach((unit, signal) -> sites.add(site(all, linears, outputs, unit, signal)));
    return sites;
  }

  private static AttentionSite site(
      Signals all,
      Map<Signal, LinearSite> linears,
      Map<AttentionOutput.Attended, Signal> outputs,
      Attention.Weights unit,
      Signal signal) {
    Signal value =
        outputs.keySet().stream()
            .filter(a -> a.weights() == unit)
            .map(AttentionOutput.Attended::value)
            .findFirst()
            .orElse(null);
    Attention.Logits logits = unit.logits();
    Source q = source(linears, logits.query());
    Source k = source(linears, logits.key());
    return new AttentionSite(
        all.place(signal),
        signal,
        unit,
        value,
        logits.factor() * logits.scale().factor(),
        q.map(),
        k.map(),
        value == null ? null : source(linears, value).map(),
        q.normed(),
        k.normed());
  }

  private record Source(LinearSite map, boolean normed) {}

  /** Up to the projection, past rotations and norms. */
  private static Source source(Map<Signal, LinearSite> linears, Signal from) {
    boolean normed = false;
    Signal at = from;
    for (int i = 0; i < STEPS && at != null; i++) {
      if (linears.containsKey(at)) {
        return new Source(linears.get(at), normed);
      }
      normed |= at.unit() instanceof Norm.Normalised;
      at = at.edges().isEmpty() ? null : at.edges().get(0).input();
    }
    return new Source(null, normed);
  }
}
