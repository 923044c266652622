package dev.initlint.onnx;

import static dev.initlint.onnx.Models.counting;
import static dev.initlint.onnx.Models.floats;
import static dev.initlint.onnx.Models.integer;
import static dev.initlint.onnx.Models.ints;
import static dev.initlint.onnx.Models.model;
import static dev.initlint.onnx.Models.node;
import static dev.initlint.onnx.Models.opset;
import static dev.initlint.onnx.Models.raw;
import static dev.initlint.onnx.Models.real;
import static dev.initlint.onnx.Models.value;
import static dev.initlint.onnx.Models.vector;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Parsed;
import dev.initlint.graph.TensorData;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.schema.FunctionProto;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.onnx.schema.SparseTensorProto;
import dev.initlint.stored.Bytes;
import dev.initlint.testkit.FuzzRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Damaged models end as a model or as unreadable, whatever the damage; nothing is thrown. */
class MutationFuzzTest {
  private static final int MUTANTS = 50_000;
  private static final long NANOS = 20_000_000_000L;
  private static final Limits LIMITS = new Limits(16 << 20, 5_000, 48, 64, 16);
  private static final int STREAMED = 1 << 22;

  private int models;
  private int unreadable;

  @Test
  void nothingEscapes() throws IOException {
    List<byte[]> seeds = List.of(transformer(), weights(), control(), loops(), quantised());
    List<List<Place>> places = new ArrayList<>();
    for (byte[] seed : seeds) {
      assertThat(read(seed)).isInstanceOf(Parsed.Model.class);
      List<Place> found = new ArrayList<>();
      collect(seed, 0, seed.length, found);
      places.add(found);
    }
    FuzzRun run = FuzzRun.of(MUTANTS, NANOS, 20_260_117);
    Random random = new Random(run.seed());
    long start = System.nanoTime();
    for (int i = 0; run.goesOn(i, start); i++) {
      int s = random.nextInt(seeds.size());
      byte[] mutant = mutate(seeds.get(s), places.get(s), seeds, random);
      try {
        check(mutant);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutant " + i + ": " + Arrays.toString(mutant), e);
      }
    }
    System.out.println(models + " mutants of ONNX are models, " + unreadable + " are not");
    assertThat(models + unreadable).as("mutants in time").isGreaterThanOrEqualTo(20_000);
    assertThat(models).as("mutants that are models").isGreaterThan(MUTANTS / 20);
    assertThat(unreadable).as("mutants that are not").isGreaterThan(MUTANTS / 20);
  }

  private static Parsed read(byte[] content) {
    return OnnxReader.read("mutant.onnx", Bytes.of(content, 30), null, LIMITS);
  }

  private void check(byte[] mutant) {
    Parsed parsed = read(mutant);
    if (parsed instanceof Parsed.Unreadable u) {
      unreadable++;
      require(u.offset() >= -1 && u.offset() <= mutant.length, "offset outside of the file");
      require(!u.reason().isBlank() && u.reason().length() < 800, "no sentence");
      require(u.reason().chars().allMatch(c -> c >= ' ' && c != 0x7f), "control characters");
    } else {
      models++;
      keepsItsPromises(((Parsed.Model) parsed).graph(), Set.of());
    }
  }

  private static void keepsItsPromises(Graph graph, Set<String> around) {
    Set<String> known = new HashSet<>(around);
    known.addAll(graph.weights().keySet());
    graph.inputs().forEach(v -> known.add(v.name()));
    Set<String> defined = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (Node node : graph.nodes()) {
      require(names.add(node.name()), "node name twice");
      for (String input : node.inputs()) {
        require(input.isEmpty() || known.contains(input), node + " reads an undefined value");
      }
      for (Object attribute : node.attributes().byName().values()) {
        if (attribute instanceof Graph g) {
          keepsItsPromises(g, known);
        } else if (attribute instanceof TensorData t) {
          stream(t);
        }
      }
      for (String output : node.outputs()) {
        require(output.isEmpty() || defined.add(output), "value defined twice");
        known.add(output);
      }
    }
    graph.outputs().forEach(v -> require(known.contains(v.name()), "output not defined"));
    for (Weight weight : graph.weights().values()) {
      if (weight.data() != null) {
        require(Arrays.equals(weight.dims(), weight.data().dims()), "extents differ");
        stream(weight.data());
      }
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  private static void stream(TensorData data) {
    if (data.count() <= STREAMED) {
      require(StreamedSum.of(data).count() == data.count(), "elements lost");
    }
  }

  /**
   * A field of a message.
   *
   * @param at offset of its length, or of its value when it has none
   * @param end offset after it
   */
  private record Place(int from, int at, int end) {}

  /** Lists the fields of a message and, where a payload can be taken for a message, of that. */
  private static boolean collect(byte[] bytes, int from, int length, List<Place> to)
      throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes, from, length);
    List<Place> found = new ArrayList<>();
    try {
      while (!in.isAtEnd()) {
        int start = from + in.getTotalBytesRead();
        int tag = in.readTag();
        int at = from + in.getTotalBytesRead();
        if ((tag & 7) == 2) {
          int size = in.readRawVarint32();
          int payload = from + in.getTotalBytesRead();
          in.skipRawBytes(size);
          collect(bytes, payload, size, found);
        } else if (!in.skipField(tag)) {
          return false;
        }
        found.add(new Place(start, at, from + in.getTotalBytesRead()));
      }
    } catch (IOException e) {
      return false;
    }
    return to.addAll(found);
  }

  private static byte[] mutate(byte[] seed, List<Place> places, List<byte[]> seeds, Random random) {
    byte[] m = seed.clone();
    Place place = places.get(random.nextInt(places.size()));
    switch (random.nextInt(8)) {
      case 0 -> m[random.nextInt(m.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        for (int i = 0; i < 4; i++) {
          m[random.nextInt(m.length)] = (byte) random.nextInt(256);
        }
      }
      case 2 -> m = Arrays.copyOf(m, random.nextInt(m.length));
      case 3 -> m[place.at()] = (byte) random.nextInt(256);
      case 4 -> m = splice(m, place.at(), place.at() + 1, hugeVarint(random));
      case 5 -> m = splice(m, place.from(), place.end(), new byte[0]);
      case 6 -> {
        byte[] copy = Arrays.copyOfRange(m, place.from(), place.end());
        Place other = places.get(random.nextInt(places.size()));
        m = splice(m, other.from(), random.nextBoolean() ? other.end() : other.from(), copy);
      }
      default -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int cut = random.nextInt(other.length);
        int n = random.nextInt(Math.min(64, other.length - cut) + 1);
        m = splice(m, place.from(), place.end(), Arrays.copyOfRange(other, cut, cut + n));
      }
    }
    return m;
  }

  private static byte[] splice(byte[] m, int from, int end, byte[] with) {
    byte[] result = new byte[m.length - (end - from) + with.length];
    System.arraycopy(m, 0, result, 0, from);
    System.arraycopy(with, 0, result, from, with.length);
    System.arraycopy(m, end, result, from + with.length, m.length - end);
    return result;
  }

  private static byte[] hugeVarint(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(11)];
    Arrays.fill(bytes, (byte) 0xff);
    bytes[bytes.length - 1] = (byte) random.nextInt(128);
    return bytes;
  }

  private static byte[] transformer() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("block")
            .addInput(value("x", "batch", 4))
            .addInitializer(counting("g", 4))
            .addInitializer(counting("w", 12, 4))
            .addInitializer(vector("zero", 0))
            .addInitializer(vector("four", 4))
            .addNode(node("n = LayerNormalization(x, g)", real("epsilon", 1e-5f)).setName("/norm"))
            .addNode(node("q = Slice(w, zero, four, zero)"))
            .addNode(node("qt = Transpose(q)", ints("perm", 1, 0)))
            .addNode(node("a = MatMul(n, qt)"))
            .addNode(node("k, v, o = Split(w)", integer("axis", 0)))
            .addNode(node("both = Concat(k, v)", integer("axis", 1)))
            .addNode(node("y = Gemm(a, o)", integer("transB", 1)))
            .addOutput(value("y", "batch", 4));
    return model(graph).build().toByteArray();
  }

  private static byte[] weights() {
    GraphProto.Builder graph = GraphProto.newBuilder().addInput(value("x", 2));
    for (ElementType type : ElementType.values()) {
      if (type.bits() > 0) {
        int[] bytes = new int[type.bits()];
        Arrays.setAll(bytes, i -> i * 37 + 1);
        graph.addInitializer(raw("w" + type, type, bytes, 8));
      }
    }
    graph.addInitializer(vector("typed", 1, -1, 300, 1L << 40));
    graph.addSparseInitializer(
        SparseTensorProto.newBuilder()
            .setValues(counting("sparse", 3))
            .setIndices(vector("i", 1, 5, 9))
            .addDims(2)
            .addDims(6));
    for (int to : new int[] {1, 10, 16, 6, 9}) {
      graph.addNode(node("c" + to + " = Cast(wFLOAT16)", integer("to", to)));
    }
    return model(graph).build().toByteArray();
  }

  /** A Loop in a Loop, and a Scan, that are written out. */
  private static byte[] loops() {
    GraphProto.Builder step =
        GraphProto.newBuilder()
            .addInput(value("i"))
            .addInput(value("go"))
            .addInput(value("h", 2))
            .addInitializer(counting("w", 2))
            .addNode(node("r = Mul(h, w)"))
            .addOutput(value("go"))
            .addOutput(value("r", 2))
            .addOutput(value("h", 2));
    GraphProto.Builder outer =
        GraphProto.newBuilder()
            .addInput(value("j"))
            .addInput(value("on"))
            .addInput(value("k", 2))
            .addNode(node("a, all = Loop(n, on, k)", Models.graph("body", step)))
            .addOutput(value("on"))
            .addOutput(value("a", 2));
    GraphProto.Builder part =
        GraphProto.newBuilder()
            .addInput(value("s", 2))
            .addInput(value("p", 2))
            .addNode(node("q = Add(s, p)"))
            .addNode(node("o = Identity(q)"))
            .addOutput(value("q", 2))
            .addOutput(value("o", 2));
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", 2))
            .addInput(value("xs", 3, 2))
            .addInitializer(Models.longs("n", new long[] {3}))
            .addInitializer(raw("yes", ElementType.BOOL, new int[] {1}))
            .addNode(node("y = Loop(n, yes, x)", Models.graph("body", outer)))
            .addNode(
                node(
                    "last, rest = Scan(y, xs)",
                    Models.graph("body", part),
                    Models.integer("num_scan_inputs", 1),
                    Models.ints("scan_input_directions", 1)))
            .addOutput(value("last", 2))
            .addOutput(value("rest", 3, 2));
    return model(graph).build().toByteArray();
  }

  private static byte[] control() {
    GraphProto.Builder branch =
        GraphProto.newBuilder()
            .addInitializer(counting("b", 2))
            .addNode(node("t = Add(x, b)"))
            .addNode(node("u = F(t)").setDomain("local"))
            .addOutput(value("u", 2));
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", 2))
            .addInput(value("open"))
            .addInitializer(raw("yes", ElementType.BOOL, new int[] {1}))
            .addNode(
                node(
                    "y = If(yes)",
                    Models.graph("then_branch", branch),
                    Models.graph("else_branch", branch)))
            .addNode(
                node(
                    "z = If(open)",
                    Models.graph("then_branch", branch),
                    Models.graph("else_branch", branch)))
            .addNode(node("s = Shape(x)"))
            .addNode(node("r = Reshape(b2, s)"))
            .addInitializer(counting("b2", 2, 1))
            .addNode(node("f = F(z)", real("slope", 2)).setDomain("local"))
            .addOutput(value("f", 2));
    FunctionProto.Builder f =
        FunctionProto.newBuilder()
            .setName("F")
            .setDomain("local")
            .addInput("a")
            .addOutput("c")
            .addAttributeProto(real("slope", 1))
            .addOpsetImport(opset("", 17))
            .addNode(node("b = LeakyRelu(a)"))
            .addNode(node("c = G(b)").setDomain("local"));
    FunctionProto.Builder g =
        FunctionProto.newBuilder()
            .setName("G")
            .setDomain("local")
            .addInput("a")
            .addOutput("b")
            .addNode(node("b = Relu(a)"));
    return model(graph).addFunctions(f).addFunctions(g).build().toByteArray();
  }

  private static byte[] quantised() {
    int[] codes = new int[48];
    Arrays.setAll(codes, i -> i * 5);
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("x", 2, 20))
            .addInitializer(raw("q", ElementType.UINT8, codes, 3, 2, 8))
            .addInitializer(raw("z", ElementType.UINT8, new int[] {1, 2, 3}, 3))
            .addInitializer(floats("s", new float[] {1, 2, 3, 4, 5, 6}, 6))
            .addInitializer(floats("rows", new float[] {1, 2, 3}, 3))
            .addNode(
                node(
                        "y = MatMulNBits(x, q, s, z)",
                        integer("K", 20),
                        integer("N", 3),
                        integer("bits", 4),
                        integer("block_size", 16))
                    .setDomain("com.microsoft"))
            .addNode(node("d = DequantizeLinear(q, rows, z)", integer("axis", 0)))
            .addNode(node("e = Flatten(d)", integer("axis", -1)))
            .addNode(
                node("b = DequantizeLinear(q, s2)", integer("axis", 2), integer("block_size", 8)))
            .addNode(node("s2 = Reshape(s, to)"))
            .addInitializer(vector("to", 3, 2, -1))
            .addOutput(value("y", 2, 3));
    return model(graph).build().toByteArray();
  }
}
