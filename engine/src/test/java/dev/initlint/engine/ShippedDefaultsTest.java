package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import dev.initlint.propagate.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is wrong with configurations that a library ships as defaults, with the figures that were
 * measured on its models (transformers 5.18.0): widths are the defaults, layers fewer.
 */
class ShippedDefaultsTest {
  @TempDir Path folder;
  private final StandardEngine engine = new StandardEngine();

  private Trace trace(String configuration) throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), configuration);
    return ((Traced.Model) engine.trace(file, EngineSettings.of(Set.of()))).trace();
  }

  private Severity severity(String configuration, String rule) throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), configuration);
    Set<String> all = engine.rules().stream().map(RuleInfo::id).collect(Collectors.toSet());
    CheckResult.Checked r = (CheckResult.Checked) engine.check(file, EngineSettings.of(all));
    return r.findings().stream()
        .filter(f -> f.rule().equals(rule))
        .map(Finding::severity)
        .findFirst()
        .orElse(null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "GPTNeoForCausalLM | gpt_neo"
            + "| 'num_layers': 1, 'attention_types': [[['global'], 1]] | ATT001 | 9.08",
        "GraniteForCausalLM | granite"
            + "| 'num_hidden_layers': 1, 'hidden_size': 1024, 'num_attention_heads': 16 | ATT001 | 3.21",
        "MiniCPM3ForCausalLM | minicpm3 | 'num_hidden_layers': 1 | ATT003 | 8.91",
        "DiaModel | dia | 'encoder_config': {'num_hidden_layers': 1},"
            + " 'decoder_config': {'num_hidden_layers': 1} | ATT001 | 4.48",
      })
  void scoresAreTooLarge(String type, String family, String fields, String rule, double measured)
      throws IOException {
    String text = configuration(type, family, fields);
    assertThat(trace(text).attention().get(0).logitStd())
        .isCloseTo(measured, within(0.02 * measured));
    assertThat(severity(text, rule)).isEqualTo(Severity.ERROR);
  }

  @Test
  void diaHasNoScaleInItsDecoderEither() throws IOException {
    String layers =
        "'encoder_config': {'num_hidden_layers': 1}, 'decoder_config': {'num_hidden_layers': 1}";
    Trace trace = trace(configuration("DiaModel", "dia", layers));
    assertThat(trace.attention().get(1).logitStd()).isCloseTo(9.32, within(0.2));
  }

  @Test
  void mamba2DrawsItsHeadForAnotherWidth() throws IOException {
    String text = configuration("Mamba2ForCausalLM", "mamba2", "'num_hidden_layers': 20");
    Trace.OutputRow logits = trace(text).outputs().get(0);
    assertThat(Math.sqrt(logits.secondMoment())).isCloseTo(6.399, within(0.01));
    assertThat(logits.initialCrossEntropy()).isCloseTo(25.9, within(1.5));
    assertThat(severity(text, "HEAD001")).isEqualTo(Severity.ERROR);
  }

  @Test
  void blipSeesNothing() throws IOException {
    String text = configuration("BlipVisionModel", "blip_vision_model", "'num_hidden_layers': 2");
    assertThat(trace(text).outputs().get(0).secondMoment()).isCloseTo(7.6e-13, within(0.1e-13));
    assertThat(severity(text, "INIT002")).isEqualTo(Severity.WARNING);
  }

  @Test
  void marianHidesItsTokensBehindWaves() throws IOException {
    String text =
        configuration("MarianMTModel", "marian", "'encoder_layers': 1, 'decoder_layers': 1");
    assertThat(severity(text, "EMB003")).isEqualTo(Severity.ERROR);
  }

  @Test
  void aGatedT5KnowsItsOwnTokenOnly() throws IOException {
    String small =
        "'d_model': 512, 'num_heads': 6, 'd_kv': 64, 'd_ff': 1024, 'num_layers': 8,"
            + " 'feed_forward_proj': 'gated-gelu', 'scale_decoder_outputs': false";
    String text = configuration("T5ForConditionalGeneration", "t5", small);
    assertThat(trace(text).outputs().get(0).initialCrossEntropy()).isCloseTo(190.4, within(15.0));
    assertThat(severity(text, "HEAD001")).isEqualTo(Severity.ERROR);
  }

  private static String configuration(String type, String family, String fields) {
    return "{'architectures': ['%s'], 'model_type': '%s', %s}"
        .formatted(type, family, fields)
        .replace('\'', '"');
  }
}
