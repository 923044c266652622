package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Finding;
import dev.initlint.propagate.Difference;
import dev.initlint.propagate.Trace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders as libraries save them: configuration alone, weights alone, both. */
class SavedModelTest {
  private static final String GPT2 =
      """
      {
        "architectures": ["GPT2LMHeadModel"],
        "model_type": "gpt2",
        "n_embd": 64,
        "n_head": 4,
        "n_layer": 2,
        "n_positions": 64,
        "vocab_size": 256,
        "initializer_range": 0.02
      }
      """;

  private static final String GRANITE =
      """
      {
        "architectures": ["GraniteForCausalLM"],
        "model_type": "granite",
        "attention_multiplier": 1.0,
        "hidden_size": 1024,
        "intermediate_size": 2048,
        "num_attention_heads": 16,
        "num_key_value_heads": 16,
        "num_hidden_layers": 2,
        "initializer_range": 0.02,
        "vocab_size": 1000
      }
      """;

  @TempDir Path folder;
  private final StandardEngine engine = new StandardEngine();

  private EngineSettings settings() {
    Set<String> all = engine.rules().stream().map(RuleInfo::id).collect(Collectors.toSet());
    return EngineSettings.of(all);
  }

  private Path configuration(String text) throws IOException {
    return Files.writeString(folder.resolve("config.json"), text);
  }

  private static void weights(Path file, String name, int rows, int columns, double std, long seed)
      throws IOException {
    Random random = new Random(seed);
    String header =
        "{\"%s\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]}}"
            .formatted(name, rows, columns, 4 * rows * columns);
    ByteBuffer b =
        ByteBuffer.allocate(8 + header.length() + 4 * rows * columns)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length())
            .put(header.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < rows * columns; i++) {
      b.putFloat((float) (std * random.nextGaussian()));
    }
    Files.write(file, b.array());
  }

  private CheckResult.Checked checked(Path path) {
    return (CheckResult.Checked) engine.check(path, settings());
  }

  @Test
  void aConfigurationAloneGivesSignalsAndLoss() throws IOException {
    Trace trace =
        ((Traced.Model) engine.trace(configuration(GPT2), EngineSettings.of(Set.of()))).trace();
    assertThat(trace.values())
        .filteredOn(v -> v.name().equals("transformer.h.0.attn.c_attn"))
        .singleElement()
        .satisfies(v -> assertThat(v.secondMoment()).isBetween(0.025, 0.026));
    assertThat(trace.parameters())
        .filteredOn(p -> p.name().equals("transformer.h.1.mlp.c_proj.weight"))
        .singleElement()
        .satisfies(p -> assertThat(p.lawSecondMoment()).isBetween(0.99e-4, 1.01e-4));
    assertThat(trace.outputs().get(0).initialCrossEntropy()).isBetween(5.5, 5.6);
    assertThat(trace.atInitialisation()).isTrue();
  }

  @Test
  void weightsAloneHaveTheirLaws() throws IOException {
    Path file = folder.resolve("model.safetensors");
    weights(file, "layer.weight", 64, 256, 0.02, 1);
    for (Path path : List.of(file, folder)) {
      Trace trace = ((Traced.Model) engine.trace(path, EngineSettings.of(Set.of()))).trace();
      assertThat(trace.parameters())
          .singleElement()
          .satisfies(p -> assertThat(p.law()).isEqualTo("normal(0, 0.02)"));
    }
  }

  @Test
  void anUnknownFamilyIsSaidToBeAndItsWeightsAreChecked() throws IOException {
    configuration("{\"model_type\": \"gpt2_of_mars\", \"n_embd\": 64}");
    CheckResult.Checked alone = checked(folder);
    assertThat(alone.remarks())
        .singleElement()
        .asString()
        .startsWith("model_type \"gpt2_of_mars\" is of no known family; the nearest is gpt2")
        .endsWith("nothing of it was checked; an ONNX export of it can be checked whole");
    weights(folder.resolve("model.safetensors"), "layer.weight", 64, 256, 0.02, 1);
    assertThat(checked(folder).remarks())
        .anyMatch(r -> r.contains("its weights are checked alone; "));
    assertThat(checked(folder).verdict()).contains("1 of 1 large matrices");
  }

  @Test
  void aStoredTensorThatIsCalledAsASignalIsToldAndLeftOut() throws IOException {
    configuration(GPT2);
    weights(folder.resolve("model.safetensors"), "transformer.h.0.mlp.c_proj", 64, 256, 0.02, 1);
    assertThat(checked(folder).remarks())
        .anyMatch(r -> r.startsWith("transformer.h.0.mlp.c_proj is stored and has no place"));
  }

  @Test
  void namesAndValuesCannotSteerATerminalOrFillIt() throws IOException {
    configuration(GPT2);
    weights(folder.resolve("model.safetensors"), "a\\u001b[2J.weight", 64, 256, 0.02, 1);
    assertThat(checked(folder).remarks()).anyMatch(r -> r.startsWith("a?[2J.weight is stored"));
    Path config =
        configuration(
            GPT2.replace("\"n_head\": 4", "\"n_head\": \"\\u001b" + "4".repeat(999) + "\""));
    CheckResult.Unreadable u = (CheckResult.Unreadable) engine.check(config, settings());
    assertThat(u.reason())
        .hasSizeLessThan(250)
        .contains("n_head is \"?444", "…\"; a whole number from 1 up is needed")
        .matches(r -> r.chars().allMatch(c -> c >= 32));
  }

  @Test
  void aFindingPointsAtTheFieldAndItsEditCures() throws IOException {
    Path file = configuration(GRANITE);
    Finding f =
        checked(folder).findings().stream()
            .filter(x -> x.rule().equals("ATT001"))
            .findFirst()
            .orElseThrow();
    assertThat(f.location().pointer()).isEqualTo("/attention_multiplier");
    assertThat(f.location().line()).isEqualTo(4);
    assertThat(f.location().path()).isEqualTo(file.toString());
    assertThat(f.fix().text()).endsWith("in config.json: attention_multiplier 1.0 → 0.125");
    assertThat(f.fix().safe()).isTrue();
    Fixes fixes = engine.fix(List.of(folder), settings(), false);
    assertThat(fixes.changes())
        .singleElement()
        .satisfies(
            c ->
                assertThat(new String(c.after(), StandardCharsets.UTF_8))
                    .isEqualTo(GRANITE.replace("multiplier\": 1.0", "multiplier\": 0.125")));
    assertThat(fixes.results())
        .singleElement()
        .satisfies(
            r ->
                assertThat(((CheckResult.Checked) r).findings())
                    .noneMatch(x -> x.rule().equals("ATT001")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"n_embd\": 64 | \"n_embd\": 66 | n_embd must be a multiple of n_head",
        "\"n_embd\": 64 | \"n_embd\": -64 | n_embd is -64; a whole number from 1 up is needed",
        "\"n_embd\": 64 | \"n_embd\": null | n_embd is null",
        "\"n_layer\": 2 | \"n_layer\": 1000000000000 | n_layer is 1000000000000, more than any",
        "\"n_layer\": 2 | \"n_layer\": 2.5 | n_layer is 2.5; a whole number",
        "\"n_head\": 4 | \"n_head\": 0 | n_head is 0; a whole number from 1 up is needed",
        "\"n_head\": 4 | \"n_head\": \"4\" | n_head is \"4\"; a whole number from 1 up is needed",
        "\"n_layer\": 2 | \"n_layer\": 2, \"dtype\": \"float17\" | \"float17\" is no element type",
        "\"n_layer\": 2 | \"n_layer\": 2, \"n_layer\": 3 | for the second time",
        "\"initializer_range\": 0.02 | \"initializer_range\": -1 | a number from 0 up",
        "\"initializer_range\": 0.02 | \"initializer_range\": 0.02, | not JSON"
      })
  void aFieldAtFaultIsToldWithItsPlace(String from, String to, String says) throws IOException {
    Path file = configuration(GPT2.replace(from, to));
    for (Path path : List.of(file, folder)) {
      CheckResult result = engine.check(path, settings());
      assertThat(result).isInstanceOf(CheckResult.Unreadable.class);
      assertThat(((CheckResult.Unreadable) result).reason())
          .startsWith(path.equals(file) ? "line " : "config.json: line ")
          .contains(says);
    }
  }

  @Test
  void twoModelsAreComparedByLawAndByBits() throws IOException {
    Path one = folder.resolve("one.safetensors");
    Path same = folder.resolve("same.safetensors");
    Path other = folder.resolve("other.safetensors");
    weights(one, "w", 64, 256, 0.02, 1);
    weights(same, "w", 64, 256, 0.02, 2);
    weights(other, "w", 64, 256, 0.022, 3);
    assertThat(kind(one, one)).isEqualTo(Difference.Kind.EQUAL);
    assertThat(kind(one, same)).isEqualTo(Difference.Kind.SAME_LAW);
    assertThat(kind(one, other)).isEqualTo(Difference.Kind.OTHER_LAW);
  }

  private Difference.Kind kind(Path a, Path b) {
    Compared c = engine.diff(a, b, EngineSettings.of(Set.of()));
    return ((Compared.Models) c).difference().tensors().get(0).kind();
  }

  @Test
  void anotherFieldMovesSignalsAndLoss() throws IOException {
    Path a = Files.writeString(folder.resolve("a.json"), GPT2);
    Path b = Files.writeString(folder.resolve("b.json"), GPT2.replace("0.02", "0.2"));
    Difference d = ((Compared.Models) engine.diff(a, b, EngineSettings.of(Set.of()))).difference();
    assertThat(d.isHarmless()).isFalse();
    assertThat(d.values()).anyMatch(v -> v.name().equals("transformer.h.0.attn.c_attn"));
    Difference.OutputRow loss = d.outputs().get(0);
    assertThat(loss.rightLoss()).isGreaterThan(loss.leftLoss() + 0.5);
  }

  @Test
  void onlyModelsAreFoundAmongFolders() throws IOException {
    Path file = configuration(GPT2);
    Path elsewhere = Files.createDirectories(folder.resolve("app"));
    Path app = Files.writeString(elsewhere.resolve("config.json"), "{\"port\": 80}");
    assertThat(engine.recognises(file)).isTrue();
    assertThat(engine.recognises(app)).isFalse();
    assertThat(engine.modelOf(file)).isEqualTo(folder);
    Path weights = folder.resolve("model.safetensors");
    weights(weights, "w", 4, 4, 1, 1);
    assertThat(engine.modelOf(weights)).isEqualTo(folder);
    Path lone = elsewhere.resolve("lora.safetensors");
    weights(lone, "w", 4, 4, 1, 1);
    assertThat(engine.modelOf(lone)).isEqualTo(lone);
    assertThat(engine.edits(folder)).isTrue();
    assertThat(engine.edits(lone)).isFalse();
  }
}
