package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.OracleSources;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every layer and vertex that is modelled is measured with the real library. */
class OracleCoverageTest {
  @Test
  void layers() {
    OracleSources.cover(
        Layers.KINDS.keySet(),
        Map.of(
            "LearnedSelfAttentionLayer",
            "the library fails to run it: its operation scatter_update gives an error",
            "Yolo2OutputLayer",
            "passes its input on; its loss needs labels of boxes"));
  }

  @Test
  void vertices() {
    OracleSources.cover(
        Vertices.KINDS.keySet(),
        Map.of("LayerVertex", "what the library makes of addLayer; sources do not write it"));
  }
}
