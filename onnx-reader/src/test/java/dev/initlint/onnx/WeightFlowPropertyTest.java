package dev.initlint.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.DerivedData;
import dev.initlint.graph.Graph;
import dev.initlint.graph.TensorData;
import dev.initlint.onnx.schema.GraphProto;
import dev.initlint.stored.Elements;
import dev.initlint.weight.MatrixFacts;
import dev.initlint.weight.Measured;
import dev.initlint.weight.WeightFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Chains of rearranging operators on a weight give what copying would give. */
class WeightFlowPropertyTest {
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final List<DenseArray> expected = new ArrayList<>();
  private Random random;

  @RepeatedTest(200)
  void followsChains(RepetitionInfo repetition) {
    random = new Random(repetition.getCurrentRepetition());
    long[] dims = random.longs(1 + random.nextInt(4), 1, 7).toArray();
    graph.addInitializer(Models.counting("v0", dims));
    expected.add(DenseArray.counting(dims));
    for (int step = 0; step < 8; step++) {
      step();
    }
    Graph read = Models.graph(graph);
    assertThat(read.nodes()).isEmpty();
    for (int v = 1; v < expected.size(); v++) {
      TensorData data = read.weights().get("v" + v).data();
      assertThat(data.dims()).as("v" + v).containsExactly(expected.get(v).dims());
      assertThat(data.toDoubles(1 << 20)).as("v" + v).containsExactly(expected.get(v).values());
      assertThat(((DerivedData) data).bases()).containsExactly("v0");
      readsFromAnyPlace((Elements) data, expected.get(v).values());
      factsAreThoseOfTheElements(data);
    }
  }

  /** Facts taken over from another tensor are those that reading this one gives. */
  private static void factsAreThoseOfTheElements(TensorData data) {
    WeightFacts facts = new Measured().of(data);
    WeightFacts read = WeightFacts.of(data);
    assertThat(facts.dims()).isEqualTo(read.dims());
    assertThat(facts.min()).isEqualTo(read.min());
    assertThat(facts.max()).isEqualTo(read.max());
    assertThat(facts.zeros()).isEqualTo(read.zeros());
    assertThat(facts.sameContentAs(read)).isTrue();
    MatrixFacts m = facts.matrix();
    if (m != null) {
      assertThat(m.rows()).isEqualTo(read.matrix().rows());
      assertThat(m.zeroRows()).isEqualTo(read.matrix().zeroRows());
      assertThat(m.rowsEqual()).isEqualTo(read.matrix().rowsEqual());
      assertThat(m.columnsEqual()).isEqualTo(read.matrix().columnsEqual());
      assertThat(m.firstRowEqual()).isEqualTo(read.matrix().firstRowEqual());
    }
  }

  private void readsFromAnyPlace(Elements data, double[] values) {
    Elements.Reader reader = data.open();
    for (int i = 0; i < 5 && values.length > 0; i++) {
      int from = random.nextInt(values.length);
      int n = 1 + random.nextInt(values.length - from);
      double[] read = new double[n + 2];
      reader.read(from, read, 1, n);
      float[] rounded = new float[n + 2];
      data.runs().read(from, rounded, 1, n);
      for (int k = 0; k < n; k++) {
        assertThat(read[k + 1]).isEqualTo(values[from + k]);
        assertThat(rounded[k + 1]).isEqualTo((float) values[from + k]);
      }
    }
  }

  private void step() {
    int from = random.nextInt(expected.size());
    DenseArray x = expected.get(from);
    int rank = x.dims().length;
    int axis = rank == 0 ? 0 : random.nextInt(rank);
    switch (rank == 0 ? 2 : random.nextInt(5)) {
      case 0 -> {
        long[] perm = permutation(rank);
        add("Transpose(v" + from + ")", x.transpose(perm), Models.ints("perm", perm));
      }
      case 1 -> slice(from, x, axis);
      case 2 -> {
        long[] to = {1, DenseArray.size(x.dims()), 1};
        graph.addInitializer(Models.vector("to" + expected.size(), 1, -1, 1));
        add("Reshape(v" + from + ", to" + expected.size() + ")", x.reshape(to));
      }
      case 3 ->
          add(
              "Concat(v" + from + ", v" + from + ")",
              DenseArray.concat(axis, List.of(x, x)),
              Models.integer("axis", axis - rank));
      default -> {
        long[] to = new long[rank + 1];
        for (int a = 0; a < rank; a++) {
          to[a < axis ? a : a + 1] = x.dims()[a];
        }
        to[axis] = 1;
        add("Unsqueeze(v" + from + ")", x.reshape(to), Models.ints("axes", axis));
      }
    }
  }

  private void slice(int from, DenseArray x, int axis) {
    long extent = x.dims()[axis];
    if (extent == 0) {
      return;
    }
    long start = random.nextInt((int) extent);
    boolean backward = random.nextBoolean();
    long by = (1 + random.nextInt(3)) * (backward ? -1 : 1);
    long n = backward ? start / -by + 1 : (extent - start + by - 1) / by;
    int me = expected.size();
    long end = backward ? Long.MIN_VALUE + 1 : Long.MAX_VALUE;
    graph.addInitializer(Models.vector("s" + me, start - extent));
    graph.addInitializer(Models.vector("e" + me, end));
    graph.addInitializer(Models.vector("a" + me, axis));
    graph.addInitializer(Models.vector("b" + me, by));
    String call = "Slice(v%d, s%d, e%d, a%d, b%d)".formatted(from, me, me, me, me);
    add(call, x.slice(axis, start, by, n));
  }

  private void add(
      String call, DenseArray result, dev.initlint.onnx.schema.AttributeProto... attributes) {
    if (result.values().length < 1 << 16) {
      graph.addNode(Models.node("v" + expected.size() + " = " + call, attributes));
      expected.add(result);
    }
  }

  private long[] permutation(int rank) {
    List<Long> axes = new ArrayList<>();
    for (long a = 0; a < rank; a++) {
      axes.add(random.nextInt(axes.size() + 1), a);
    }
    return axes.stream().mapToLong(a -> a).toArray();
  }
}
