package dev.initlint.engine;

import dev.initlint.graph.Dim;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.law.Law;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Trace;
import dev.initlint.propagate.Tracing;
import dev.initlint.symbol.Expr;
import dev.initlint.verify.Comparison;
import dev.initlint.verify.InputLaw;
import dev.initlint.verify.Measured;
import dev.initlint.verify.NpyFile;
import dev.initlint.verify.Refused;
import dev.initlint.verify.VerifySettings;
import dev.initlint.verify.measure.Inputs;
import dev.initlint.verify.measure.Verification;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;

/** Propagates a model, runs it under the same assumptions, and puts the figures side by side. */
final class ModelVerification {
  private final Graph graph;
  private final VerifyRequest request;
  private final Map<String, Long> dims = new LinkedHashMap<>();
  private final Map<String, dev.initlint.propagate.InputLaw> assumed = new LinkedHashMap<>();
  private final Map<String, InputLaw> drawn = new LinkedHashMap<>();
  private final Map<String, Long> shared = new LinkedHashMap<>();

  private ModelVerification(Graph graph, Assumptions given, VerifyRequest request) {
    this.graph = graph;
    this.request = request;
    dims.putAll(given.dims());
    shared.putAll(given.dims());
    assumed.putAll(given.inputs());
    given.inputs().forEach((name, law) -> drawn.put(name, drawn(law)));
  }

  /**
   * Predicts and measures.
   *
   * @param name what reports call the model
   * @param told adds to the trace what is to be told of the file
   * @throws SettingsException if a setting does not fit the model, or it cannot be run at all
   */
  static MeasuredTrace of(
      Graph graph,
      String name,
      Assumptions given,
      VerifyRequest request,
      UnaryOperator<Trace> told) {
    ModelVerification v = new ModelVerification(graph, given, request);
    request.data().forEach(v::give);
    Propagation p = Propagation.of(graph, new Assumptions(v.dims, v.assumed));
    p.premises().forEach((input, n) -> v.drawn.putIfAbsent(input, new InputLaw.Constant(n)));
    try {
      return v.beside(p, name, told).doubting(p.damaged());
    } catch (Refused e) {
      throw new SettingsException(name + ": " + e.getMessage());
    }
  }

  /** Predicts while the model is measured: what is to be drawn is known before either. */
  private MeasuredTrace beside(Propagation p, String name, UnaryOperator<Trace> told) {
    Map<String, Law> laws = laws(p);
    VerifySettings settings = settings(request.redraw() ? laws : Map.of());
    try (Measuring measuring = new Measuring(graph, settings)) {
      Trace trace = told.apply(Tracing.of(p, name, Map.of()));
      return judge(trace, measuring.await(), settings, laws);
    }
  }

  /**
   * Predictions are means over weight draws. Where a file's own draw is not within their
   * tolerances, it does not tell whether they or the draw are at fault, so that others are
   * measured: the predictions must hold for the mean of those, and the file's own must be like
   * them.
   */
  private MeasuredTrace judge(
      Trace trace, Measured measured, VerifySettings settings, Map<String, Law> laws) {
    Predictions predictions = Predictions.of(trace);
    Comparison once = predictions.with(measured);
    boolean complete = measured.conditions().complete();
    if (measured.conditions().seeds() > 1) {
      String over = ", over " + measured.conditions().seeds() + " weight draws";
      return SideBySide.of(trace, measured, once, confirmed(once) ? over : "", null, false);
    }
    if (once.isWithinTolerance() || isDrawn() || laws.isEmpty() || isAlone() || !complete) {
      return SideBySide.of(trace, measured, once, "", null, false);
    }
    Measured others =
        Verification.run(graph, settings.withRedraw(laws).withSeeds(asked(), 1).withDraws(1));
    if (!others.conditions().complete()) {
      return SideBySide.of(trace, measured, once, "", others, false);
    }
    Comparison mean = predictions.with(others);
    Comparison own = predictions.with(measured, others);
    if (!confirmed(mean)) {
      return SideBySide.of(trace, measured, mean, "", others, true);
    }
    if (!confirmed(own)) {
      return SideBySide.of(trace, measured, own, "", others, false);
    }
    String over = ", over " + asked() + " weight draws that the stored one is like";
    return SideBySide.of(trace, measured, mean, over, others, true);
  }

  private static boolean confirmed(Comparison c) {
    return c.verdict() instanceof Comparison.Verdict.Confirmed;
  }

  /** Weight draws where weights are drawn. */
  private int asked() {
    return request.seeds() > 0 ? request.seeds() : VerifyRequest.SEEDS;
  }

  /** Whether stored weights are not to be held against other draws. */
  private boolean isAlone() {
    return asked() == 1 || request.seeds() == VerifyRequest.NO_VERDICT;
  }

  private boolean isDrawn() {
    return request.redraw() || hasDrawnWeights();
  }

  private boolean hasDrawnWeights() {
    return graph.weights().values().stream().anyMatch(w -> w.source() instanceof Weight.Drawn);
  }

  private static InputLaw drawn(dev.initlint.propagate.InputLaw law) {
    if (law instanceof dev.initlint.propagate.InputLaw.Normal n) {
      return new InputLaw.Normal(n.mean(), n.std());
    }
    if (law instanceof dev.initlint.propagate.InputLaw.Constant c) {
      return new InputLaw.Constant(c.value());
    }
    double tokens = ((dev.initlint.propagate.InputLaw.Tokens) law).vocabulary();
    if (tokens > Integer.MAX_VALUE) {
      throw new SettingsException("tokens(" + (long) tokens + "): at most 2147483647 are drawn");
    }
    return new InputLaw.Tokens((int) tokens, false);
  }

  /** Data of an input: its extents hold for the model, its mean and deviation are assumed. */
  private void give(String input, Path file) {
    Value value =
        graph.inputs().stream()
            .filter(v -> v.name().equals(input))
            .findFirst()
            .orElseThrow(() -> StandardEngine.noInput(graph, input));
    InputLaw.Given data = read(file);
    if (!value.type().isReal() && DoubleStream.of(data.elements()).anyMatch(x -> x % 1 != 0)) {
      throw new SettingsException(
          "input " + input + " holds integers and " + file + " fractions; write x.astype('int64')");
    }
    if (value.shape() != null) {
      bind(value, data.dims());
    }
    drawn.put(input, data);
    if (value.type().isReal()) {
      double mean = 0;
      double square = 0;
      for (double x : data.elements()) {
        mean += x / data.elements().length;
        square += x * x / data.elements().length;
      }
      double std = Math.sqrt(Math.max(0, square - mean * mean));
      assumed.put(input, new dev.initlint.propagate.InputLaw.Normal(mean, std));
    }
  }

  private static InputLaw.Given read(Path file) {
    InputLaw.Given data;
    try {
      data = NpyFile.read(file);
    } catch (Refused e) {
      throw new SettingsException(e.getMessage());
    }
    if (data.elements().length == 0) {
      throw new SettingsException(file + " holds no element; at least one sample is needed");
    }
    if (!DoubleStream.of(data.elements()).allMatch(Double::isFinite)) {
      throw new SettingsException(file + " holds NaN or infinity; every element must be finite");
    }
    return data;
  }

  private void bind(Value value, int[] extents) {
    List<Dim> declared = value.shape();
    boolean fits = declared.size() == extents.length;
    for (int axis = 0; fits && axis < extents.length; axis++) {
      long extent = extents[axis];
      if (declared.get(axis) instanceof Dim.Fixed f && f.size() >= 0) {
        fits = f.size() == extent;
      } else if (declared.get(axis) instanceof Dim.Named n && !n.name().isBlank()) {
        dims.put(n.name().strip(), extent);
        shared.put(n.name().strip(), extent);
      } else {
        dims.put(value.name() + "[" + axis + "]", extent);
      }
    }
    if (!fits) {
      throw new SettingsException(
          "input "
              + value.name()
              + " has the shape "
              + declared
              + " and its file "
              + Arrays.toString(extents));
    }
  }

  private VerifySettings settings(Map<String, Law> redraw) {
    VerifySettings settings =
        VerifySettings.defaults()
            .withDraws(draws())
            .withSeeds(isDrawn() ? asked() : 1, 0)
            .withThreads(request.threads())
            .withInputs(drawn)
            .withDims(shared)
            .withRedraw(redraw)
            .reporting(request.progress(), request.cancelled());
    if (request.memory() > 0) {
      settings = settings.withMemory(request.memory());
    }
    return request.zipf() ? settings.withInputs(byZipf(settings)) : settings;
  }

  private int draws() {
    return request.draws() > 0 ? request.draws() : isDrawn() ? 1 : VerifyRequest.DRAWS;
  }

  /** Where tokens would be uniform, they follow Zipf's law. */
  private Map<String, InputLaw> byZipf(VerifySettings settings) {
    Map<String, InputLaw> laws = new HashMap<>(new Inputs(graph, settings).laws());
    laws.replaceAll(
        (name, law) ->
            law instanceof InputLaw.Tokens t ? new InputLaw.Tokens(t.vocabulary(), true) : law);
    return laws;
  }

  /**
   * The recognised laws of stored weights that can be drawn from, with the variance that the
   * predictions take. Vectors that constants are computed from stay: predictions take their entries
   * for what they are.
   */
  private static Map<String, Law> laws(Propagation p) {
    Evaluation e = p.evaluation();
    Set<String> folded = new HashSet<>();
    for (Node node : p.graph().nodes()) {
      if (p.beliefs().get(node.output()) instanceof Belief.Fixed) {
        folded.addAll(node.inputs());
      }
    }
    Map<String, Law> laws = new LinkedHashMap<>();
    for (Map.Entry<String, Weight> w : p.graph().weights().entrySet()) {
      ParameterFacts facts = p.weights().get(w.getValue());
      boolean entries = w.getValue().dims().length < 2 && folded.contains(w.getKey());
      if (facts != null && facts.isRandom() && !entries) {
        Law law = facts.law();
        Expr variance = Expr.of(e.number(facts.variance()));
        laws.put(
            w.getKey(), new Law(law.family(), law.name(), law.mean(), variance, law.confidence()));
      }
    }
    return laws;
  }
}
