package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.source.SourceFact;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Set;

/** A {@code DefaultTrainingConfig}: loss, optimiser, and initialisers applied to a whole model. */
final class DjlTraining implements HostObject {
  /** Steps for which a {@code CyclicalTracker} raises its value when nobody says how many. */
  private static final double CYCLE_UP = 2000;

  private final Object loss;
  private final Recorder settings = new Recorder();
  private final Site site;

  DjlTraining(List<Object> args, Site site) {
    this.loss = args.isEmpty() ? null : args.get(args.size() - 1);
    this.site = site;
    if (args.size() > 1) {
      settings.record("optInitializer", List.of(args.get(0)), site);
    }
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    if (method.startsWith("get")) {
      return UNHANDLED;
    }
    settings.record(method, args, at);
    return this;
  }

  /** Sets the initialisers this configuration names; later calls win. */
  void apply(Interpreter in, DjlBlock root) {
    for (Recorder.Setting s : settings.calls()) {
      if (s.name().equals("optInitializer") && !s.args().isEmpty()) {
        Initialiser rule = OwnInitialiser.of(in, s.args().get(0), s.site());
        Object selector = s.args().size() > 1 ? s.args().get(1) : null;
        List<DjlParameter> reached =
            BlockMethods.select(in, root.allParameters(), selector, s.site());
        reached.forEach(p -> p.set(rule, s.site()));
        root.note(
            new DjlBlock.InitialiserCall(
                rule,
                "training",
                reached,
                BlockMethods.written(selector),
                null,
                Set.of(),
                in.moment(),
                s.site()));
      }
    }
  }

  /** Name of the loss and whether it takes logits; null when it is not known. */
  String loss() {
    return loss instanceof DjlObject o ? o.type() : null;
  }

  boolean lossTakesLogits() {
    if (!(loss instanceof DjlObject o)
        || !o.type().toLowerCase(java.util.Locale.ROOT).contains("softmaxcrossentropy")) {
      return false;
    }
    Object last = o.args().isEmpty() ? null : o.args().get(o.args().size() - 1);
    boolean long_ = o.args().size() >= 4;
    return !long_ || !Boolean.FALSE.equals(last);
  }

  /** The optimiser, its rate and its warm-up; Adam with rate 0.001 when none is set. */
  SourceFact fact() {
    Recorder.Setting set = settings.last("optOptimizer");
    if (set == null) {
      return new SourceFact.Training("adam", Expr.of(1e-3), true, null, null, null, site.range());
    }
    if (!(set.value() instanceof DjlObject o)) {
      return new SourceFact.Training(
          Values.describe(set.value()), null, false, null, null, null, set.site().lastCall());
    }
    Object tracker = o.settings().value("optLearningRateTracker", "setLearningRateTracker");
    Expr rate = tracker == null ? Expr.of(1e-3) : null;
    Expr warmUp = null;
    if (tracker instanceof DjlObject t) {
      if (t.type().toLowerCase(java.util.Locale.ROOT).startsWith("warmup")) {
        warmUp = t.settings().size("optWarmUpSteps");
        rate = rateOf(t.settings().value("setMainTracker"));
      } else if (t.type().toLowerCase(java.util.Locale.ROOT).startsWith("cyclical")) {
        Expr up = t.settings().size("optStepSizeUp");
        warmUp = up == null ? Expr.of(CYCLE_UP) : up;
        rate = t.settings().size("optMaxValue", "setMaxValue");
      } else {
        rate = rateOf(t);
      }
    }
    double clip = o.settings().real(-1, "optClipGrad");
    return new SourceFact.Training(
        o.type().toLowerCase(java.util.Locale.ROOT),
        rate,
        tracker == null,
        warmUp,
        clip > 0 ? Expr.of(clip) : null,
        o.settings().size("optEpsilon"),
        set.site().lastCall());
  }

  private static Expr rateOf(Object tracker) {
    if (!(tracker instanceof DjlObject t)) {
      return null;
    }
    if (!t.args().isEmpty()) {
      return Values.asExpr(t.args().get(0));
    }
    return t.settings().size("setBaseValue");
  }
}
