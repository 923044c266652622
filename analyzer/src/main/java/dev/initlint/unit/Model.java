package dev.initlint.unit;

import dev.initlint.gaussian.ScalarFunction;
import dev.initlint.graph.Node;
import dev.initlint.graph.Weight;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.NotKnown;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.PlainFormula;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.moment.Stat;
import dev.initlint.op.Norm;
import dev.initlint.propagate.Formulas;
import dev.initlint.propagate.Head;
import dev.initlint.propagate.Propagation;
import dev.initlint.source.SourceFact;
import dev.initlint.source.SourceModel;
import dev.initlint.symbol.Expr;
import dev.initlint.training.Training;
import dev.initlint.weight.InitialisationVerdict;
import dev.initlint.weight.Vote;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The composite units of a propagated model, and its figures. A figure that cannot be had is null:
 * nothing follows from it.
 */
public final class Model {
  private static final Pattern ITEM = Pattern.compile("getitem(_\\d+)?");

  private static final Pattern FOLDED = Pattern.compile("onnx::Conv_\\d+");

  private final Propagation propagation;
  private final SourceModel source;
  private final Training training;
  private final Evaluation evaluation;
  private final Signals signals;
  private final Map<Signal, LinearSite> bySignal;
  private final List<LinearSite> linears;
  private final List<AttentionSite> attentions;
  private final List<NormSite> norms;
  private final List<EmbeddingSite> embeddings;
  private final List<Stream> streams;
  private final Scoring scoring;
  private final List<Head> heads;
  private List<ParameterSite> parameters;
  private Model narrower;

  private Model(Propagation p, SourceModel source, Training stated) {
    propagation = p;
    this.source = source;
    evaluation = p.evaluation();
    signals = Signals.of(p);
    bySignal = Linears.of(signals);
    linears = Linears.inOrder(signals, bySignal);
    attentions = Attentions.of(signals, bySignal);
    norms = Norms.of(p, signals);
    embeddings = Embeddings.of(signals);
    streams = Streams.of(signals, bySignal);
    scoring = Scoring.of(source);
    heads = scoring.classifying(p.heads());
    training = stated.or(seen());
  }

  /** Walks a propagation once. */
  public static Model of(Propagation p) {
    return new Model(p, null, Training.UNSTATED);
  }

  /** Walks the propagation of a model that source defines. */
  public static Model of(Propagation p, SourceModel source) {
    return new Model(p, Objects.requireNonNull(source), Training.UNSTATED);
  }

  /** The same model for somebody who says how it will be trained, which goes before its source. */
  public Model trained(Training stated) {
    return stated.isStated()
        ? new Model(propagation, source, stated.or(training)).beside(narrower)
        : this;
  }

  /** The source that defines the model; empty for a model file. */
  public Optional<SourceModel> source() {
    return Optional.ofNullable(source);
  }

  /** What source says of the model beyond its graph, of one kind; empty for a model file. */
  public <F extends SourceFact> List<F> facts(Class<F> kind) {
    return source == null
        ? List.of()
        : source.facts().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /**
   * The same model beside one of its kind of a lesser width.
   *
   * @param other or null where there is none
   */
  public Model beside(Model other) {
    if (other == null) {
      return this;
    }
    Model pair = new Model(propagation, source, training);
    pair.narrower = other;
    return pair;
  }

  /** The model of a lesser width that this one is compared with. */
  public Optional<Model> narrower() {
    return Optional.ofNullable(narrower);
  }

  /** How the model will be trained: what somebody said, and of the rest what source shows. */
  public Training training() {
    return training;
  }

  private Training seen() {
    List<SourceFact.Training> facts = facts(SourceFact.Training.class);
    if (facts.isEmpty()) {
      return Training.UNSTATED;
    }
    SourceFact.Training t = facts.get(0);
    double rate = seen(t.learningRate());
    double steps = seen(t.warmUpSteps());
    double clip = seen(t.gradientClip());
    double epsilon = seen(t.epsilon());
    boolean plain = t.warmUpSteps() == null && rate > 0;
    return new Training(
        t.optimizer(),
        rate > 0 && rate < 1e6 ? Double.valueOf(rate) : null,
        t.warmUpSteps() != null ? Long.valueOf(steps >= 1 ? (long) steps : 1) : plain ? 0L : null,
        clip > 0 ? Double.valueOf(clip) : null,
        null,
        null,
        epsilon >= 0 ? Double.valueOf(epsilon) : null,
        t.range());
  }

  private double seen(Expr e) {
    double number = e == null ? Double.NaN : number(e);
    return Double.isFinite(number) ? number : Double.NaN;
  }

  public Propagation propagation() {
    return propagation;
  }

  /** Attentions in order. */
  public List<AttentionSite> attentions() {
    return attentions;
  }

  /** Norms over features in order. */
  public List<NormSite> norms() {
    return norms;
  }

  /** Token embeddings in order. */
  public List<EmbeddingSite> embeddings() {
    return embeddings;
  }

  /** Residual streams in the order in which they begin. */
  public List<Stream> streams() {
    return streams;
  }

  /** Linear maps in order. */
  public List<LinearSite> linears() {
    return linears;
  }

  /** Outputs that score classes or tokens, as far as source says what they are scored by. */
  public List<Head> heads() {
    return heads;
  }

  /**
   * Whether source says by nothing what a head is for: by no loss, by no softmax, and not by as
   * many outputs as there are tokens that the model reads.
   */
  public boolean isUnscored(Head head) {
    double classes = number(head.classes());
    return scoring.isUnstated(head)
        && embeddings.stream().noneMatch(e -> e.table().dims()[0] == classes);
  }

  /**
   * Every real-valued tensor whose entries or law are known, with what it is for. It needs no
   * figures: operators that are not modelled hide none.
   */
  public List<ParameterSite> parameters() {
    if (parameters == null) {
      parameters = ParameterSites.of(propagation.graph(), propagation.weights());
    }
    return parameters;
  }

  /** Weights that are zero and that no gradient ever reaches because another zero is in the way. */
  public List<String> deadWeights() {
    return ZeroFlow.dead(propagation.graph(), propagation.weights());
  }

  /**
   * Whether exporting folded a batch norm into this convolution, so that in training a norm stands
   * there. PyTorch's older exporter computes both kernel and bias then and names them by the
   * operator; the newer one leaves the output the name of the norm's, which was one of several. And
   * a kernel of draws with a factor for each channel, beside a bias, tells it of random gains.
   */
  public boolean isFoldedNorm(LinearSite site) {
    Node node = site == null ? null : site.place().node();
    return node != null
        && node.op().equals("Conv")
        && (ITEM.matcher(node.output()).matches()
            || FOLDED.matcher(node.input(1)).matches() && FOLDED.matcher(node.input(2)).matches()
            || node.hasInput(2)
                && site.weight().facts() != null
                && Vote.isScaledByChannel(site.weight().facts()));
  }

  /**
   * Whether exporting folded away a batch norm on the way to a signal, so that in training its size
   * is another.
   */
  public boolean isBehindFoldedNorm(Signal s) {
    return linears.stream().anyMatch(l -> isFoldedNorm(l) && dependsOn(s, l.output()));
  }

  /**
   * Whether the weights may as well be trained: the file holds them, and too few to tell. Nothing
   * is said then of what only holds before training.
   */
  public boolean mayBeTrained() {
    boolean told = propagation.verdict().state() != InitialisationVerdict.State.UNDECIDED;
    return !told
        && propagation.weights().keySet().stream()
            .noneMatch(w -> w.dims().length > 1 && w.source() instanceof Weight.Drawn);
  }

  /** Where a signal stands. */
  public Place place(Signal s) {
    return signals.place(s);
  }

  /** Whether {@code s} was computed from {@code from}. */
  public boolean dependsOn(Signal s, Signal from) {
    return signals.upstream(s, signals.index(from)).contains(from);
  }

  /** The nearest norm that {@code s} is no more than a gain, shift or rearrangement of, or null. */
  public Norm.Normalised normOf(Signal s) {
    Signal at = s;
    while (at != null) {
      if (at.unit() instanceof Norm.Normalised n) {
        return n;
      }
      at = signals.before(at);
    }
    return null;
  }

  /** The signal that {@code s} rearranges, rescales or shifts, as far up as that goes. */
  public Signal origin(Signal s) {
    Signal at = s;
    for (Signal up = signals.before(at); up != null; up = signals.before(at)) {
      at = up;
    }
    return at;
  }

  /** The product of the scalars that multiply {@link #origin} on the way to {@code s}. */
  public double factor(Signal s) {
    double factor = 1;
    Signal at = s;
    for (Signal up = signals.before(at); up != null; up = signals.before(at)) {
      factor *= at.view() == null ? 1 : at.view().slope(1);
      at = up;
    }
    return factor;
  }

  /** The linear map that makes {@code s} but for rearrangements and biases, or null. */
  public LinearSite linear(Signal s) {
    return bySignal.get(origin(s));
  }

  /** A figure, or null when it cannot be had. */
  public <T> T figure(Quantity<T> q) {
    return evaluation.orNull(q);
  }

  /** The number of an expression, or NaN when it cannot be had. */
  public double number(Expr e) {
    try {
      return evaluation.number(e);
    } catch (NotKnown x) {
      return Double.NaN;
    }
  }

  /** A formula as it is printed: without what is zero or one in this model. */
  public Expr plain(Expr formula) {
    try {
      return PlainFormula.of(formula, evaluation);
    } catch (NotKnown e) {
      return formula;
    }
  }

  /** The same with the numbers of what stands in it; null where one of them is not known. */
  public Formulas.Printed printed(Expr formula) {
    try {
      return new Formulas(propagation, evaluation).printed(formula);
    } catch (NotKnown e) {
      return null;
    }
  }

  /** Second moment of a signal, or NaN. */
  public double secondMoment(Signal s) {
    Stat stat = figure(s.stat());
    return stat == null ? Double.NaN : stat.secondMoment();
  }

  /** Second moment of the gradient at a signal, or NaN. */
  public double gradient(Signal s) {
    Stat stat = figure(propagation.gradient(s));
    return stat == null ? Double.NaN : stat.secondMoment();
  }

  /** Second moment of an entry of a weight's gradient, or NaN. */
  public double weightGradient(ParameterFacts w) {
    Double g = figure(propagation.weightGradient(w.usedName()));
    return g == null ? Double.NaN : g;
  }

  /** Standard deviation of a weight's entries, or NaN. */
  public double std(ParameterFacts w) {
    return Math.sqrt(number(w.variance()));
  }

  /** Cosine between two positions of a sample, or NaN where there is but one. */
  public double cosine(Signal s) {
    Stat stat = figure(s.stat());
    return stat == null || stat.layout().positions() < 2 || !(stat.secondMoment() > 0)
        ? Double.NaN
        : stat.tokenOverlap() / stat.secondMoment();
  }

  /** Whether a function is x times a number. */
  public static boolean isLinear(ScalarFunction f) {
    return Signals.isLinear(f);
  }
}
