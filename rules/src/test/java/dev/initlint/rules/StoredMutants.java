package dev.initlint.rules;

import dev.initlint.graph.Elements;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Weight;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.op.AttentionRows;
import dev.initlint.unit.AttentionSite;
import dev.initlint.unit.EmbeddingSite;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Hazards that are put into the stored weights of a model, whoever exported it. */
final class StoredMutants {
  private static final int LARGEST = 1 << 26;

  /** One hazard: how it is put in, and the rules that may name it. */
  record Hazard(String name, List<String> rules, BiConsumer<Model, Edit> change) {}

  /** Weights that are replaced, by what they were. */
  static final class Edit {
    private final Map<Weight, Weight> changed = new LinkedHashMap<>();

    void set(Weight w, UnaryOperator<double[]> values) {
      if (w.data() == null || w.count() > LARGEST) {
        return;
      }
      double[] now = values.apply(w.data().toDoubles(LARGEST));
      Elements held = new Elements(w.type(), w.dims(), now);
      changed.put(w, new Weight(w.name(), w.type(), w.dims(), new Weight.Stored(held), w.origin()));
    }

    void set(ParameterFacts w, UnaryOperator<double[]> values) {
      set(w.weight(), values);
    }

    void times(ParameterFacts w, double factor) {
      set(w, v -> Arrays.stream(v).map(x -> factor * x).toArray());
    }

    boolean isEmpty() {
      return changed.isEmpty();
    }

    Graph of(Graph g) {
      Map<String, Weight> weights = new LinkedHashMap<>();
      g.weights().forEach((name, w) -> weights.put(name, changed.getOrDefault(w, w)));
      return new Graph(
          g.name(), g.origin(), g.inputs(), g.outputs(), g.nodes(), weights, g.remarks());
    }
  }

  private StoredMutants() {}

  static List<Hazard> all() {
    return List.of(
        of("head of std 1", "HEAD001 HEAD003", (m, e) -> heads(m, e, 1)),
        of("head a third too wide in logits", "HEAD002", StoredMutants::looseHead),
        of("queries and keys far too wide", "ATT003 INIT001", (m, e) -> scores(m, e, 6)),
        of("queries and keys far too narrow", "ATT004 GRAD001", (m, e) -> scores(m, e, 0.05)),
        of("token table of std 1", "EMB001 EMB002 HEAD003 HEAD001 EMB003", tables(1)),
        of("token table of std 2e-4", "EMB003 NORM004", tables(2e-4)),
        of("hidden map of std 1", "INIT001", hidden(1)),
        of("hidden maps near 0", "INIT002", hidden(1e-6)),
        of("a hidden map of one number", "INIT003", filled(v -> constant(v.length, 0.05))),
        of("hidden maps with a mean", "INIT004", filled(v -> moved(v))),
        of("normal cut at two", "INIT005", filled(v -> cut(v))),
        of("copies of one draw", "INIT008", StoredMutants::copies),
        of("NaN in a map", "INIT009", filled(v -> holed(v))),
        of("memory as it came", "INIT009", filled(v -> memory(v.length))),
        of("gains of norms at 0.02", "NORM001", gains(v -> constant(v.length, 0.02))),
        of("gains drawn", "NORM001", gains(v -> drawn(v.length, 0.02))),
        of("a wide bias of the head", "HEAD005", StoredMutants::headBias),
        of("weights three times too wide", "INIT001 ACT002 ACT001", chain(3.2)),
        of("weights half as wide", "ACT001 ACT002 ACT003 INIT002", chain(0.5)));
  }

  private static Hazard of(String name, String rules, BiConsumer<Model, Edit> change) {
    return new Hazard(name, List.of(rules.split(" ")), change);
  }

  private static double std(Model m, ParameterFacts w) {
    return m.std(w);
  }

  private static void heads(Model m, Edit e, double std) {
    m.heads().forEach(h -> e.times(h.weight(), std / std(m, h.weight())));
  }

  private static void looseHead(Model m, Edit e) {
    m.heads().forEach(h -> e.times(h.weight(), 2.2 / Math.sqrt(m.secondMoment(h.logits()))));
  }

  private static void scores(Model m, Edit e, double factor) {
    for (AttentionSite a : m.attentions()) {
      if (a.query() != null && a.key() != null && a.query().weight() != a.key().weight()) {
        double to = factor > 1 ? Math.sqrt(factor / logits(m, a)) : factor;
        e.times(a.query().weight(), to);
        e.times(a.key().weight(), to);
      }
    }
  }

  private static double logits(Model m, AttentionSite a) {
    AttentionRows rows = m.figure(a.unit().rows());
    return rows == null ? 1 : rows.logitStd();
  }

  private static BiConsumer<Model, Edit> tables(double std) {
    return (m, e) -> {
      for (EmbeddingSite s : m.embeddings()) {
        e.times(s.table(), std / std(m, s.table()));
      }
    };
  }

  /** The maps that are neither heads nor of an attention, and of more than a few entries. */
  private static List<LinearSite> hidden(Model m) {
    Set<String> others = new HashSet<>();
    m.heads().forEach(h -> others.add(h.weight().name()));
    for (AttentionSite a : m.attentions()) {
      for (LinearSite s : Arrays.asList(a.query(), a.key(), a.values())) {
        others.add(s == null ? "" : s.weight().name());
      }
    }
    m.embeddings().forEach(s -> others.add(s.table().name()));
    List<LinearSite> found = new ArrayList<>();
    for (LinearSite s : m.linears()) {
      if (others.add(s.weight().name()) && s.weight().isRandom() && s.fans().fanOut() > 16) {
        found.add(s);
      }
    }
    return found;
  }

  private static BiConsumer<Model, Edit> hidden(double std) {
    return (m, e) -> hidden(m).forEach(s -> e.times(s.weight(), std / std(m, s.weight())));
  }

  private static BiConsumer<Model, Edit> chain(double factor) {
    return (m, e) -> {
      if (m.attentions().isEmpty() && m.norms().isEmpty()) {
        hidden(m).forEach(s -> e.times(s.weight(), factor));
      }
    };
  }

  private static BiConsumer<Model, Edit> filled(UnaryOperator<double[]> values) {
    return (m, e) -> hidden(m).forEach(s -> e.set(s.weight(), values));
  }

  private static BiConsumer<Model, Edit> gains(UnaryOperator<double[]> values) {
    return (m, e) -> {
      for (ParameterSite s : m.parameters()) {
        if (s.use() == ParameterSite.Use.NORM_GAIN) {
          e.set(s.weight(), values);
        }
      }
    };
  }

  private static void copies(Model m, Edit e) {
    List<LinearSite> all = hidden(m);
    for (LinearSite s : all) {
      LinearSite first =
          all.stream()
              .filter(o -> Arrays.equals(o.weight().dims(), s.weight().dims()))
              .findFirst()
              .orElseThrow();
      if (first != s) {
        e.set(s.weight(), v -> first.weight().weight().data().toDoubles(LARGEST));
      }
    }
  }

  private static void headBias(Model m, Edit e) {
    for (ParameterSite s : m.parameters()) {
      long classes = m.heads().isEmpty() ? 0 : (long) m.number(m.heads().get(0).classes());
      boolean bias = s.use() == ParameterSite.Use.SHIFT && s.weight().count() == classes;
      if (bias && s.weight().dims().length == 1) {
        e.set(s.weight(), v -> drawn(v.length, 3));
      }
    }
  }

  private static double[] constant(int n, double value) {
    double[] all = new double[n];
    Arrays.fill(all, value);
    return all;
  }

  private static double[] drawn(int n, double std) {
    Random random = new Random(7);
    return Arrays.stream(new double[n]).map(x -> std * random.nextGaussian()).toArray();
  }

  private static double rms(double[] v) {
    return Math.sqrt(Arrays.stream(v).map(x -> x * x).average().orElse(0));
  }

  private static double[] moved(double[] v) {
    double mean = 2 * rms(v);
    return Arrays.stream(v).map(x -> x + mean).toArray();
  }

  /** A normal of the same std as it is named, cut at two of it and not made up for. */
  private static double[] cut(double[] v) {
    Random random = new Random(8);
    double std = rms(v);
    return Arrays.stream(v)
        .map(
            x -> {
              double z = random.nextGaussian();
              while (Math.abs(z) > 2) {
                z = random.nextGaussian();
              }
              return std * z;
            })
        .toArray();
  }

  private static double[] holed(double[] v) {
    double[] all = v.clone();
    all[all.length / 2] = Double.NaN;
    return all;
  }

  private static double[] memory(int n) {
    double[] held = {0, 4.6e-41, 0, 1.2e37, 0, 9.1e-44, 0};
    double[] all = new double[n];
    Arrays.setAll(all, i -> (float) held[i * 31 % held.length]);
    return all;
  }
}
