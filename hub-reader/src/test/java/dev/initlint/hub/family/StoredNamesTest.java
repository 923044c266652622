package dev.initlint.hub.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.Elements;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Weight;
import dev.initlint.hub.configuration.Configuration;
import dev.initlint.hub.configuration.Malformed;
import dev.initlint.hub.safetensors.StoredTensor;
import dev.initlint.hub.safetensors.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tensors are found by the names that files give them, where these are not the modules'. */
class StoredNamesTest {
  private static final Configuration SMALL =
      Configuration.parse(
          "config.json",
          """
          {"model_type": "vit", "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2,
           "intermediate_size": 12, "image_size": 32, "patch_size": 16,
           "architectures": ["ViTForImageClassification"]}
          """);

  @ParameterizedTest
  @CsvSource({
    "vit.layers.0.attention.q_proj.weight, vit.encoder.layer.0.attention.attention.query.weight",
    "vit.layers.0.attention.o_proj.weight, vit.encoder.layer.0.attention.output.dense.weight",
    "vit.layers.0.attention.o_proj.weight, encoder.layer.0.attention.output.dense.weight",
    "vit.layers.0.attention.q_proj.weight, vit.layers.0.attention.q_proj.weight",
  })
  void aVisionTransformerFindsWhatItsFilesHold(String parameter, String inFile) {
    Tensors file = new One(inFile, 8, 8);
    FamilyModel model = Families.standard().build(SMALL, file, Map.of());
    assertThat(model.used()).containsExactly(inFile);
    assertThat(model.graph().weights().get(parameter).source()).isInstanceOf(Weight.Stored.class);
  }

  @Test
  void aBodyThatIsSavedAloneIsDrawnByTheSameLawsAsInsideAHead() {
    Configuration body =
        Configuration.parse(
            "config.json",
            "{\"model_type\": \"wav2vec2\", \"architectures\": [\"Wav2Vec2Model\"],"
                + " \"num_hidden_layers\": 1}");
    assertThat(Families.standard().build(body, null, Map.of()).graph().weights())
        .containsKey("masked_spec_embed");
  }

  @Test
  void aLineThatNamesNoPartIsAFault() {
    String net = "family own like vit\nstored\n  layers = \n";
    assertThatThrownBy(() -> Families.with("my.net", net))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("line 3")
        .hasMessageContaining("part in files");
  }

  /** A file with one tensor. */
  private record One(String name, long... dims) implements Tensors {
    @Override
    public Set<String> names() {
      return Set.of(name);
    }

    @Override
    public List<String> remarks() {
      return List.of();
    }

    @Override
    public StoredTensor get(String wanted) {
      Elements data = new Elements(ElementType.FLOAT, dims, new double[(int) (dims[0] * dims[1])]);
      return wanted.equals(name)
          ? new StoredTensor(name, ElementType.FLOAT, dims, data, Origin.node(name, name))
          : null;
    }
  }
}
