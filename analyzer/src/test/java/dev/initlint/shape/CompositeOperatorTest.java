package dev.initlint.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.ElementType;
import org.junit.jupiter.api.Test;

/** Norms, recurrent layers and attention, each one operator. */
class CompositeOperatorTest {

  @Test
  void layerNormalizationHasStatistics() {
    NodeCase c =
        NodeCase.of("LayerNormalization")
            .outputs(3)
            .with("axis", -2)
            .input(4, 64, 128)
            .input(64, 128);
    assertThat(c.dims(0)).containsExactly(4, 64, 128);
    assertThat(c.dims(1)).containsExactly(4, 1, 1);
    assertThat(c.dims(2)).containsExactly(4, 1, 1);
    assertThat(NodeCase.of("RMSNormalization").input(4, 64).input(64).dims())
        .containsExactly(4, 64);
    assertThat(
            NodeCase.of("SimplifiedLayerNormalization").outputs(2).input(4, 64).input(64).dims(1))
        .containsExactly(4, 1);
  }

  @Test
  void batchNormalizationHasRunningStatistics() {
    NodeCase c =
        NodeCase.of("BatchNormalization")
            .outputs(3)
            .with("training_mode", 1)
            .input(4, 16, 8, 8)
            .input(16)
            .input(16)
            .input(16)
            .input(16);
    assertThat(c.dims(0)).containsExactly(4, 16, 8, 8);
    assertThat(c.dims(2)).containsExactly(16);
  }

  @Test
  void quantization() {
    assertThat(NodeCase.of("DequantizeLinear").input(ElementType.INT8, 4, 5).input().type())
        .isEqualTo(ElementType.FLOAT);
    NodeCase c = NodeCase.of("DynamicQuantizeLinear").outputs(3).input(4, 5);
    assertThat(c.type()).isEqualTo(ElementType.UINT8);
    assertThat(c.dims(1)).isEmpty();
    assertThat(
            NodeCase.of("MatMulInteger")
                .input(ElementType.UINT8, 4, 5)
                .input(ElementType.INT8, 5, 6)
                .type())
        .isEqualTo(ElementType.INT32);
  }

  @Test
  void recurrentLayers() {
    NodeCase lstm =
        NodeCase.of("LSTM")
            .outputs(3)
            .with("direction", "bidirectional")
            .with("hidden_size", 32)
            .input(10, 4, 16)
            .input(2, 128, 16)
            .input(2, 128, 32);
    assertThat(lstm.dims(0)).containsExactly(10, 2, 4, 32);
    assertThat(lstm.dims(1)).containsExactly(2, 4, 32);
    assertThat(lstm.dims(2)).containsExactly(2, 4, 32);
    NodeCase gru =
        NodeCase.of("GRU")
            .outputs(2)
            .with("layout", 1)
            .input(4, 10, 16)
            .input(1, 96, 16)
            .input(1, 96, 32);
    assertThat(gru.dims(0)).containsExactly(4, 10, 1, 32);
    assertThat(gru.dims(1)).containsExactly(4, 1, 32);
    assertThat(NodeCase.of("RNN").input(10, 4, 16).input(2, 32, 16).input(2, 32, 32).reason())
        .contains("2 directions, not 1");
  }

  @Test
  void attention() {
    NodeCase split =
        NodeCase.of("Attention")
            .opset(23)
            .outputs(4)
            .input(2, 8, 10, 32)
            .input(2, 4, 12, 32)
            .input(2, 4, 12, 16)
            .absent()
            .input(2, 4, 5, 32)
            .input(2, 4, 5, 16);
    assertThat(split.dims(0)).containsExactly(2, 8, 10, 16);
    assertThat(split.dims(1)).containsExactly(2, 4, 17, 32);
    assertThat(split.dims(2)).containsExactly(2, 4, 17, 16);
    assertThat(split.dims(3)).containsExactly(2, 8, 10, 17);
    NodeCase packed =
        NodeCase.of("Attention")
            .opset(23)
            .with("q_num_heads", 8)
            .with("kv_num_heads", 4)
            .input(2, 10, 256)
            .input(2, 12, 128)
            .input(2, 12, 64);
    assertThat(packed.dims()).containsExactly(2, 10, 128);
    assertThat(NodeCase.of("Attention").input(2, 10, 256).input(2, 12, 8).input(2, 12, 8).reason())
        .isEqualTo("Attention splits 256 features into 0 heads");
    assertThat(NodeCase.of("RotaryEmbedding").input(2, 8, 10, 32).input(10, 16).dims())
        .containsExactly(2, 8, 10, 32);
  }

  @Test
  void contribAttention() {
    NodeCase packed =
        NodeCase.microsoft("Attention")
            .outputs(2)
            .with("num_heads", 12)
            .input(4, 64, 768)
            .input(768, 2304)
            .input(2304);
    assertThat(packed.dims(0)).containsExactly(4, 64, 768);
    assertThat(packed.dims(1)).containsExactly(2, 4, 12, 64, 64);
    NodeCase multi =
        NodeCase.microsoft("MultiHeadAttention")
            .outputs(3)
            .with("num_heads", 8)
            .input(4, 10, 256)
            .input(4, 12, 256)
            .input(4, 12, 128);
    assertThat(multi.dims(0)).containsExactly(4, 10, 128);
    assertThat(multi.dims(1)).containsExactly(4, 8, 12, 32);
    assertThat(multi.dims(2)).containsExactly(4, 8, 12, 16);
    assertThat(
            NodeCase.microsoft("MultiHeadAttention")
                .with("num_heads", 8)
                .input(4, 10, 8, 3, 32)
                .dims())
        .containsExactly(4, 10, 256);
  }

  @Test
  void groupQueryAttention() {
    NodeCase c =
        NodeCase.microsoft("GroupQueryAttention")
            .outputs(3)
            .with("num_heads", 8)
            .with("kv_num_heads", 2)
            .input(4, 10, 256)
            .input(4, 10, 64)
            .input(4, 10, 64)
            .input(4, 2, 0, 32)
            .input(4, 2, 0, 32)
            .input(ElementType.INT32, 4)
            .integer(10);
    assertThat(c.dims(0)).containsExactly(4, 10, 256);
    assertThat(c.dims(1)).containsExactly(4, 2, 10, 32);
    NodeCase packed =
        NodeCase.microsoft("GroupQueryAttention")
            .outputs(3)
            .with("num_heads", 8)
            .with("kv_num_heads", 2)
            .input(4, 10, 384);
    assertThat(packed.dims(0)).containsExactly(4, 10, 256);
    assertThat(packed.infer().reason("y1")).contains("computed at run time");
  }

  @Test
  void contribNorms() {
    NodeCase skip =
        NodeCase.microsoft("SkipLayerNormalization")
            .outputs(4)
            .input(4, 64, 128)
            .input(4, 64, 128)
            .input(128);
    assertThat(skip.dims(0)).containsExactly(4, 64, 128);
    assertThat(skip.dims(3)).containsExactly(4, 64, 128);
    NodeCase embed =
        NodeCase.microsoft("EmbedLayerNormalization")
            .outputs(3)
            .input(ElementType.INT32, 4, 64)
            .absent()
            .input(1000, 128)
            .input(512, 128)
            .absent()
            .input(128)
            .input(128);
    assertThat(embed.dims(0)).containsExactly(4, 64, 128);
    assertThat(embed.dims(1)).containsExactly(4);
    assertThat(embed.dims(2)).containsExactly(4, 64, 128);
    assertThat(NodeCase.microsoft("BiasGelu").input(4, 64).input(64).dims()).containsExactly(4, 64);
    assertThat(NodeCase.microsoft("BiasSplitGelu").input(4, 64, 128).input(128).dims())
        .containsExactly(4, 64, 64);
  }

  @Test
  void shapeKeepingActivations() {
    for (String op : new String[] {"Gelu", "Mish", "HardSwish", "Selu", "Celu", "Swish"}) {
      assertThat(NodeCase.of(op).input(2, 3).dims()).as(op).containsExactly(2, 3);
    }
    for (String op : new String[] {"Gelu", "FastGelu", "QuickGelu"}) {
      assertThat(NodeCase.microsoft(op).input(2, 3).dims()).as(op).containsExactly(2, 3);
    }
  }

  @Test
  void losses() {
    assertThat(NodeCase.of("SoftmaxCrossEntropyLoss").outputs(2).input(4, 10).input(4).dims(0))
        .isEmpty();
    assertThat(
            NodeCase.of("NegativeLogLikelihoodLoss")
                .with("reduction", "none")
                .input(4, 10, 7)
                .input(4, 7)
                .dims())
        .containsExactly(4, 7);
  }
}
