package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.initlint.engine.StandardEngine;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.onnx.schema.StringStringEntryProto;
import dev.initlint.onnx.schema.TensorProto;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that is piped in has no folder. */
class StandardInputTest {
  @ParameterizedTest
  @ValueSource(strings = {"check", "trace", "verify"})
  void externalDataIsAskedForByName(String command) throws InvalidProtocolBufferException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(withExternalData(FixtureModels.sound())),
            out,
            err,
            false,
            false,
            true,
            Map.of());
    int code = new Cli(StandardEngine::new, console).run(command, "-");
    String said = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    assertThat(code).isEqualTo(2);
    assertThat(said)
        .contains("a model with external data cannot be read from standard input; name the file")
        .doesNotContain("weights.bin");
  }

  private static byte[] withExternalData(byte[] model) throws InvalidProtocolBufferException {
    ModelProto.Builder m = ModelProto.parseFrom(model).toBuilder();
    for (TensorProto.Builder t : m.getGraphBuilder().getInitializerBuilderList()) {
      t.clearRawData()
          .setDataLocation(TensorProto.DataLocation.EXTERNAL)
          .addExternalData(
              StringStringEntryProto.newBuilder().setKey("location").setValue("weights.bin"));
    }
    return m.build().toByteArray();
  }
}
