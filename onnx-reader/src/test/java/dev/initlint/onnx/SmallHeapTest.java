package dev.initlint.onnx;

import static dev.initlint.onnx.Models.integer;
import static dev.initlint.onnx.Models.model;
import static dev.initlint.onnx.Models.node;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Parsed;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.NodeProto;
import dev.initlint.onnx.schema.TensorProto;
import dev.initlint.onnx.schema.ValueInfoProto;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads large files in a process of its own that has little memory. */
class SmallHeapTest {
  @TempDir static Path folder;

  /** Reads the named files, streams their weights and prints one line about each. */
  static final class Main {
    private Main() {}

    public static void main(String[] files) {
      for (String file : files) {
        Parsed parsed = OnnxReader.read(Path.of(file));
        if (parsed instanceof Parsed.Unreadable u) {
          System.out.println("unreadable: " + u.reason());
        } else {
          Graph graph = ((Parsed.Model) parsed).graph();
          long streamed = 0;
          for (Weight weight : graph.weights().values()) {
            streamed += weight.data() == null ? 0 : StreamedSum.of(weight.data()).count();
          }
          System.out.println("model: " + streamed + " elements");
        }
      }
    }
  }

  private static List<String> readWith(String heap, Path... files) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    for (Path file : files) {
      command.add(file.toString());
    }
    Path out = folder.resolve("out.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(out)).isZero();
    return Files.readAllLines(out);
  }

  @Test
  void moreThanTwoGigabytesOfExternalData() throws Exception {
    long floats = (1L << 29) + 12345;
    try (RandomAccessFile data = new RandomAccessFile(folder.resolve("w.bin").toFile(), "rw")) {
      data.setLength(4 * floats);
    }
    TensorProto.Builder w =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(1)
            .addDims(floats)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    w.addExternalDataBuilder().setKey("location").setValue("w.bin");
    byte[] content = model(GraphProto.newBuilder().addInitializer(w)).build().toByteArray();
    Path file = Files.write(folder.resolve("large.onnx"), content);
    assertThat(readWith("64m", file)).containsExactly("model: " + floats + " elements");
    Files.delete(folder.resolve("w.bin"));
  }

  @Test
  void filesThatWouldFillTheHeapAreStoppedBeforeTheyDo() throws Exception {
    Path[] files = {
      repeated("nodes", 1, i -> NodeProto.getDefaultInstance()),
      repeated("named", 1, i -> node("v" + i + " = Constant()", integer("value_int", i)).build()),
      repeated("inputs", 11, i -> ValueInfoProto.newBuilder().setName("i" + i).build()),
      repeated("shapes", 13, i -> Models.value("s" + i, 1, "n", 2, "m")),
      repeated("weights", 5, i -> Models.counting("w" + i, 1)),
      repeated("chain", 1, i -> node("v" + i + " = Relu(v" + Math.max(i - 1, 0) + ")").build()),
      repeated("reversed", 1, i -> node("v" + i + " = Relu(v" + (i + 1) + ")").build()),
      repeated(
          "integers", 1, i -> node("v" + i + " = A()", Models.ints("a", new long[500])).build()),
      repeated("typed", 5, i -> Models.vector("w" + i, 1, 2, 3))
    };
    assertThat(readWith("64m", files))
        .hasSize(files.length)
        .allMatch(line -> line.startsWith("unreadable: "));
  }

  /** A model whose graph repeats one field until its messages take 48 MB. */
  private static Path repeated(String name, int field, IntFunction<? extends Message> message)
      throws IOException {
    ByteString.Output graph = ByteString.newOutput(50 << 20);
    CodedOutputStream fields = CodedOutputStream.newInstance(graph);
    for (int i = 0; graph.size() < 24 << 20; i++) {
      fields.writeMessage(field, message.apply(i));
      if (i % 1000 == 0) {
        fields.flush();
      }
    }
    fields.flush();
    Path file = folder.resolve(name + ".onnx");
    try (OutputStream out = Files.newOutputStream(file)) {
      CodedOutputStream whole = CodedOutputStream.newInstance(out);
      whole.writeBytes(7, graph.toByteString());
      whole.flush();
    }
    return file;
  }
}
