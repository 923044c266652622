package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.graph.Parsed;
import dev.initlint.onnx.OnnxReader;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The findings on the measured models beside a checkout, against the table of what must be found.
 */
class GoldFindingsTest {

  @TestFactory
  Stream<DynamicTest> findsWhatMustBeFoundAndIsQuietOtherwise() throws Exception {
    Path shared = shared();
    assumeTrue(shared != null, "no folder shared/gold beside this checkout: findings not compared");
    Map<String, Object> table =
        new Json(Files.readString(shared.resolve("accept/findings.json"))).object();
    return table.entrySet().stream()
        .filter(e -> Files.exists(model(shared, e.getKey())))
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(shared, e)));
  }

  private static Path model(Path shared, String name) {
    return shared.resolve("gold").resolve(name).resolve("model.onnx");
  }

  @SuppressWarnings("unchecked")
  private static void check(Path shared, Map.Entry<String, Object> entry) {
    Parsed parsed = OnnxReader.read(model(shared, entry.getKey()));
    Propagation p = Propagation.of(((Parsed.Model) parsed).graph(), Assumptions.NONE);
    Set<String> ids = Rules.all().stream().map(r -> r.card().id()).collect(Collectors.toSet());
    List<Finding> findings = RuleCheck.run(p, entry.getKey(), ids);
    Map<String, Severity> loudest = new TreeMap<>();
    for (Finding f : findings) {
      Messages.assertSound(f);
      loudest.merge(f.rule(), f.severity(), (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
    Map<String, Object> want = (Map<String, Object>) entry.getValue();
    Set<String> asked = new TreeSet<>((List<String>) want.getOrDefault("may", List.of()));
    for (Object o : (List<Object>) want.get("must")) {
      Map<String, Object> must = (Map<String, Object>) o;
      List<String> any = (List<String>) must.get("anyOf");
      Severity least = severity((String) must.getOrDefault("atLeast", "note"));
      asked.addAll(any);
      assertThat(any)
          .as("one of these, at least " + least + ", among " + loudest)
          .anyMatch(r -> loudest.containsKey(r) && loudest.get(r).compareTo(least) >= 0);
    }
    Severity most = severity((String) want.get("otherwiseAtMost"));
    loudest.keySet().removeAll(asked);
    assertThat(loudest.values()).as(loudest.toString()).allMatch(s -> s.compareTo(most) <= 0);
  }

  private static Severity severity(String word) {
    return Severity.valueOf(word.toUpperCase(java.util.Locale.ROOT));
  }

  private static Path shared() {
    for (Path p = Path.of("").toAbsolutePath(); p.getParent() != null; p = p.getParent()) {
      Path shared = p.resolveSibling("shared");
      if (Files.isDirectory(shared.resolve("gold"))
          && Files.exists(shared.resolve("accept/findings.json"))) {
        return shared;
      }
    }
    return null;
  }
}
