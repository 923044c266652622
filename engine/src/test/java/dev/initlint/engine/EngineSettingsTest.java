package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.propagate.Scaling;
import dev.initlint.training.Training;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user states once reaches whatever is worked out from it. */
class EngineSettingsTest {
  private static final EngineSettings ALL =
      new EngineSettings(
          Map.of("batch", 3L),
          Map.of("x", "normal(0,2)"),
          Map.of("d_model", 5.0),
          Set.of("ATT001"),
          "Net",
          Path.of("config.json"),
          Map.of("ids", "tokens(7)"),
          Training.UNSTATED.withOptimizer("adam"),
          Path.of("narrow.onnx"));

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of("dims", ALL.sized(Map.of())),
        Arguments.of("inputs", ALL.fed(Map.of())),
        Arguments.of("set", ALL.setting(Map.of())),
        Arguments.of("rules", ALL.applying(Set.of())),
        Arguments.of("model", ALL.of((String) null)),
        Arguments.of("configuration", ALL.with((Path) null)),
        Arguments.of("usual", ALL.usually(Map.of())),
        Arguments.of("training", ALL.with(Training.UNSTATED)),
        Arguments.of("narrower", ALL.beside(null)));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangeOfOneKeepsAllOthers(String changed, EngineSettings settings) throws Exception {
    for (RecordComponent c : EngineSettings.class.getRecordComponents()) {
      Object before = c.getAccessor().invoke(ALL);
      Object after = c.getAccessor().invoke(settings);
      if (c.getName().equals(changed)) {
        assertThat(after).isNotEqualTo(before);
      } else {
        assertThat(after).as(c.getName()).isEqualTo(before);
      }
    }
  }

  @Test
  void everyComponentCanBeChanged() {
    Set<String> names = new TreeSet<>();
    changes().forEach(a -> names.add((String) a.get()[0]));
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(EngineSettings.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList());
  }

  /** A configuration says it for every model that has such an input, the command line for one. */
  @ParameterizedTest
  @ValueSource(strings = {"length", "depth"})
  void whatTheProjectFeedsIsFedAtEverySize(String axis, @TempDir Path folder) throws IOException {
    Path model = folder.resolve("config.json");
    Files.writeString(
        model,
        """
        {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"],
         "n_layer": 4, "n_embd": 32, "n_head": 2, "vocab_size": 64}
        """);
    Map<String, String> laws = Map.of("input_ids", "tokens(2)");
    EngineSettings plain = EngineSettings.of(Set.of()).sized(Map.of("sequence", 16L));

    String usual = figures(model, axis, plain.usually(laws));
    assertThat(usual).isEqualTo(figures(model, axis, plain.fed(laws)));
    assertThat(usual).isNotEqualTo(figures(model, axis, plain));
  }

  private static String figures(Path model, String axis, EngineSettings settings) {
    double[] points = axis.equals("depth") ? new double[] {4, 6} : new double[] {16, 32};
    ScaleRequest request =
        new ScaleRequest(List.of(new ScaleRequest.Axis(axis, points)), Set.of(), Set.of(), null);
    Scaled scaled = new StandardEngine().scale(model, settings, request);
    StringBuilder all = new StringBuilder();
    for (Scaling.Line line : ((Scaled.Model) scaled).scaling().axes().get(0).lines()) {
      all.append(line.name()).append(' ');
      for (double v : line.values()) {
        all.append(v).append(' ');
      }
    }
    return all.toString();
  }
}
