package dev.initlint.onnx;

import static dev.initlint.onnx.Models.counting;
import static dev.initlint.onnx.Models.graph;
import static dev.initlint.onnx.Models.model;
import static dev.initlint.onnx.Models.node;
import static dev.initlint.onnx.Models.unreadable;
import static dev.initlint.onnx.Models.value;
import static dev.initlint.onnx.Models.vector;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.initlint.graph.Parsed;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.ModelProto;
import dev.initlint.onnx.schema.SparseTensorProto;
import dev.initlint.onnx.schema.TensorProto;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that are damaged or made to do harm end with an offset, a reason and a cure. */
class HostileModelTest {
  private static byte[] sound() {
    return model(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addInitializer(counting("w", 8))
                .addNode(node("y = Relu(x)")))
        .build()
        .toByteArray();
  }

  @Test
  void everyTruncationIsUnreadableOrSound() {
    byte[] sound = sound();
    int unreadable = 0;
    for (int n = 0; n < sound.length; n++) {
      Parsed parsed = Models.read(java.util.Arrays.copyOf(sound, n));
      if (parsed instanceof Parsed.Unreadable u) {
        unreadable++;
        assertThat(u.offset()).isBetween(-1L, (long) n);
        assertThat(u.reason()).isNotBlank();
      }
    }
    assertThat(unreadable).isGreaterThan(sound.length * 9 / 10);
  }

  @Test
  void aLengthBeyondTheFileNamesTheOffset() {
    byte[] bytes = sound();
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(":") + 1;
    bytes[at] = 127;
    Parsed.Unreadable u = (Parsed.Unreadable) Models.read(bytes);
    assertThat(u.offset()).isEqualTo(at - 1);
    assertThat(u.reason()).contains("127 bytes").contains("fetch or export it again");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 1L << 62, Long.MAX_VALUE})
  void extentsThatOverflowAreRefused(long extent) {
    TensorProto w =
        TensorProto.newBuilder().setName("w").setDataType(1).addDims(extent).addDims(4).build();
    assertThat(unreadable(model(GraphProto.newBuilder().addInitializer(w))).reason())
        .contains("'w'")
        .contains("export the model again");
  }

  @Test
  void extentsThatMultiplyBeyondTheirDataAreRefusedUnlessThereIsNone() {
    TensorProto w = counting("w", 8).toBuilder().setDims(0, 1L << 40).build();
    Parsed.Unreadable u = unreadable(model(GraphProto.newBuilder().addInitializer(w)));
    assertThat(u.reason()).contains("needs 4398046511104 bytes but 32 are there");
    assertThat(u.offset()).isPositive();
  }

  @Test
  void anExtentOfZeroExcusesNoOverflow() {
    TensorProto.Builder w = TensorProto.newBuilder().setName("w").setDataType(1).addDims(0);
    w.addDims(1L << 40).addDims(1L << 40);
    assertThat(unreadable(model(GraphProto.newBuilder().addInitializer(w))).reason())
        .contains("more than any file holds");
  }

  @Test
  void namelessTensorsDefineNoAbsentInput() {
    var graph =
        graph(
            GraphProto.newBuilder()
                .addInput(value("x", 2))
                .addInitializer(counting("", 2))
                .addNode(node("y = Clip(x, _, _)")));
    assertThat(graph.weights()).isEmpty();
    assertThat(graph.nodes().get(0).hasInput(1)).isFalse();
  }

  @Test
  void tooMuchDataIsRefusedToo() {
    TensorProto w = counting("w", 8).toBuilder().setDims(0, 7).build();
    assertThat(unreadable(model(GraphProto.newBuilder().addInitializer(w))).reason())
        .contains("needs 28 bytes but 32 are there");
    TensorProto typed = vector("v", 1, 2, 3).toBuilder().setDims(0, 2).build();
    assertThat(unreadable(model(GraphProto.newBuilder().addInitializer(typed))).reason())
        .contains("needs 2 numbers but 3 are there");
  }

  @Test
  void aRankBombIsRefused() {
    TensorProto.Builder w = TensorProto.newBuilder().setName("w").setDataType(1);
    IntStream.range(0, 100_000).forEach(i -> w.addDims(1));
    assertThat(unreadable(model(GraphProto.newBuilder().addInitializer(w))).reason())
        .contains("more than 64 dimensions");
  }

  @Test
  void nestedSubgraphsAreReadUntilTheLimit() {
    assertThat(Models.read(nested(40))).isInstanceOf(Parsed.Model.class);
    Parsed.Unreadable u = (Parsed.Unreadable) Models.read(nested(20_000));
    assertThat(u.reason()).contains("more than 48 deep");
    assertThat(u.offset()).isPositive();
  }

  /** Each level is a graph with one node with one attribute, written from the inside out. */
  private static byte[] nested(int levels) {
    ByteString graph = ByteString.EMPTY;
    for (int i = 0; i < levels; i++) {
      ByteString attribute = field(6, graph).concat(field(1, ByteString.copyFromUtf8("body")));
      graph = field(1, field(5, attribute));
    }
    return field(7, graph).toByteArray();
  }

  private static ByteString field(int number, ByteString content) {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.write(number << 3 | 2);
    int n = content.size();
    while (n >= 128) {
      head.write(n & 127 | 128);
      n >>>= 7;
    }
    head.write(n);
    return ByteString.copyFrom(head.toByteArray()).concat(content);
  }

  @Test
  void aGraphWithACycleIsRefused() {
    Parsed.Unreadable u =
        unreadable(
            model(
                GraphProto.newBuilder()
                    .addInput(value("x", 2))
                    .addNode(node("a = Add(x, c)"))
                    .addNode(node("b = Relu(a)").setName("middle"))
                    .addNode(node("c = Relu(b)"))
                    .addNode(node("d = Relu(c)"))));
    assertThat(u.reason()).contains("needs its own output");
    assertThat(u.offset()).isPositive();
  }

  @Test
  void aValueThatNothingDefinesIsRefused() {
    Parsed.Unreadable u =
        unreadable(
            model(
                GraphProto.newBuilder()
                    .addInput(value("x", 2))
                    .addNode(node("a = Add(x, ghost)").setName("sum"))));
    assertThat(u.reason()).contains("'sum' (Add)").contains("'ghost'");
    assertThat(unreadable(model(GraphProto.newBuilder().addOutput(value("nothing", 2)))).reason())
        .contains("'nothing'");
  }

  @Test
  void controlCharactersAreEscapedInReasons() {
    Parsed.Unreadable u =
        unreadable(model(GraphProto.newBuilder().addNode(node("a = Add(\u001b[2J\u202e, b)"))));
    assertThat(u.reason()).contains("'\\u001b[2J\\u202e'").doesNotContain("\u001b");
    String name = "n".repeat(100_000);
    assertThat(
            unreadable(model(GraphProto.newBuilder().addNode(node("a = Neg(" + name + ")"))))
                .reason())
        .hasSizeLessThan(400);
  }

  @Test
  void sparseIndicesAreChecked() {
    for (long[] indices : new long[][] {{3, 2}, {0, 99}, {-1, 2}, {1, 1}}) {
      assertThat(sparse(vector("", indices), 8).reason()).contains("sparse tensor 's'");
    }
    assertThat(sparse(vector("", 1, 2, 3), 8).reason()).contains("do not fit");
  }

  private static Parsed.Unreadable sparse(TensorProto indices, long extent) {
    return unreadable(
        model(
            GraphProto.newBuilder()
                .addSparseInitializer(
                    SparseTensorProto.newBuilder()
                        .setValues(counting("s", 2))
                        .setIndices(indices)
                        .addDims(extent))));
  }

  @Test
  void aSparseTensorOfAstronomicExtentIsNotStreamed() {
    Weight weight =
        graph(
                GraphProto.newBuilder()
                    .addSparseInitializer(
                        SparseTensorProto.newBuilder()
                            .setValues(counting("s", 2))
                            .setIndices(vector("", 1, 2))
                            .addDims(1L << 50)))
            .weights()
            .get("s");
    assertThat(weight.source()).isInstanceOf(Weight.Missing.class);
  }

  @Test
  void twoGraphsAreRefused() throws Exception {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(sound());
    both.write(sound());
    assertThat(((Parsed.Unreadable) Models.read(both.toByteArray())).reason())
        .contains("two graphs");
  }

  @Test
  void noGraphIsRefused() {
    byte[] bytes = ModelProto.newBuilder().setIrVersion(8).build().toByteArray();
    assertThat(((Parsed.Unreadable) Models.read(bytes)).reason()).contains("holds no graph");
  }

  @Test
  void moreNamesThanTheHeapHoldsAreRefused() {
    List<String> names = new ArrayList<>();
    IntStream.range(0, 20_000).forEach(i -> names.add("value" + i));
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addNode(node("y = Concat(" + names.stream().collect(Collectors.joining(",")) + ")"));
    Limits small = new Limits(1 << 20, 1000, 48, 64, 16);
    assertThat(unreadable(model(graph), small).reason()).contains("1 MB").contains("-Xmx");
  }

  @Test
  void moreNodesThanTheLimitAreRefused() {
    GraphProto.Builder graph = GraphProto.newBuilder();
    IntStream.range(0, 1001).forEach(i -> graph.addNode(node("v" + i + " = Random()")));
    Limits small = new Limits(1 << 28, 1000, 48, 64, 16);
    assertThat(unreadable(model(graph), small).reason()).contains("more than 1000 nodes");
  }

  @Test
  void aMillionDefinitionsOfOneNameTakeNoQuadraticTime() {
    GraphProto.Builder graph = GraphProto.newBuilder().addInput(value("x"));
    IntStream.range(0, 100_000).forEach(i -> graph.addNode(node("x = Relu(x)").setName("same")));
    assertThat(graph(graph).nodes()).hasSize(100_000);
  }
}
