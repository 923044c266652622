package dev.initlint.verify.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Node;
import dev.initlint.op.Operators;
import java.util.List;
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
            EmbeddingCases.all())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void predictionAgreesWithMeasurement(Case subject) {
    assertThat(Agreement.differences(subject)).isEmpty();
  }

  @Test
  void everyOperatorHasACase() {
    Set<String> covered =
        cases().stream()
            .flatMap(c -> c.net().graph().nodes().stream())
            .map(Node::op)
            .collect(Collectors.toSet());
    Set<String> missing = new TreeSet<>(Operators.names());
    missing.removeAll(covered);
    assertThat(missing).as("operators without a case").isEmpty();
  }
}
