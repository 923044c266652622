package dev.initlint.javasource.djl;

import dev.initlint.javasource.OracleSources;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every block that is modelled is measured with the real library. */
class OracleCoverageTest {
  private static final String NO_KERNEL = "the PyTorch engine of DJL does not implement it";

  private static final String WORDS = "looks up words of a vocabulary as IdEmbedding does numbers";

  @Test
  void blocks() {
    OracleSources.cover(
        BuiltIn.KINDS.keySet(),
        Map.ofEntries(
            Map.entry("Conv1dTranspose", NO_KERNEL),
            Map.entry("Conv2dTranspose", NO_KERNEL),
            Map.entry("Prelu", NO_KERNEL),
            Map.entry("TrainableWordEmbedding", WORDS),
            Map.entry("TrainableTextEmbedding", WORDS),
            Map.entry("Embedding", "is abstract"),
            Map.entry(
                "GhostBatchNorm", "is read as BatchNorm; its virtual batches are not modelled"),
            Map.entry("SparseMax", "has a shape and no moments"),
            Map.entry("BertPretrainingBlock", "has heads that are not modelled"),
            Map.entry("BertBlock", "reads three inputs; its parts are measured one by one")));
  }

  @Test
  void activations() {
    Set<String> spelled = new TreeSet<>(DjlActivations.NAMES);
    spelled.removeAll(SPELLED.keySet());
    spelled.addAll(SPELLED.values());
    OracleSources.cover(spelled, Map.of());
  }

  /** Names in lower case as methods of the library have them. */
  private static final Map<String, String> SPELLED =
      Map.of("softplus", "softPlus", "softsign", "softSign", "leakyrelu", "leakyRelu");
}
