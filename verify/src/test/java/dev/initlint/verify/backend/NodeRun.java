package dev.initlint.verify.backend;

import dev.initlint.gaussian.OutOfRange;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Parsed;
import dev.initlint.graph.Value;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Defect;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.NotKnown;
import dev.initlint.onnx.schema.TensorProto;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.shape.Array;
import dev.initlint.verify.Estimate;
import dev.initlint.verify.InputLaw;
import dev.initlint.verify.Measured;
import dev.initlint.verify.Refused;
import dev.initlint.verify.VerifySettings;
import dev.initlint.verify.backend.NodeResult.Kernel;
import dev.initlint.verify.backend.NodeResult.Prediction;
import dev.initlint.verify.engine.Observer;
import dev.initlint.verify.engine.Pass;
import dev.initlint.verify.engine.Ties;
import dev.initlint.verify.measure.Verification;
import dev.initlint.verify.measure.Weights;
import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds one node test against the reader, the kernels and the predictions: the kernels against the
 * test's own data, element by element; predictions, under normal inputs of the mean and deviation
 * of the data, against passes of those kernels, and where everything is constant against the data
 * itself.
 */
final class NodeRun {
  private static final int DRAWS = 24;

  /** Of a dozen elements or so, the moments of a draw are not those of many. */
  private static final double SHARE = 0.15;

  private final NodeCase subject;
  private final Path scratch;
  private final StringBuilder detail = new StringBuilder();

  private NodeRun(NodeCase subject, Path scratch) {
    this.subject = subject;
    this.scratch = scratch;
  }

  static NodeResult of(NodeCase subject, Path scratch) throws IOException {
    NodeRun run = new NodeRun(subject, scratch);
    Kernel kernel = run.kernel();
    Prediction prediction = run.prediction(kernel != Kernel.NOT_RUN);
    return new NodeResult(subject.name(), kernel, prediction, run.detail.toString());
  }

  private Kernel kernel() throws IOException {
    if (!(subject.read(scratch) instanceof Parsed.Model m)) {
      detail.append("not read; ");
      return Kernel.NOT_RUN;
    }
    if (subject.outputs() != null && subject.outputs().stream().anyMatch(NodeCase::isTiny)) {
      detail.append("reals of eight bits or fewer are kept as reals; ");
      return Kernel.NOT_RUN;
    }
    if (subject.isRandom()) {
      detail.append("draws of another generator; ");
      return Kernel.NOT_RUN;
    }
    if (subject.inputs() == null || subject.outputs() == null) {
      detail.append("not tensors; ");
      return Kernel.NOT_RUN;
    }
    Graph graph = m.graph();
    try (Machine machine = Machine.of(Arena.Precision.DOUBLE, 1, Long.MAX_VALUE)) {
      Map<String, Tensor> inputs = NodeCase.held(subject.inputs(), machine.arena(), scratch);
      Map<String, Tensor> expected = NodeCase.held(subject.outputs(), machine.arena(), scratch);
      if (inputs.size() < subject.inputs().size() || expected.size() < subject.outputs().size()) {
        detail.append("data of a type that is not read; ");
        return Kernel.NOT_RUN;
      }
      Map<String, Tensor> constants = new LinkedHashMap<>();
      for (Value v : graph.outputs()) {
        if (graph.weights().containsKey(v.name())) {
          constants.put(v.name(), machine.arena().read(graph.weights().get(v.name()).data()));
        }
      }
      Pass pass = new Pass(graph, machine, false, Ties.NONE, 0, new Observer() {});
      pass.forward(inputs, new Weights(graph, VerifySettings.defaults(), machine).draw(0));
      if (!pass.notRun().isEmpty()) {
        detail.append(pass.notRun().get(0).reason()).append("; ");
        return Kernel.NOT_RUN;
      }
      return equal(pass, expected, constants) ? Kernel.EQUAL : Kernel.DIFFERS;
    }
  }

  private boolean equal(Pass pass, Map<String, Tensor> expected, Map<String, Tensor> constants) {
    for (Map.Entry<String, Tensor> e : expected.entrySet()) {
      Tensor got = pass.value(e.getKey());
      if (got == null) {
        got = constants.get(e.getKey());
      }
      if (got == null || !same(got.doubles(), e.getValue().doubles(), precision(e.getKey()))) {
        detail
            .append(e.getKey())
            .append(" is ")
            .append(got == null ? "absent" : few(got.doubles()))
            .append(" and should be ")
            .append(few(e.getValue().doubles()))
            .append("; ");
        return false;
      }
      if (!Arrays.equals(got.dims(), e.getValue().dims())) {
        detail.append(e.getKey()).append(" has shape ").append(Arrays.toString(got.dims()));
        return false;
      }
    }
    return true;
  }

  /** Relative steps of an output's type, which kernels that compute in double do not make. */
  private double precision(String output) {
    for (TensorProto t : subject.outputs()) {
      if (t.getName().equals(output)) {
        return switch (t.getDataType()) {
          case 16 -> 1e-2;
          default -> 2e-3;
        };
      }
    }
    return 0;
  }

  /** As ONNX's own runner, which allows 1e-3 relative and 1e-7. */
  private static boolean same(double[] a, double[] b, double relative) {
    boolean same = a.length == b.length;
    for (int i = 0; same && i < a.length; i++) {
      same =
          Double.compare(a[i], b[i]) == 0
              || Math.abs(a[i] - b[i]) <= 1e-7 + relative * Math.abs(b[i]);
    }
    return same;
  }

  private static String few(double[] x) {
    return Arrays.toString(Arrays.copyOf(x, Math.min(6, x.length)));
  }

  private Prediction prediction(boolean runs) throws IOException {
    if (subject.inputs() == null || subject.outputs() == null || !subject.isFinite(scratch)) {
      return Prediction.UNKNOWN;
    }
    Prediction drawn = prediction(subject.constant(false, scratch), runs);
    Prediction stored =
        subject.hasFewWeights() ? drawn : prediction(subject.constant(true, scratch), runs);
    for (Prediction p : Prediction.values()) {
      // what one of both predicts wrongly is wrong
      Prediction at =
          p == Prediction.CONFIRMED
              ? Prediction.OFF
              : p == Prediction.OFF ? Prediction.CONFIRMED : p;
      if (drawn == at || stored == at) {
        return at;
      }
    }
    return Prediction.UNKNOWN;
  }

  private Prediction prediction(Parsed parsed, boolean runs) {
    if (!(parsed instanceof Parsed.Model m)) {
      return Prediction.UNKNOWN;
    }
    Graph graph = m.graph();
    Map<String, InputLaw> drawn = new LinkedHashMap<>();
    Map<String, dev.initlint.propagate.InputLaw> assumed = new LinkedHashMap<>();
    for (TensorProto t : subject.inputs()) {
      if (graph.inputs().stream().anyMatch(v -> v.name().equals(t.getName()))) {
        double[] law = law(t);
        drawn.put(t.getName(), new InputLaw.Normal(law[0], law[1]));
        assumed.put(t.getName(), new dev.initlint.propagate.InputLaw.Normal(law[0], law[1]));
      }
    }
    Propagation p = Propagation.of(graph, new Assumptions(Map.of(), assumed));
    Evaluation e = p.evaluation();
    boolean known = false;
    Measured measured = null;
    for (Value output : graph.outputs()) {
      Belief belief = p.beliefs().get(output.name());
      if (belief instanceof Belief.Unknown u) {
        detail.append(u.reason()).append("; ");
        return Prediction.UNKNOWN;
      } else if (belief instanceof Belief.Fixed f) {
        if (!fixed(output.name(), f.array())) {
          return Prediction.OFF;
        }
        known = true;
      } else if (belief instanceof Belief.Known k) {
        if (!runs) {
          return Prediction.UNCHECKED;
        }
        measured = measured == null ? measure(graph, drawn) : measured;
        double predicted = secondMoment(k, e);
        if (!Double.isFinite(predicted)) {
          detail.append("no finite figure; ");
          return Prediction.UNKNOWN;
        }
        if (!agrees(output.name(), predicted, measured)) {
          return Prediction.OFF;
        }
        known = true;
      }
    }
    return known ? Prediction.CONFIRMED : Prediction.UNKNOWN;
  }

  /** NaN where the evaluation says that it is not known. */
  private double secondMoment(Belief.Known known, Evaluation e) {
    try {
      return known.signal().stat().in(e).secondMoment();
    } catch (Defect defect) {
      throw defect;
    } catch (NotKnown | OutOfRange reason) {
      detail.append(reason.getMessage()).append("; ");
      return Double.NaN;
    }
  }

  private static Measured measure(Graph graph, Map<String, InputLaw> drawn) {
    VerifySettings settings =
        VerifySettings.defaults()
            .withDraws(DRAWS)
            .withInputs(drawn)
            .withThreads(1)
            .withBackward(false);
    try {
      return Verification.run(graph, settings);
    } catch (Refused r) {
      return null;
    }
  }

  private boolean fixed(String name, Array array) {
    for (int i = 0; i < subject.outputs().size(); i++) {
      TensorProto t = subject.outputs().get(i);
      if (t.getName().equals(name)) {
        double[] expected = elements(t);
        if (!same(array.toDoubles(), expected, precision(name))) {
          detail.append(
              name + " folds to " + few(array.toDoubles()) + " and is " + few(expected) + "; ");
          return false;
        }
      }
    }
    return true;
  }

  private boolean agrees(String name, double predicted, Measured measured) {
    if (measured == null) {
      return true;
    }
    for (Measured.ValueFigures v : measured.values()) {
      if (v.name().equals(name) && v.secondMoment() != null) {
        Estimate q = v.secondMoment();
        double error = Double.isNaN(q.standardError()) ? 0 : q.standardError();
        if (!(Math.abs(predicted - q.mean()) <= 4 * error + SHARE * q.mean() + 1e-9)) {
          detail.append(
              String.format(
                  "%s predicted %.4g, measured %.4g ± %.2g; ", name, predicted, q.mean(), error));
          return false;
        }
      }
    }
    return true;
  }

  /** Mean and deviation of the elements. */
  private double[] law(TensorProto t) {
    double[] x = elements(t);
    double mean = Arrays.stream(x).filter(Double::isFinite).average().orElse(0);
    double variance =
        Arrays.stream(x)
            .filter(Double::isFinite)
            .map(v -> (v - mean) * (v - mean))
            .average()
            .orElse(1);
    return new double[] {mean, Math.sqrt(variance)};
  }

  private double[] elements(TensorProto t) {
    try (Machine machine = Machine.of(Arena.Precision.DOUBLE, 1, Long.MAX_VALUE)) {
      Tensor held = NodeCase.held(java.util.List.of(t), machine.arena(), scratch).get(t.getName());
      return held == null ? new double[0] : held.doubles();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
