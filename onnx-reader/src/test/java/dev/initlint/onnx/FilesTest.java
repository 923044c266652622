package dev.initlint.onnx;

import static dev.initlint.onnx.Models.counting;
import static dev.initlint.onnx.Models.model;
import static dev.initlint.onnx.Models.node;
import static dev.initlint.onnx.Models.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.initlint.graph.Graph;
import dev.initlint.graph.Parsed;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.TensorProto;
import dev.initlint.stored.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands at a path, and the files beside a model. */
class FilesTest {
  private static final String POINTER =
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";

  @TempDir Path folder;

  private Parsed.Unreadable unreadable(byte[] content) throws IOException {
    return unreadable(Files.write(folder.resolve("m.onnx"), content));
  }

  private static Parsed.Unreadable unreadable(Path file) {
    Parsed parsed = OnnxReader.read(file);
    assertThat(parsed).isInstanceOf(Parsed.Unreadable.class);
    assertThat(parsed.path()).isEqualTo(file.toString());
    return (Parsed.Unreadable) parsed;
  }

  @Test
  void whatIsNoModelIsNamedWithItsCure() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(1);
    }
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("model.onnx"));
    }
    assertThat(unreadable(POINTER.getBytes(StandardCharsets.UTF_8)).reason())
        .contains("Git LFS pointer")
        .contains("git lfs pull");
    assertThat(unreadable(new byte[0]).reason()).contains("empty");
    assertThat(unreadable(gzip.toByteArray()).reason()).contains("decompress it first");
    assertThat(unreadable(zip.toByteArray()).reason()).contains("unpack");
    assertThat(unreadable("import torch\n".getBytes(StandardCharsets.UTF_8)).reason())
        .contains("text file");
    assertThat(unreadable("<!DOCTYPE html>\n<html>".getBytes(StandardCharsets.UTF_8)).reason())
        .contains("web page");
    assertThat(unreadable(folder).reason()).contains("folder");
    assertThat(unreadable(folder.resolve("none.onnx")).reason()).contains("no such file");
  }

  private Path write(TensorProto.Builder tensor) throws IOException {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", "n", 4))
            .addInitializer(tensor)
            .addNode(node("y = MatMul(x, w)"));
    return Files.write(folder.resolve("m.onnx"), model(graph).build().toByteArray());
  }

  private static TensorProto.Builder external(String... entries) {
    TensorProto.Builder t =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(1)
            .addDims(4)
            .addDims(2)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    for (int i = 0; i < entries.length; i += 2) {
      t.addExternalDataBuilder().setKey(entries[i]).setValue(entries[i + 1]);
    }
    return t;
  }

  private void data(String name, int skipped) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(skipped + 32).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 8; i++) {
      buffer.putFloat(skipped + 4 * i, i);
    }
    Files.createDirectories(folder.resolve(name).getParent());
    Files.write(folder.resolve(name), buffer.array());
  }

  @ParameterizedTest
  @CsvSource({"0, true", "0, false", "64, true", "3, false"})
  void externalDataIsRead(int offset, boolean withLength) throws IOException {
    data("weights/w.bin", offset);
    TensorProto.Builder t =
        external("location", "weights/w.bin", "offset", "" + offset, "checksum", "?", "odd", "!");
    if (withLength) {
      t.addExternalDataBuilder().setKey("length").setValue("32");
    }
    Graph graph = ((Parsed.Model) OnnxReader.read(write(t))).graph();
    assertThat(graph.weights().get("w").data().toDoubles(8))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(StreamedSum.of(graph.weights().get("w").data())).isEqualTo(new StreamedSum(28, 8));
  }

  @Test
  void missingExternalDataIsNamedByItsPath() throws IOException {
    Parsed.Unreadable u = unreadable(write(external("location", "model.onnx_data")));
    assertThat(u.reason())
        .contains("'w'")
        .contains("missing")
        .contains(folder.resolve("model.onnx_data").toString());
    assertThat(u.offset()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../w.bin", "a/../../w.bin", "a/..", "/etc/passwd", "..\\w.bin", ""})
  void pathsThatLeaveTheFolderAreRefused(String location) throws IOException {
    assertThat(unreadable(write(external("location", location))).reason())
        .containsAnyOf("outside of the model's folder", "has no location");
  }

  @Test
  void aLocationThatIsNoPathIsRefused() throws IOException {
    assertThat(unreadable(write(external("location", "a\u0000b"))).reason())
        .contains("no path: 'a\\u0000b'");
  }

  @Test
  void linksAndOddFilesAreRefused() throws IOException {
    data("real.bin", 0);
    Files.createSymbolicLink(folder.resolve("soft.bin"), folder.resolve("real.bin"));
    assertThat(unreadable(write(external("location", "soft.bin"))).reason())
        .contains("symbolic link")
        .contains("copy the data itself there");
    Files.createDirectory(folder.resolve("inside"));
    Files.move(folder.resolve("real.bin"), folder.resolve("inside/real.bin"));
    Files.createSymbolicLink(folder.resolve("door"), folder.resolve("inside"));
    assertThat(unreadable(write(external("location", "door/real.bin"))).reason())
        .contains("symbolic link");
    assertThat(unreadable(write(external("location", "inside"))).reason())
        .contains("not a regular file");
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("unix"));
    Files.createLink(folder.resolve("hard.bin"), folder.resolve("inside/real.bin"));
    assertThat(unreadable(write(external("location", "hard.bin"))).reason()).contains("hard link");
  }

  @ParameterizedTest
  @CsvSource({
    "offset, 1, ends at byte 33",
    "offset, 9223372036854775807, not a byte count",
    "offset, -1, not a byte count",
    "offset, 1152921504606846975, has only 32",
    "length, 31, claims 31",
    "length, 99999999999999999999, not a byte count",
    "offset, zero, not a byte count"
  })
  void bytesBeyondTheFileAreRefused(String key, String text, String reason) throws IOException {
    data("w.bin", 0);
    assertThat(unreadable(write(external("location", "w.bin", key, text))).reason())
        .contains(reason);
  }

  @Test
  void anEntryStatedTwiceIsRefused() throws IOException {
    assertThat(unreadable(write(external("location", "a", "location", "b"))).reason())
        .contains("twice");
  }

  @Test
  void aPointerInPlaceOfTheDataIsNamed() throws IOException {
    Files.writeString(folder.resolve("w.bin"), POINTER);
    assertThat(unreadable(write(external("location", "w.bin"))).reason())
        .contains("w.bin")
        .contains("Git LFS pointer");
  }

  @Test
  void tensorsMayShareBytesButNotWithoutEnd() throws IOException {
    data("w.bin", 1 << 20);
    GraphProto.Builder graph = GraphProto.newBuilder();
    TensorProto.Builder t = external("location", "w.bin").clearDims().addDims(1 << 18);
    graph.addInitializer(t.setName("a")).addInitializer(t.setName("b"));
    byte[] few = model(graph).build().toByteArray();
    assertThat(OnnxReader.read(Files.write(folder.resolve("m.onnx"), few)))
        .isInstanceOf(Parsed.Model.class);
    for (int i = 0; i < 20; i++) {
      graph.addInitializer(t.setName("w" + i));
    }
    byte[] many = model(graph).build().toByteArray();
    assertThat(unreadable(many).reason()).contains("many times over");
  }

  @Test
  void windowsShowWhatAWholeMappingShows() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", "n", 40))
            .addInitializer(counting("w", 40, 30))
            .addInitializer(Models.vector("v", java.util.stream.LongStream.range(0, 500).toArray()))
            .addNode(node("t = Transpose(w)"))
            .addNode(node("y = MatMul(x, w)"));
    byte[] content = model(graph).build().toByteArray();
    Graph whole = ((Parsed.Model) Models.read(content)).graph();
    for (int bits = 2; bits < 9; bits++) {
      Parsed parsed = OnnxReader.read("m", Bytes.of(content, bits), null, Limits.standard());
      Graph seen = ((Parsed.Model) parsed).graph();
      assertThat(seen.nodes()).hasSameSizeAs(whole.nodes());
      for (String name : whole.weights().keySet()) {
        assertThat(seen.weights().get(name).data().toDoubles(1200))
            .isEqualTo(whole.weights().get(name).data().toDoubles(1200));
        assertThat(StreamedSum.of(seen.weights().get(name).data()))
            .isEqualTo(StreamedSum.of(whole.weights().get(name).data()));
      }
    }
  }
}
