package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors of saved folders against what their library would have drawn. */
class SavedFaultsTest {
  private static final int D = 64;

  private static final String CLIP =
      """
      {"architectures": ["CLIPModel"], "model_type": "clip", "projection_dim": 32,
       "text_config": {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
                       "num_attention_heads": 4, "vocab_size": 128, "max_position_embeddings": 16},
       "vision_config": {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
                         "num_attention_heads": 4, "image_size": 32, "patch_size": 8}}
      """;

  private static final String DEBERTA =
      """
      {"architectures": ["DebertaV2ForMaskedLM"], "model_type": "deberta-v2", "hidden_size": 64,
       "num_hidden_layers": 1, "num_attention_heads": 4, "intermediate_size": 128,
       "vocab_size": 128, "max_position_embeddings": 64, "relative_attention": true,
       "share_att_key": true, "pos_att_type": ["p2c", "c2p"], "position_buckets": 16}
      """;

  private static final String BART =
      """
      {"architectures": ["BartForConditionalGeneration"], "model_type": "bart", "d_model": 64,
       "encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 4,
       "decoder_attention_heads": 4, "encoder_ffn_dim": 128, "decoder_ffn_dim": 128,
       "vocab_size": 128, "max_position_embeddings": 64, "tie_word_embeddings": false}
      """;

  private static final String GPT2 =
      """
      {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "n_embd": 64, "n_head": 4,
       "n_layer": 2, "n_positions": 64, "vocab_size": 256}
      """;

  @TempDir Path folder;
  private final Random random = new Random(1);
  private final Map<String, int[]> shapes = new LinkedHashMap<>();
  private final Map<String, Double> deviations = new LinkedHashMap<>();

  @Test
  void aMapOfClipThatMissesItsFactorForDepthIsToldWithTheFieldThatDecidesIt() throws IOException {
    normal("text_model.encoder.layers.0.mlp.fc2.weight", Math.pow(D, -0.5), D, 128);
    assertThat(loud(CLIP))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.rule()).isEqualTo("RES004");
              assertThat(f.message()).contains("text_config.initializer_factor", "0.0625");
            });
  }

  @Test
  void aMapOfClipWithAFactorThatIsNotItsOwnIsOfAnotherLaw() throws IOException {
    normal("text_model.encoder.layers.0.mlp.fc1.weight", Math.pow(2 * D, -0.5) / 2, 128, D);
    assertThat(loud(CLIP)).extracting(Finding::rule).containsExactly("INIT010");
  }

  @Test
  void aKeyThatContentAndPlacesShareIsNoCopy() throws IOException {
    normal("deberta.encoder.layer.0.attention.self.key_proj.weight", 0.02, D, D);
    normal("deberta.encoder.layer.0.attention.self.query_proj.weight", 0.02, D, D);
    assertThat(loud(DEBERTA)).isEmpty();
  }

  @Test
  void tablesThatAreNotTiedAreThree() throws IOException {
    normal("model.shared.weight", 0.02, 128, D);
    normal("model.encoder.embed_tokens.weight", 0.02, 128, D);
    normal("model.decoder.embed_tokens.weight", 0.02, 128, D);
    normal("lm_head.weight", 0.02, 128, D);
    assertThat(loud(BART)).isEmpty();
    assertThat(loud(BART.replace("false", "true")))
        .extracting(Finding::rule)
        .containsOnly("EMB005");
  }

  @Test
  void aNoteIsNoReasonToLeaveTheLawOfTheLibrary() throws IOException {
    for (int i = 0; i < 2; i++) {
      normal("transformer.h." + i + ".attn.c_attn.weight", 0.02, D, 3 * D);
    }
    assertThat(loud(GPT2)).isEmpty();
    var fixed =
        (WeightFixes.Fixed)
            new StandardEngine().fixWeights(folder, folder.resolve("copy"), settings(), 1);
    assertThat(fixed.cured()).isEmpty();
  }

  private void normal(String name, double std, int... dims) {
    shapes.put(name, dims);
    deviations.put(name, std);
  }

  private List<Finding> loud(String configuration) throws IOException {
    Files.writeString(folder.resolve("config.json"), configuration);
    StringBuilder header = new StringBuilder();
    int at = 0;
    for (Map.Entry<String, int[]> e : shapes.entrySet()) {
      int end = at + 4 * e.getValue()[0] * e.getValue()[1];
      header.append(header.isEmpty() ? "{" : ",");
      header.append(
          "\"%s\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]}"
              .formatted(e.getKey(), e.getValue()[0], e.getValue()[1], at, end));
      at = end;
    }
    header.append("}");
    ByteBuffer b = ByteBuffer.allocate(8 + header.length() + at).order(ByteOrder.LITTLE_ENDIAN);
    b.putLong(header.length()).put(header.toString().getBytes(StandardCharsets.US_ASCII));
    shapes.forEach(
        (name, dims) -> {
          for (int i = 0; i < dims[0] * dims[1]; i++) {
            b.putFloat((float) (deviations.get(name) * random.nextGaussian()));
          }
        });
    Files.write(folder.resolve("model.safetensors"), b.array());
    var result = (CheckResult.Checked) new StandardEngine().check(folder, settings());
    return result.findings().stream().filter(f -> f.severity() != Severity.NOTE).toList();
  }

  private static EngineSettings settings() {
    var rules = new StandardEngine().rules();
    return EngineSettings.of(rules.stream().map(RuleInfo::id).collect(Collectors.toSet()));
  }
}
