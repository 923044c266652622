package dev.initlint.verify.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Value;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.InputLaw;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Trace;
import dev.initlint.propagate.Tracing;
import dev.initlint.testkit.FormulaText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every printed formula, worked out from its text and its symbols, is the figure beside it. */
class FormulaContractTest {
  static Stream<Case> cases() {
    List<Case> fused =
        Spellings.all().stream()
            .map(s -> new Case(s + ", fused", s.fused(), 0, null, java.util.Set.of()))
            .toList();
    return Stream.concat(AgreementTest.cases().stream(), fused.stream());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void formulasGiveTheirFigures(Case subject) {
    assertThat(violations(subject.net().graph())).isEmpty();
  }

  /** Values whose formula is missing, states only itself, or gives another figure. */
  static List<String> violations(Graph graph) {
    Map<String, InputLaw> laws = new LinkedHashMap<>();
    for (Value input : graph.inputs()) {
      if (!input.type().isReal()) {
        laws.put(input.name(), new InputLaw.Tokens(20));
      }
    }
    Propagation p = Propagation.of(graph, new Assumptions(Map.of("batch", 4L), laws));
    List<String> all = new ArrayList<>();
    for (Trace.ValueRow row : Tracing.of(p, "", Map.of()).values()) {
      if (p.signal(row.name()) != null && row.secondMoment() != null) {
        check(row, all);
      }
    }
    return all;
  }

  private static void check(Trace.ValueRow row, List<String> violations) {
    String what = row.op() + " " + row.name() + ": " + row.formula();
    if (row.formula() == null || row.formula().equals("q")) {
      violations.add(what + " states nothing");
      return;
    }
    double v = FormulaText.value(row.formula(), row.symbols());
    if (!(Math.abs(v - row.secondMoment()) <= 0.01 * Math.abs(row.secondMoment()))) {
      violations.add(what + " gives " + v + " for " + row.secondMoment() + " by " + row.symbols());
    }
  }

  @Test
  void formulasAreWorkedOutAsTheyRead() {
    Map<String, Double> symbols =
        Map.of("n", 4.0, "var(n)", 0.5, "E[f²](n)", 3.0, "q[a/b]", 2.0, "q", 100.0);
    assertThat(FormulaText.value("n·var(n)·q[a/b] + E[f²](n)", symbols)).isEqualTo(7);
    assertThat(FormulaText.value("√n·q[a/b]²/(n·n) − 1e-05", symbols))
        .isCloseTo(0.49999, within(1e-9));
    assertThat(FormulaText.value("-1/(n − 1) + 2^3", symbols)).isCloseTo(8 - 1 / 3.0, within(1e-9));
    assertThatThrownBy(() -> FormulaText.value("n·unknown", symbols))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
