package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.initlint.engine.StandardEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs read, against the schemas and the columns that docs/ states. */
class SchemasTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Path MODELS = Path.of("../fixtures/models");
  private static final String HEAD = MODELS.resolve("std-one-head.onnx").toString();

  @TempDir Path folder;

  private static String out(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(new ByteArrayInputStream(new byte[0]), out, err, false, false, true, Map.of());
    int code = new Cli(StandardEngine::new, console).run(arguments);
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isLessThan(2);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void follows(String schema, String json) throws IOException {
    assertThat(schema(schema).validate(json, InputFormat.JSON)).as(json).isEmpty();
  }

  private static Schema schema(String name) throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
        .getSchema(
            Files.readString(DOCS.resolve("schema/" + name + ".schema.json")), InputFormat.JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../fixtures/models/std-one-head.onnx",
        "../fixtures/exported/traced-hazards.onnx",
        "../fixtures/java/ResidualImageNetwork.java",
        "../fixtures/folders/gpt2",
        "src/test/resources/models/constant_mlp.onnx",
        "src/test/resources/models/rnn_regressor.onnx",
        "src/test/resources/models/post_norm.net"
      })
  void figuresOfEveryKindOfModel(String model) throws IOException {
    follows("trace", out("trace", model, "--format", "json"));
    follows("check", out("check", model, "--format", "json"));
    follows("diff", out("diff", model, HEAD, "--format", "json"));
  }

  @ParameterizedTest
  @CsvSource({
    "explain, trace, --explain, logits",
    "scale, scale, --vary, d_model=32..128",
    "scale, scale, --vary, n=16..64",
    "verify, verify, --seeds, 1",
    "verify, verify, --seeds, 2"
  })
  void figuresOfOneModel(String schema, String command, String option, String value)
      throws IOException {
    follows(schema, out(command, HEAD, option, value, "--format", "json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gelu", "relu", "tanh", "selu", "x", "x * tanh(log(1 + exp(x)))"})
  void gains(String function) throws IOException {
    follows("gain", out("gain", function, "--format", "json"));
  }

  @Test
  void rulesAndFixes() throws IOException {
    follows("rules", out("rules", "--format", "json"));
    for (String model : List.of("std-one-head", "sound")) {
      String from = MODELS.resolve(model + ".onnx").toString();
      String to = folder.resolve(model + ".onnx").toString();
      follows("fix", out("fix", from, "-o", to, "--format", "json"));
    }
  }

  @Test
  void whatIsNotInTheSchemaIsRefused() throws IOException {
    String trace = out("trace", HEAD, "--format", "json");
    assertThat(schema("trace").validate(trace.replace("\"op\"", "\"operator\""), InputFormat.JSON))
        .isNotEmpty();
  }

  @Test
  void columnsAreThoseThatAreDocumented() throws IOException {
    String page = Files.readString(DOCS.resolve("formats.md"));
    for (String csv :
        List.of(
            out("trace", HEAD, "--format", "csv"),
            out("scale", HEAD, "--vary", "n=16..64", "--format", "csv"))) {
      List<String> lines = csv.lines().toList();
      assertThat(page).contains("`" + lines.get(0) + "`");
      for (String column : lines.get(0).split(",")) {
        assertThat(page).contains("| `" + column + "` |");
      }
      assertThat(lines).hasSizeGreaterThan(2);
    }
  }

  @Test
  void everySchemaIsListed() throws IOException {
    String page = Files.readString(DOCS.resolve("formats.md"));
    List<String> schemas = new ArrayList<>();
    try (var files = Files.list(DOCS.resolve("schema"))) {
      files.forEach(f -> schemas.add(f.getFileName().toString()));
    }
    assertThat(schemas).hasSizeGreaterThan(8).allMatch(s -> page.contains("schema/" + s));
  }
}
