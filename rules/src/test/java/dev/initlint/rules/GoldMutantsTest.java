package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Parsed;
import dev.initlint.onnx.OnnxReader;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.testkit.Gold;
import dev.initlint.unit.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every hazard of {@link StoredMutants} in up to three clean measured models that have the part it
 * changes, with {@code -Dmutants=true}: the table of what found it is printed.
 */
class GoldMutantsTest {
  private static final int MODELS = 3;

  private static List<Finding> check(Graph graph) {
    Propagation p = Propagation.of(graph, Assumptions.NONE);
    return RuleCheck.run(Model.of(p), "mutant", ExamplesTest.all());
  }

  private static Map<String, Graph> clean() {
    Map<String, Graph> clean = new LinkedHashMap<>();
    for (Path folder : Gold.models()) {
      Graph graph = ((Parsed.Model) OnnxReader.read(folder.resolve("model.onnx"))).graph();
      if (check(graph).stream().allMatch(f -> f.severity() == Severity.NOTE)) {
        clean.put(folder.getFileName().toString(), graph);
      }
    }
    return clean;
  }

  @Test
  void hazardsInMeasuredModelsAreFoundUnderTheirNames() {
    assumeTrue(Boolean.getBoolean("mutants"), "measured models are mutated with -Dmutants=true");
    Map<String, Graph> clean = clean();
    List<String> missed = new ArrayList<>();
    for (StoredMutants.Hazard hazard : StoredMutants.all()) {
      int tried = 0;
      for (Map.Entry<String, Graph> one : clean.entrySet()) {
        StoredMutants.Edit edit = new StoredMutants.Edit();
        Graph graph = one.getValue();
        hazard.change().accept(Model.of(Propagation.of(graph, Assumptions.NONE)), edit);
        if (tried < MODELS && !edit.isEmpty()) {
          tried++;
          String row = row(hazard, one.getKey(), check(edit.of(graph)));
          System.out.println(row);
          if (row.contains("MISSED")) {
            missed.add(row);
          }
        }
      }
      assertThat(tried).as(hazard.name() + " fits a model").isPositive();
    }
    assertThat(missed).isEmpty();
  }

  private static String row(StoredMutants.Hazard hazard, String model, List<Finding> all) {
    int at = 0;
    while (at < all.size() && !hazard.rules().contains(all.get(at).rule())) {
      at++;
    }
    String told =
        at == all.size()
            ? "MISSED among " + all.stream().map(Finding::rule).collect(Collectors.joining(" "))
            : all.get(at).rule()
                + " "
                + all.get(at).severity().word()
                + " "
                + (at + 1)
                + " of "
                + all.size();
    return String.format("%-34s %-24s %s", hazard.name(), model, told);
  }
}
