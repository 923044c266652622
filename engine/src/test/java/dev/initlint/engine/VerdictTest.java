package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Parsed;
import dev.initlint.law.Law;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.onnx.OnnxReader;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.propagate.Tracing;
import dev.initlint.symbol.Expr;
import dev.initlint.verify.Comparison;
import dev.initlint.verify.Comparison.Verdict;
import dev.initlint.verify.Measured;
import dev.initlint.verify.VerifySettings;
import dev.initlint.verify.measure.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whether a verdict tells right predictions from wrong ones: those of a real model are confirmed,
 * and are not once one matrix is taken to be larger or smaller than it is, which moves the figures
 * of its operator and whatever follows from them.
 */
class VerdictTest {
  private static final int DRAWS = 16;

  @ParameterizedTest
  @ValueSource(strings = {"attention_scaled", "mlp_gelu_truncated"})
  void oneOperatorThatIsMispredictedIsFound(String name) {
    Path model = gold(name);
    Graph graph = ((Parsed.Model) OnnxReader.read(model)).graph();
    Propagation p = Propagation.of(graph, Assumptions.NONE);
    Map<String, Double> variances = new HashMap<>();
    Measured measured = Verification.run(graph, settings(p, variances));
    assertThat(verdict(p, measured, Map.of())).isInstanceOf(Verdict.Confirmed.class);
    int found = 0;
    int tries = 0;
    List<String> missed = new ArrayList<>();
    List<String> matrices = variances.keySet().stream().sorted().toList();
    for (int i = 0; i < matrices.size(); i += Math.max(1, matrices.size() / 5)) {
      String matrix = matrices.get(i);
      for (double factor : new double[] {1.15, 1.3, 1 / 1.3}) {
        double wrong = factor * variances.get(matrix);
        Verdict verdict = verdict(p, measured, Map.of("var(" + matrix + ")", wrong));
        boolean broken = verdict instanceof Verdict.Broken;
        if (factor != 1.15) {
          assertThat(verdict).as(matrix + " times " + factor).isInstanceOf(Verdict.Broken.class);
        }
        tries++;
        found += broken ? 1 : 0;
        if (broken && !startsAt((Verdict.Broken) verdict, measured, matrix)) {
          missed.add(matrix + " times " + factor + ": " + verdict);
        }
      }
    }
    assertThat(missed).as("verdicts that name another place").isEmpty();
    assertThat(found / (double) tries).as("share found").isGreaterThan(0.8);
  }

  /** The first figure in disagreement is one that the operator of the matrix gives on or back. */
  private static boolean startsAt(Verdict.Broken broken, Measured measured, String matrix) {
    String first = broken.first().name();
    return measured.values().stream()
        .filter(v -> v.inputs().contains(matrix))
        .anyMatch(v -> v.name().equals(first) || v.inputs().contains(first));
  }

  private static Verdict verdict(Propagation p, Measured measured, Map<String, Double> set) {
    Predictions predictions = Predictions.of(Tracing.of(p, "model", set));
    Comparison c = predictions.with(measured);
    return c.verdict();
  }

  private static VerifySettings settings(Propagation p, Map<String, Double> variances) {
    Map<String, Law> laws = new HashMap<>();
    p.graph()
        .weights()
        .forEach(
            (name, w) -> {
              ParameterFacts f = p.weights().get(w);
              if (f != null && f.isRandom()) {
                Expr variance = Expr.of(p.evaluation().number(f.variance()));
                Law law = f.law();
                laws.put(name, new Law(law.family(), law.name(), law.mean(), variance, 1));
                if (w.dims().length == 2 && isProduct(p.graph(), name)) {
                  variances.put(name, p.evaluation().number(f.variance()));
                }
              }
            });
    return VerifySettings.defaults().withRedraw(laws).withSeeds(DRAWS, 1).withDraws(1);
  }

  private static boolean isProduct(Graph graph, String weight) {
    return graph.nodes().stream()
        .anyMatch(n -> List.of("MatMul", "Gemm").contains(n.op()) && n.inputs().contains(weight));
  }

  private static Path gold(String name) {
    Path at = Path.of("").toAbsolutePath();
    for (; at != null && at.getParent() != null; at = at.getParent()) {
      Path model = at.resolveSibling("shared").resolve("gold").resolve(name).resolve("model.onnx");
      if (Files.exists(model)) {
        return model;
      }
    }
    assumeTrue(false, "shared/gold is not beside the project: measured models skipped");
    return null;
  }
}
