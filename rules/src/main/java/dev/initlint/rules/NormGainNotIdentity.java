package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.law.Fans;
import dev.initlint.law.IntendedLaw;
import dev.initlint.moment.Belief;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.source.Remedy;
import dev.initlint.unit.Bypass;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import dev.initlint.unit.ParameterSite.Use;
import dev.initlint.unit.Place;
import dev.initlint.weight.WeightFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** NORM001: the gain of a norm is not 1 at the start. */
final class NormGainNotIdentity implements Rule {
  private static final Card CARD =
      Card.of(
              "NORM001",
              "norm-gain-not-identity",
              Severity.ERROR,
              "the gain of a norm does not start at 1",
              """
              ## What it does
              Reads the gain of every norm, also one that the graph adds 1 to, and reports what does not
              start as the identity: zeros anywhere but at the end of a residual branch, gains of
              random sign, and gains whose mean square is beyond 0.5 to 2. The severity follows from
              the mean square, by which the norm multiplies the second moment of what it passes on. It reads
              the weights alone.

              ## Why
              A norm is there to give what follows a second moment of 1. With gains drawn from
              N(0, 0.02) it gives 0.0004 and a random sign to each feature. With a gain of 0 on the
              last norm the logits are 0, and no gradient reaches anything before it. Gain and shift
              mistaken for each other give a constant.

              ## Bad
              ```graph
              x = input(4, 16, 64)
              h = layernorm(x, normal(0, 0.02))
              y = linear(h, 10, normal(0, 0.125))
              ```

              ```python
              for p in model.parameters():
                  nn.init.normal_(p, std=0.02)  # gains of norms too
              ```

              ```json
              {"model_type": "t5",
               "architectures": ["T5ForConditionalGeneration"],
               "initializer_factor": 0.05}
              ```

              ## Good
              ```graph
              x = input(4, 16, 64)
              h = layernorm(x, normal(1, 0.02))
              y = linear(h, 10, normal(0, 0.125))
              ```

              ```python
              for m in model.modules():
                  if isinstance(m, nn.Linear):
                      nn.init.normal_(m.weight, std=0.02)
              ```

              ```json
              {"model_type": "t5",
               "architectures": ["T5ForConditionalGeneration"],
               "initializer_factor": 1.0}
              ```

              ## Fix
              Start gains at 1 and shifts at 0, or gains at 0 where the layer adds 1 to them. Leave
              norms out of what draws every parameter from one law.

              ## When to ignore it
              When the gain is a layer scale that is meant to start small.

              ## References
              - https://github.com/huggingface/transformers/issues/143
              - https://github.com/NVIDIA/TransformerEngine/issues/2528
              - https://github.com/pytorch/torchtitan/pull/4489
              """)
          .causedBy("INIT009")
          .onWeightsAlone();

  private static final double HALF = 0.5;

  /** A tenth and ten times: what a few layers make of it is beyond any recipe. */
  private static final double GRAVE = 10;

  /** Batch norms once drew their gains from U(0, 1), with mean square 1/3, and trained well. */
  private static final double UNIFORM = 4;

  /** One gain, as the norm has it: stored plus what is added. */
  private record Gain(ParameterSite site, double mean, double square, Severity severity) {
    boolean isZero() {
      return square == 0;
    }
  }

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Offsets offsets = new Offsets(model);
    Bypass ways = new Bypass(model.propagation().graph());
    List<Gain> hits = new ArrayList<>();
    long norms = 0;
    for (ParameterSite site : model.parameters()) {
      if (site.use() == Use.NORM_GAIN && site.weight().count() > 1 && !isOnWeights(model, site)) {
        norms++;
        Gain gain = gain(model, ways, site, offsets.of(site));
        if (gain != null && gain.severity() != null) {
          hits.add(gain);
        }
      }
    }
    if (!hits.isEmpty()) {
      report(model, report, Wording.gravest(hits, Gain::severity), hits, norms);
    }
  }

  /** Whether a norm standardises a kernel: its gain is the size that the kernel is to have. */
  private static boolean isOnWeights(Model model, ParameterSite site) {
    Node reader = site.reader();
    Belief read =
        reader == null || !reader.op().equals("BatchNormalization")
            ? null
            : model.propagation().beliefs().get(reader.input(0));
    return read instanceof Belief.Parameter || read instanceof Belief.Fixed;
  }

  private static Gain gain(Model model, Bypass ways, ParameterSite site, double offset) {
    ParameterFacts w = site.weight();
    double mean = w.facts() == null ? w.mean() : w.facts().mean();
    double variance = w.facts() == null ? model.number(w.variance()) : w.facts().variance();
    mean += offset;
    double square = mean * mean + variance;
    Severity severity = severity(ways, site, mean, square, variance);
    boolean dead = severity == Severity.WARNING && square == 0 && isDead(model, site);
    return new Gain(site, mean, square, dead ? Severity.ERROR : severity);
  }

  /** Whether no gradient reaches the gain, as where zeros multiply each other behind it. */
  private static boolean isDead(Model model, ParameterSite site) {
    return model.propagation().verdict().atInitialisation()
        && model.deadWeights().contains(site.name());
  }

  /** Null where there is nothing to say. */
  private static Severity severity(
      Bypass ways, ParameterSite site, double mean, double square, double variance) {
    if (square == 0) {
      Node norm = site.reader();
      if (norm == null || !ways.isAround(norm)) {
        return Severity.ERROR;
      }
      return switch (ways.end(norm)) {
        case STREAM -> Severity.ERROR;
        case MAP -> Severity.WARNING;
        case BRANCH -> null;
      };
    }
    if (!Double.isFinite(square)) {
      return null;
    }
    if (mean * mean < variance) {
      return Severity.ERROR;
    }
    double off = Math.max(square, 1 / square);
    boolean batch = site.reader() != null && site.reader().op().equals("BatchNormalization");
    if (batch && off < UNIFORM) {
      return null;
    }
    return off > GRAVE ? Severity.ERROR : off > 1 / HALF ? Severity.WARNING : null;
  }

  private static void report(Model model, Report report, Gain gain, List<Gain> gains, long norms) {
    List<Place> places = gains.stream().map(g -> g.site().place()).toList();
    String name = gain.site().name();
    String shape =
        gain.isZero()
            ? "at 0: it passes nothing on, and no gradient reaches what is before it"
            : gain.mean() * gain.mean() < gain.square() - gain.mean() * gain.mean()
                ? "with random signs and a mean square of " + Wording.number(gain.square())
                : "at "
                    + Wording.number(gain.mean())
                    + ": it multiplies the second moment by "
                    + Wording.number(gain.square());
    IntendedLaw law = gain.site().weight().intended();
    report
        .finding(
            gain.severity(),
            "the gain "
                + name
                + " of this norm starts "
                + shape
                + (isSwapped(model, gain) ? "; its shift starts at 1: the two are swapped" : "")
                + Wording.more(places.size() - 1, "norm"))
        .at(gain.site().place(), name)
        .andAt(places)
        .predicts("mean square of the gain", gain.square(), HALF, 1 / HALF)
        .formula("E[γ²]")
        .because(places.size() + " of " + norms + " norms do not start as the identity")
        .fix(
            "start "
                + name
                + " at "
                + (law == null || !isIdentity(law, new Offsets(model).of(gain.site()))
                    ? Wording.number(1 - new Offsets(model).of(gain.site()) + 0.0)
                    : law.law().name() + ", as " + law.source() + " gives it, a gain of 1"))
        .cure(started(model, gains, law))
        .add();
  }

  /** Whether the library's law makes the gain 1. */
  private static boolean isIdentity(IntendedLaw law, double offset) {
    return Math.abs(IntendedLaw.mean(law.law(), new Fans(1, 1)) + offset - 1) < 1e-6;
  }

  /** Every gain at 1; none where a library means another law. */
  private static List<Remedy> started(Model model, List<Gain> gains, IntendedLaw law) {
    Offsets offsets = new Offsets(model);
    return law != null
        ? List.of()
        : gains.stream()
            .map(g -> (Remedy) new Remedy.StartAt(g.site().name(), 1 - offsets.of(g.site()) + 0.0))
            .toList();
  }

  /** Whether the same norm has a shift of ones. */
  private static boolean isSwapped(Model model, Gain gain) {
    Node node = gain.site().reader();
    if (!gain.isZero() || node == null) {
      return false;
    }
    for (ParameterSite other : model.parameters()) {
      WeightFacts f = other.weight().facts();
      boolean same = other.reader() == node || other.reader() != null && reads(other, node);
      if (same && other.use() == Use.SHIFT && f != null && f.allEqual() && f.min() == 1) {
        return true;
      }
    }
    return false;
  }

  private static boolean reads(ParameterSite shift, Node node) {
    return shift.reader().inputs().contains(node.output());
  }

  /** What is added to each gain before it multiplies: the graph's 1, or what a library means. */
  private static final class Offsets {
    private final Map<String, Weight> weights;
    private final Map<Weight, ParameterFacts> facts;
    private final Map<String, Integer> votes = new HashMap<>();

    Offsets(Model model) {
      weights = model.propagation().graph().weights();
      facts = model.propagation().weights();
      for (ParameterSite site : model.parameters()) {
        WeightFacts f = site.weight().facts();
        if (site.reader() == null && site.use() == Use.NORM_GAIN && f != null && f.allEqual()) {
          votes.merge(f.min() == 0 ? "zero" : "other", 1, Integer::sum);
        }
      }
    }

    double of(ParameterSite site) {
      Node reader = site.reader();
      if (reader != null && reader.op().endsWith("Normalization")) {
        // The norm reads it as it is, whatever the library means by it.
        return 0;
      }
      if (site.weight().intended() != null) {
        Fans none = new Fans(1, 1);
        return 1 - IntendedLaw.mean(site.weight().intended().law(), none);
      }
      if (reader != null && reader.op().equals("Add")) {
        for (String input : reader.inputs()) {
          ParameterFacts other = facts.get(weights.get(input));
          if (!input.equals(site.name()) && other != null && other.isConstant()) {
            return other.mean();
          }
        }
      }
      // A file without a graph does not say whether its layers add 1: most of its gains do.
      boolean oneMore = votes.getOrDefault("zero", 0) > votes.getOrDefault("other", 0);
      return reader == null && oneMore ? 1 : 0;
    }
  }
}
