package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.propagate.Scaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A depth is the number of layers that a configuration states, and nothing else that repeats. */
class DepthOfFoldersTest {
  @TempDir Path folder;

  /** Figures at two depths. */
  private Map<String, double[]> figures(String configuration, double... depths) throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), configuration.replace('\'', '"'));
    ScaleRequest request =
        new ScaleRequest(List.of(new ScaleRequest.Axis("depth", depths)), Set.of(), Set.of(), null);
    Scaled scaled = new StandardEngine().scale(file, EngineSettings.of(Set.of()), request);
    Map<String, double[]> figures = new TreeMap<>();
    for (Scaling.Line l : ((Scaled.Model) scaled).scaling().axes().get(0).lines()) {
      if (l.kind() != Scaling.Kind.WEIGHT_GRADIENT) {
        figures.put(l.name(), l.values());
      }
    }
    return figures;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "BertForMaskedLM | bert | num_hidden_layers",
        "LlamaForCausalLM | llama | num_hidden_layers",
        "GPT2LMHeadModel | gpt2 | n_layer",
        "GPTNeoXForCausalLM | gpt_neox | num_hidden_layers"
      })
  void isAskedForAsItWouldBeStated(String type, String family, String field) throws IOException {
    String sizes =
        family.equals("gpt2")
            ? "'n_embd': 64, 'n_head': 4"
            : "'hidden_size': 64, 'intermediate_size': 160, 'num_attention_heads': 4";
    String text =
        "{'architectures': ['"
            + (type + "'], 'model_type': '" + family + "', 'vocab_size': 256, " + sizes)
            + (", '" + field + "': %d}");
    Map<String, double[]> asked = figures(text.formatted(3), 2, 6);
    Map<String, double[]> stated = figures(text.formatted(6), 2, 6);
    assertThat(asked).hasSameSizeAs(stated).hasSizeGreaterThan(3);
    stated.forEach(
        (figure, values) -> {
          for (int i = 0; i < values.length; i++) {
            assertThat(asked.get(figure)[i])
                .as(figure)
                .isCloseTo(values[i], within(0.01 * values[i]));
          }
        });
  }

  /** Three projections stand side by side in a T5's attention: no three blocks. */
  @Test
  void isNotThatOfProjectionsWhichRepeat() {
    String t5 =
        "{'architectures': ['T5ForConditionalGeneration'], 'model_type': 't5', 'vocab_size': 256,"
            + " 'd_model': 64, 'd_kv': 16, 'num_heads': 4, 'd_ff': 160, 'num_layers': 2}";
    assertThatThrownBy(() -> figures(t5, 2, 6))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("the depth cannot be changed: its two blocks differ");
  }
}
