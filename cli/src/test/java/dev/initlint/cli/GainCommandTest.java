package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GainCommandTest {

  @Test
  void aCutGaussianIsOneFigure() {
    assertThat(Run.of("gain", "--truncated", "2").out()).isEqualTo(".8796256610\n");
    assertThat(Run.of("gain", "--truncated", "2", "-f", "json").out())
        .contains("\"std\": 0.879625661034");
  }

  @Test
  void parametersAndSchemesChangeTheFigures() {
    assertThat(Run.of("gain", "leaky_relu", "--negative-slope", "0.2").out()).contains("0.52");
    assertThat(Run.of("gain", "tanh", "--norm", "lecun").out()).contains("1.592537·f");
    assertThat(Run.of("gain", "relu", "--norm", "he").out()).contains("any q");
    assertThat(Run.of("gain", "relu", "--norm", "xavier", "--fan-in", "3", "--fan-out", "1").out())
        .contains("1.5 ", "×0.75");
    assertThat(Run.of("gain", "LeakyReLU").out()).contains("0.50005");
    assertThat(Run.of("gain", "x*sigmoid(x)", "--no-plot").out())
        .contains("1.676532")
        .doesNotContain("┤");
    assertThat(Run.of("gain", "selu", "-f", "json").out()).contains("\"lambda\": 1.05070098735");
    assertThat(Run.of("gain", "--list").out()).contains("gelu_tanh\n", "elu  --alpha\n");
    assertThat(Run.of("gain", "relu", "--std", "2", "--mean", "1").out()).contains("N(1, 2²)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gain|name an activation",
        "gain rleu|did you mean elu?",
        "gain x*sig(x)|at character 3: there is no function \"sig\"",
        "gain 1/x|has no finite second moment",
        "gain log(x)|is not defined on a part",
        "gain 7|is the same for every x",
        "gain relu --alpha 2|--alpha means nothing for relu, which takes no parameter",
        "gain elu --beta 2|it takes --alpha",
        "gain relu --std 0|the std is above 0",
        "gain relu --bias-variance -1|a variance is at least 0",
        "gain relu --fan-out 3|--fan-out counts with --norm xavier",
        "gain relu --fan-in 0|a fan is at least 1",
        "gain relu --norm kaiming|--norm",
        "gain --truncated 0|give a cut above 0",
        "gain relu --truncated 2|goes without an activation"
      })
  void wrongUsageIsOneSentence(String line, String message) {
    Run run = Run.of(line.split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message).hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }
}
