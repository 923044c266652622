package dev.initlint.javasource.oracle;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Node;
import dev.initlint.moment.Belief;
import dev.initlint.moment.Evaluation;
import dev.initlint.moment.Quantity;
import dev.initlint.propagate.Assumptions;
import dev.initlint.propagate.Propagation;
import dev.initlint.source.SourceModel;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Second moments behind every layer, and of every weight's gradient, as predicted from source and
 * as the libraries compute them. A figure disagrees where the mean over draws is further from the
 * prediction than {@value Comparison#ERRORS} standard errors of that mean.
 */
class KindOracleTest {
  private static final Path PAGE = Path.of("target/oracle/moments.md");

  /** The networks to compare: {@code -Doracle.only=lstm.*} picks some by name. */
  private static final String ONLY = System.getProperty("oracle.only", ".*");

  private static final List<String> TABLE = new ArrayList<>();

  private static final Set<String> DISAGREEING = new TreeSet<>();

  @TestFactory
  List<DynamicTest> deeplearning4j() {
    return tests(Dl4jKinds.class);
  }

  @TestFactory
  List<DynamicTest> djl() {
    return tests(DjlKinds.class);
  }

  private static List<DynamicTest> tests(Class<?> file) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Method m : file.getDeclaredMethods()) {
      if (m.isAnnotationPresent(Given.class) && m.getName().matches(ONLY)) {
        tests.add(DynamicTest.dynamicTest(m.getName(), () -> compare(file, m)));
      }
    }
    return tests;
  }

  private static void compare(Class<?> file, Method m) throws Exception {
    boolean djl = file == DjlKinds.class;
    if (djl) {
      Natives.ofDjl();
    } else {
      Natives.ofDeeplearning4j();
    }
    Given given = m.getAnnotation(Given.class);
    Map<String, Double> sizes = new LinkedHashMap<>();
    if (djl) {
      sizes.putAll(extents(given.value()));
    }
    sizes.put("N", (double) given.value()[0]);
    SourceModel model = Alone.model(file, m.getName(), sizes);
    Assumptions batch = new Assumptions(Map.of("N", given.value()[0]), Map.of());
    Propagation p = Propagation.of(model.graph(), batch);
    Evaluation e = p.evaluation(Map.of("batch", (double) given.value()[0]));
    Measured measured = djl ? DjlRun.of(m, given) : Dl4jRun.of(m, given);
    List<Comparison> all = new ArrayList<>();
    measured
        .figures()
        .forEach((place, figure) -> all.add(compared(p, e, m.getName(), place, figure)));
    Set<String> disagree =
        all.stream().filter(Comparison::disagrees).map(Comparison::key).collect(toSet());
    DISAGREEING.addAll(disagree);
    all.forEach(c -> TABLE.add(c.row(c.disagrees() ? Deviations.reason(c.key()) : "")));
    Set<String> expected = new TreeSet<>(disagree);
    expected.removeIf(key -> Deviations.reason(key).isEmpty());
    assertThat(new TreeSet<>(disagree)).as("second moments that disagree").isEqualTo(expected);
  }

  private static Comparison compared(
      Propagation p, Evaluation e, String net, String place, Measured.Figure figure) {
    if (place.startsWith("d ")) {
      Quantity<Double> gradient = p.weightGradient(parameter(p, place.substring(2)));
      Double known = gradient == null ? null : e.orNull(gradient);
      return new Comparison(net, place, known == null ? Double.NaN : known, figure, "");
    }
    Belief b = last(p, place);
    if (b instanceof Belief.Known k) {
      double q = k.signal().stat().in(e).secondMoment();
      return new Comparison(net, place, q, figure, "");
    }
    String reason = b instanceof Belief.Unknown u ? u.reason() : "no operator of its own";
    return new Comparison(net, place, Double.NaN, figure, reason);
  }

  @AfterAll
  static void write() throws IOException {
    List<String> page = new ArrayList<>(Comparison.header());
    page.addAll(TABLE);
    Files.createDirectories(PAGE.getParent());
    Files.write(PAGE, page);
    if (ONLY.equals(".*")) {
      assertThat(Deviations.unneeded(DISAGREEING)).as("reasons that no figure needs").isEmpty();
    }
  }

  /** The extents of a DJL network's input, which its source does not state. */
  private static Map<String, Double> extents(long[] shape) {
    Map<String, Double> named = new LinkedHashMap<>(ReadNets.extents(shape));
    // Axes behind the channels, where the first layer is a convolution.
    String[] axes = {"H", "W", "D"};
    for (int i = 2; i < shape.length; i++) {
      named.put(axes[i - 2], (double) shape[i]);
    }
    return named;
  }

  /** The weight of a parameter of the library, which joins the parts of a name by underscores. */
  private static String parameter(Propagation p, String name) {
    return p.graph().weights().keySet().stream()
        .filter(w -> w.equals(name) || w.replace('/', '_').equals(name))
        .findFirst()
        .orElse(name);
  }

  private static Belief last(Propagation p, String layer) {
    Belief last = null;
    for (Node n : p.graph().nodes()) {
      if (n.name().startsWith(layer + "/")) {
        last = p.beliefs().get(n.output());
      }
    }
    return last;
  }
}
