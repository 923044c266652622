package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Architectures that train well as their library ships them: known, and without an error; of the
 * deep ones with fewer layers.
 */
class SoundDefaultsTest {
  private static final double KNOWN = 0.9;

  private final StandardEngine engine = new StandardEngine();
  private final Set<String> stable =
      engine.rules().stream()
          .filter(r -> !r.preview())
          .map(RuleInfo::id)
          .collect(Collectors.toSet());
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "gpt2, GPT2LMHeadModel,",
    "llama, LlamaForCausalLM, num_hidden_layers",
    "qwen3, Qwen3ForCausalLM, num_hidden_layers",
    "gemma2, Gemma2ForCausalLM, num_hidden_layers",
    "olmo2, Olmo2ForCausalLM, num_hidden_layers",
    "bert, BertForMaskedLM,",
    "modernbert, ModernBertForMaskedLM,",
    "vit, ViTForImageClassification,",
    "dinov2, Dinov2ForImageClassification,",
    "clip, CLIPModel,",
    "bart, BartForConditionalGeneration,",
    "t5, T5ForConditionalGeneration,",
    "whisper, WhisperForConditionalGeneration,",
    "whisper, WhisperForCausalLM,",
    "deepseek_v3, DeepseekV3ForCausalLM, num_hidden_layers",
    "cohere, CohereForCausalLM, num_hidden_layers",
  })
  void isKnownAndSilentOfErrors(String family, String architecture, String fewer)
      throws IOException {
    Path file = folder.resolve("config.json");
    String text = "{\"model_type\": \"%s\", \"architectures\": [\"%s\"]%s}";
    String layers = fewer == null ? "" : ", \"" + fewer + "\": 6";
    Files.writeString(file, text.formatted(family, architecture, layers));

    CheckResult.Checked r = (CheckResult.Checked) engine.check(file, EngineSettings.of(stable));

    assertThat(r.coverage().share()).as(r.coverage().sentence()).isGreaterThan(KNOWN);
    assertThat(r.findings()).noneMatch(f -> f.severity() == Severity.ERROR);
  }
}
