package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.graph.CodeLine;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fixtures/exported/model.py} with three hazards, exported by both forms of PyTorch's. */
class ExportedPlacesTest {
  private static final Path FOLDER = Path.of("..", "fixtures", "exported");

  @ParameterizedTest
  @ValueSource(strings = {"traced-hazards.onnx", "scripted-hazards.onnx"})
  void findingsNameModuleParameterAndLineOfTheProgram(String file) {
    Location constant = finding(file, "INIT003").location();
    assertThat(constant.module()).isEqualTo("h.1.mlp.net.0");
    assertThat(constant.parameter()).isEqualTo("h.1.mlp.net.0.weight");
    assertThat(constant.source().path()).isEqualTo("model.py");
    assertThat(constant.source().line()).isEqualTo(27);

    Location head = finding(file, "HEAD001").location();
    assertThat(head.module()).isEqualTo("lm_head");
    assertThat(head.parameter()).isEqualTo("lm_head.weight");
    assertThat(head.source().line()).isEqualTo(57);
  }

  @ParameterizedTest
  @ValueSource(strings = {"traced-hazards.onnx", "scripted-hazards.onnx"})
  void everyPlaceOfAFindingIsKept(String file) {
    assertThat(finding(file, "ATT001").places())
        .extracting(Location::module)
        .containsExactly("h.0.attn", "h.1.attn", "h.2.attn");
  }

  @Test
  void theTextOfTheLineIsToldWhereTheFileHoldsIt() {
    CodeLine line = finding("traced-hazards.onnx", "ATT001").location().source();

    assertThat(line.text()).isEqualTo("p = torch.softmax(s, dim=-1)");
    assertThat(line.function()).isEqualTo("forward");
  }

  @Test
  void textsSayTheNamesOfTheProgram() {
    Finding f = finding("traced-hazards.onnx", "INIT003");

    assertThat(f.fix().text()).contains("h.1.mlp.net.0.weight").doesNotContain("val_");
  }

  private static Finding finding(String file, String rule) {
    CheckResult result =
        new StandardEngine()
            .check(FOLDER.resolve(file), EngineSettings.of(Set.of("ATT001", "HEAD001", "INIT003")));
    return ((CheckResult.Checked) result)
        .findings().stream().filter(f -> f.rule().equals(rule)).findFirst().orElseThrow();
  }
}
