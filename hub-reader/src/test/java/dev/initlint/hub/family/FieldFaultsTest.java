package dev.initlint.hub.family;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.initlint.hub.HubReader;
import dev.initlint.hub.configuration.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A field that is null, or of a kind it is never of, is either read soundly or named. */
class FieldFaultsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<List<String>> VALUES =
      List.of(List.of("null", "\"word\""), List.of("null", "[1]"), List.of("-3", "[1]"));
  private static final Map<String, Long> SIZES =
      Map.of("batch", 1L, "sequence", 4L, "decoder_sequence", 4L);

  @TempDir Path folder;

  /** A field that many families share is tried in the first of them. */
  @Test
  void everyFieldThatCannotBeIsNamedWithItsPlace() throws IOException {
    Set<String> tried = new HashSet<>();
    List<String> unclear = new ArrayList<>();
    for (Census model : onePerFamily().values()) {
      FamilyCard family = Families.standard().of(model.configuration()).orElseThrow();
      for (String field : family.fields()) {
        if (tried.add(field)) {
          for (String value : VALUES.get(tried.size() % VALUES.size())) {
            String told = told(model, field, JSON.readTree(value));
            if (told != null && !told.matches("line \\d+, column \\d+: .*" + last(field) + ".*")) {
              unclear.add(family.name() + ": " + field + " = " + value + ": " + told);
            }
          }
        }
      }
    }
    assertThat(tried).hasSizeGreaterThan(200);
    assertThat(unclear).isEmpty();
  }

  private static Map<String, Census> onePerFamily() {
    Map<String, Census> models = new LinkedHashMap<>();
    for (Census m : Census.all()) {
      models.putIfAbsent(Families.standard().of(m.configuration()).orElseThrow().name(), m);
    }
    return models;
  }

  private static String last(String field) {
    return field.substring(field.lastIndexOf('.') + 1);
  }

  /** The sentence, or null where the model is built. */
  private String told(Census model, String field, JsonNode value) throws IOException {
    ObjectNode root = model.configuration().root().deepCopy();
    ObjectNode at = root;
    String[] parts = field.split("\\.");
    for (int i = 0; i + 1 < parts.length; i++) {
      at = at.withObject("/" + parts[i]);
    }
    at.set(last(field), value);
    Files.writeString(folder.resolve("config.json"), root.toString());
    try {
      new HubReader(Families.standard(), Map.of()).read(folder, SIZES);
      return null;
    } catch (Malformed e) {
      return e.getMessage();
    }
  }

  @Test
  void aSizeThatIsNullFarFromTheLayerThatNeedsItIsNamed() throws IOException {
    Census dots = onePerFamily().get("dots1");
    assertThat(told(dots, "n_routed_experts", JSON.readTree("null")))
        .contains("n_routed_experts is null, where a value like 256 belongs");
  }
}
