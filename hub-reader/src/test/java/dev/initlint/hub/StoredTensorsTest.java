package dev.initlint.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.hub.family.Families;
import dev.initlint.hub.safetensors.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of stored tensors that an architecture has no place for. */
class StoredTensorsTest {
  private static final String MIXTRAL =
      """
      {
        "architectures": ["MixtralForCausalLM"], "model_type": "mixtral", "hidden_size": 4,
        "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2,
        "num_key_value_heads": 2, "num_local_experts": 2, "num_experts_per_tok": 1,
        "vocab_size": 8
      }
      """;

  @TempDir Path folder;

  @Test
  void aRouterOfItsOldNameIsTheRouterWhenExpertsAreJoined() throws IOException {
    Bytes file = new Bytes().floats("model.layers.0.block_sparse_moe.gate.weight", 2, 4, few(8));
    for (int expert = 0; expert < 2; expert++) {
      String of = "model.layers.0.block_sparse_moe.experts." + expert;
      file.floats(of + ".w1.weight", 8, 4, few(32));
      file.floats(of + ".w2.weight", 4, 8, few(32));
      file.floats(of + ".w3.weight", 8, 4, few(32));
    }
    assertThat(read(file).remarks()).noneMatch(r -> r.contains("has no place"));
  }

  @Test
  void integersAreCountersAndPositionsAndAreNotTold() throws IOException {
    Bytes file =
        new Bytes()
            .tensor("model.norm.num_batches_tracked", "I64", "[]", new byte[8])
            .tensor("model.position_ids", "I32", "[1,2]", new byte[8]);
    assertThat(read(file).remarks()).noneMatch(r -> r.contains("has no place"));
  }

  @Test
  void aParameterWithoutAPlaceIsTold() throws IOException {
    assertThat(read(new Bytes().floats("model.adapter.weight", 2, 2, few(4))).remarks())
        .anyMatch(r -> r.startsWith("model.adapter.weight is stored and has no place"));
  }

  private HubModel read(Bytes weights) throws IOException {
    Files.writeString(folder.resolve("config.json"), MIXTRAL);
    Files.write(folder.resolve("model.safetensors"), weights.file());
    return new HubReader(Families.standard(), Map.of()).read(folder, Map.of());
  }

  private static float[] few(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 0.01f * (i + 1);
    }
    return values;
  }
}
