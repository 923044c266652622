package dev.initlint.verify.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ONNX's backend tests of nodes, with {@code -Pnode-tests}: each is read and followed without an
 * error, no kernel gives other outputs than the test states, and no figure is predicted that passes
 * contradict. What is left out stands in {@code target/node-tests.txt} with the reason.
 */
class NodeTestsTest {
  /** Lines of a stack that are told of a failure. */
  private static final int SHOWN = 6;

  /** Tests whose prediction is known to be off, with the reason. */
  private static final Map<Pattern, String> KNOWN =
      Map.of(
          Pattern.compile("test_logsoftmax_.*_expanded(_ver\\d+)?"),
          "a log-softmax that is written out subtracts the maximum twice, in its own sum too;"
              + " the two are taken as independent");

  @TempDir Path scratch;

  @Test
  void nodesAreReadRunAndPredicted() throws IOException {
    String folder = System.getProperty("onnx.nodes", "");
    assumeThat(folder)
        .as("no node tests: name their folder with -Pnode-tests -Donnx.nodes=FOLDER")
        .isNotBlank();
    Path root = Path.of(folder);
    assumeThat(root).as("-Donnx.nodes: no such folder").isDirectory();
    List<NodeResult> results = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    try (Stream<Path> tests = Files.list(root)) {
      for (Path test : tests.filter(t -> Files.exists(t.resolve("model.onnx"))).sorted().toList()) {
        try {
          results.add(NodeRun.of(NodeCase.of(test), scratch));
        } catch (RuntimeException | Error | IOException e) {
          Throwable first = e.getCause() == null ? e : e.getCause();
          String at =
              Stream.of(first.getStackTrace())
                  .limit(SHOWN)
                  .map(Object::toString)
                  .collect(Collectors.joining(" < "));
          failures.add(test.getFileName() + " failed: " + e + " at " + at);
        }
      }
    }
    report(results, failures);
    assertThat(results).isNotEmpty();
    assertThat(failures).isEmpty();
    assertThat(results.stream().filter(r -> r.kernel() == NodeResult.Kernel.DIFFERS)).isEmpty();
    assertThat(results.stream().filter(NodeTestsTest::isOff).filter(r -> known(r) == null))
        .as("predictions that passes contradict, but for those that are known to")
        .isEmpty();
    assertThat(KNOWN.keySet())
        .as("known differences that are none any more are struck off")
        .allMatch(k -> results.stream().anyMatch(r -> isOff(r) && k.matcher(r.name()).matches()));
  }

  private static boolean isOff(NodeResult r) {
    return r.prediction() == NodeResult.Prediction.OFF;
  }

  /** Why a prediction is off, or null. */
  private static String known(NodeResult r) {
    return KNOWN.entrySet().stream()
        .filter(k -> k.getKey().matcher(r.name()).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static void report(List<NodeResult> results, List<String> failures) throws IOException {
    Map<NodeResult.Kernel, Integer> kernels = new EnumMap<>(NodeResult.Kernel.class);
    Map<NodeResult.Prediction, Integer> predictions = new EnumMap<>(NodeResult.Prediction.class);
    for (NodeResult r : results) {
      kernels.merge(r.kernel(), 1, Integer::sum);
      predictions.merge(r.prediction(), 1, Integer::sum);
    }
    Path target = Files.createDirectories(Path.of("target"));
    try (PrintWriter out =
        new PrintWriter(Files.newBufferedWriter(target.resolve("node-tests.txt")))) {
      out.printf(
          "%d tests, kernels %s, predictions %s (%d of those off are known), %d failed%n",
          results.size() + failures.size(),
          kernels,
          predictions,
          results.stream().filter(r -> isOff(r) && known(r) != null).count(),
          failures.size());
      KNOWN.forEach((names, reason) -> out.println("known: " + names + ": " + reason));
      failures.forEach(out::println);
      results.forEach(
          r -> out.println(r.name() + " " + r.kernel() + " " + r.prediction() + " " + r.detail()));
    }
  }
}
