package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.initlint.propagate.Trace;
import dev.initlint.testkit.FormulaText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The formulas of whole models, worked out from their text and their symbols, are the figures
 * beside them.
 */
class FormulaContractTest {
  private final List<String> violations = new ArrayList<>();

  private long formulas;

  @Test
  void formulasOfFixturesGiveTheirFigures() throws IOException {
    for (String folder : List.of("../fixtures/models", "../fixtures/java")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        files.sorted().forEach(this::check);
      }
    }
    assertThat(violations).isEmpty();
    assertThat(formulas).isGreaterThan(50);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gold", "zoo"})
  void formulasOfMeasuredModelsGiveTheirFigures(String name) throws IOException {
    Path folder = MeasuredModelsTest.shared(name);
    assumeTrue(folder != null, "shared/" + name + " is not beside the project: models skipped");
    try (Stream<Path> models = Files.list(folder)) {
      models.sorted().map(m -> m.resolve("model.onnx")).filter(Files::exists).forEach(this::check);
    }
    assertThat(violations).isEmpty();
  }

  private void check(Path model) {
    Traced traced = new StandardEngine().trace(model, EngineSettings.of(Set.of()));
    assertThat(traced).as("%s", model).isInstanceOf(Traced.Model.class);
    ((Traced.Model) traced).trace().values().forEach(row -> check(model, row));
  }

  private void check(Path model, Trace.ValueRow row) {
    boolean predicted = row.relativeBand() != null && row.secondMoment() != null;
    if (!predicted) {
      return;
    }
    formulas++;
    String what = model + " " + row.op() + " " + row.name() + ": " + row.formula();
    if (row.formula() == null || row.formula().equals("q")) {
      violations.add(what + " states nothing");
      return;
    }
    double v = FormulaText.value(row.formula(), row.symbols());
    if (!(Math.abs(v - row.secondMoment()) <= 0.01 * Math.abs(row.secondMoment()))) {
      violations.add(what + " gives " + v + " for " + row.secondMoment());
    }
  }
}
