package dev.initlint.verify.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.initlint.graph.Node;
import dev.initlint.moment.Belief;
import dev.initlint.op.Operators;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every operator's moments: a real pass agrees, forward and backward. */
class AgreementTest {
  static List<Case> cases() {
    return Stream.of(
            ElementwiseCases.all(),
            StructureCases.all(),
            MapCases.all(),
            NormCases.all(),
            AttentionCases.all(),
            FrameCases.all(),
            EmbeddingCases.all(),
            PickedCases.all(),
            SharedDrawCases.all(),
            LawCases.all(),
            ScanCases.all())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void predictionAgreesWithMeasurement(Case subject) {
    assertThat(Agreement.differences(subject)).isEmpty();
  }

  static List<Spellings> spellings() {
    return Spellings.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("spellings")
  void operatorAgreesWithItsParts(Spellings s) {
    Propagation fused = propagation(s.fused());
    Propagation written = propagation(s.written());
    assertThat(output(fused)).isCloseTo(output(written), withinPercentage(1e-6));
    assertThat(atInput(fused)).isCloseTo(atInput(written), withinPercentage(1e-6));
  }

  private static Propagation propagation(Net net) {
    return Propagation.of(net.graph(), new Assumptions(Map.of("batch", 4L), Map.of()));
  }

  private static double output(Propagation p) {
    String name = p.graph().outputs().get(0).name();
    assertThat(p.beliefs().get(name)).isInstanceOf(Belief.Known.class);
    return p.signal(name).stat().in(p.evaluation()).secondMoment();
  }

  /** The gradient at the input; at the first weight where the inputs are tokens. */
  private static double atInput(Propagation p) {
    return p.signal("x") == null
        ? p.weightGradient("w0").in(p.evaluation())
        : p.gradient(p.signal("x")).in(p.evaluation()).secondMoment();
  }

  /**
   * Operators that verify does not run: recurrent layers are held against layers that are run in
   * CellPathsTest, maps along positions in LagsTest, integers against their real meaning in
   * QuantisedOpsTest; noise is its own definition; TopK is predicted by averages over draws.
   */
  private static final Set<String> WITHOUT_KERNEL =
      Set.of(
          "DFT",
          "GRU",
          "LSTM",
          "RNN",
          "QuantizeLinear",
          "DequantizeLinear",
          "DynamicQuantizeLinear",
          "MatMulInteger",
          "ConvInteger",
          "QLinearAdd",
          "QLinearConv",
          "QLinearMatMul",
          "QLinearMul",
          "RandomNormalLike",
          "RandomUniformLike",
          "TopK");

  /** Operators whose results are indices or a choice, with no moments to hold against a pass. */
  private static final Set<String> WITHOUT_SIGNAL =
      Set.of(
          "ArgMax", // an index
          "ArgMin", // an index
          "NonZero", // indices
          "If"); // one branch passes the whole gradient, where half of it to each is predicted

  @Test
  void everyOperatorHasACase() {
    Stream<Net> nets =
        Stream.concat(cases().stream().map(Case::net), spellings().stream().map(Spellings::fused));
    Set<String> covered =
        nets.flatMap(n -> n.graph().nodes().stream()).map(Node::op).collect(Collectors.toSet());
    Set<String> missing = new TreeSet<>(Operators.names());
    missing.removeAll(covered);
    missing.removeAll(WITHOUT_KERNEL);
    missing.removeAll(WITHOUT_SIGNAL);
    assertThat(missing).as("operators without a case").isEmpty();
  }
}
