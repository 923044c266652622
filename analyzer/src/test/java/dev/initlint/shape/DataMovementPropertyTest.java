package dev.initlint.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random compositions of operators that move elements, against a definition by index: each step
 * says from which index of its input an index of its output comes.
 */
class DataMovementPropertyTest {

  /** A tensor as a function from indices to elements. */
  private record Lazy(long[] dims, Function<long[], Double> at) {

    static Lazy of(Array a) {
      return new Lazy(a.dims(), i -> a.at((int) flat(i, a.dims())));
    }

    List<Double> all() {
      List<Double> out = new ArrayList<>();
      for (long p = 0; p < Extents.count(dims); p++) {
        out.add(at.apply(index(p, dims)));
      }
      return out;
    }
  }

  private static long flat(long[] index, long[] dims) {
    long p = 0;
    for (int i = 0; i < dims.length; i++) {
      p = p * dims[i] + index[i];
    }
    return p;
  }

  private static long[] index(long p, long[] dims) {
    long[] index = new long[dims.length];
    for (int i = dims.length - 1; i >= 0; i--) {
      index[i] = p % dims[i];
      p /= dims[i];
    }
    return index;
  }

  private Array array;
  private Lazy lazy;
  private Random random;

  @RepeatedTest(400)
  void compositionsAgree(RepetitionInfo repetition) {
    random = new Random(repetition.getCurrentRepetition());
    long[] dims = new long[1 + random.nextInt(4)];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = 1 + random.nextInt(4);
    }
    array = NodeCase.count(dims);
    lazy = Lazy.of(array);
    for (int step = 0; step < 6; step++) {
      switch (random.nextInt(7)) {
        case 0 -> slice();
        case 1 -> gather();
        case 2 -> transpose();
        case 3 -> reshape();
        case 4 -> concat();
        case 5 -> expand();
        default -> split();
      }
      assertThat(array.dims()).isEqualTo(lazy.dims());
      if (array.size() > 2000) {
        break;
      }
    }
    List<Double> elements = new ArrayList<>();
    for (double v : array.toDoubles()) {
      elements.add(v);
    }
    assertThat(elements).isEqualTo(lazy.all());
  }

  private void apply(String op, Map<String, Object> attributes, Array... more) {
    List<Array> inputs = new ArrayList<>(List.of(array));
    inputs.addAll(List.of(more));
    array = evaluate(op, attributes, inputs, 1).get(0);
  }

  private static List<Array> evaluate(
      String op, Map<String, Object> attributes, List<Array> inputs, int outputs) {
    List<String> names = inputs.stream().map(a -> "x").toList();
    List<String> out = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      out.add("y" + i);
    }
    Origin origin = Origin.node("test.onnx", null);
    Node node = new Node(op, "", 21, "n", names, out, new Attributes(attributes), origin);
    return ConstantOps.evaluate(node, inputs);
  }

  private long[] with(long[] index, int axis, long value) {
    long[] out = index.clone();
    out[axis] = value;
    return out;
  }

  private void slice() {
    Lazy before = lazy;
    if (before.dims().length == 0) {
      return;
    }
    int axis = random.nextInt(before.dims().length);
    long extent = before.dims()[axis];
    long start = random.nextInt(11) - 5;
    long end = random.nextInt(6) == 0 ? Long.MAX_VALUE : random.nextInt(11) - 5;
    long step = random.nextBoolean() ? 1 + random.nextInt(2) : -1 - random.nextInt(2);
    List<Long> taken = new ArrayList<>();
    long from = start < 0 ? start + extent : start;
    long to = end < 0 ? end + extent : end;
    if (step > 0) {
      for (long i = Math.max(0, from); i < Math.min(extent, to); i += step) {
        taken.add(i);
      }
    } else {
      // The specification draws the start into [0, extent - 1] and the end into [-1, extent - 1].
      for (long i = Math.max(0, Math.min(extent - 1, from));
          i > Math.max(-1, Math.min(extent - 1, to));
          i += step) {
        taken.add(i);
      }
    }
    if (taken.isEmpty()) {
      return;
    }
    apply(
        "Slice",
        Map.of(),
        Array.vector(start),
        Array.vector(end),
        Array.vector(axis - before.dims().length),
        Array.vector(step));
    lazy =
        new Lazy(
            with(before.dims(), axis, taken.size()),
            i -> before.at().apply(with(i, axis, taken.get((int) i[axis]))));
  }

  private void gather() {
    Lazy before = lazy;
    int rank = before.dims().length;
    if (rank == 0 || rank > 4) {
      return;
    }
    int axis = random.nextInt(rank);
    int extent = (int) before.dims()[axis];
    long[] shape = random.nextBoolean() ? new long[] {2, 2} : new long[0];
    double[] picked = new double[shape.length == 0 ? 1 : 4];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = random.nextInt(2 * extent) - extent;
    }
    apply("Gather", Map.of("axis", (long) axis), Array.of(ElementType.INT64, shape, picked));
    long[] dims = new long[rank - 1 + shape.length];
    for (int i = 0; i < dims.length; i++) {
      boolean ofIndices = i >= axis && i < axis + shape.length;
      dims[i] = i < axis ? before.dims()[i] : ofIndices ? 2 : before.dims()[i - shape.length + 1];
    }
    lazy =
        new Lazy(
            dims,
            i -> {
              int which = shape.length == 0 ? 0 : (int) (2 * i[axis] + i[axis + 1]);
              long[] source = new long[rank];
              for (int k = 0; k < rank; k++) {
                source[k] = k < axis ? i[k] : k == axis ? 0 : i[k - 1 + shape.length];
              }
              source[axis] = (long) (picked[which] < 0 ? picked[which] + extent : picked[which]);
              return before.at().apply(source);
            });
  }

  private void transpose() {
    Lazy before = lazy;
    int rank = before.dims().length;
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      order.add(random.nextInt(i + 1), i);
    }
    apply("Transpose", Map.of("perm", order.stream().mapToLong(i -> i).toArray()));
    lazy =
        new Lazy(
            order.stream().mapToLong(i -> before.dims()[i]).toArray(),
            i -> {
              long[] source = new long[rank];
              for (int k = 0; k < rank; k++) {
                source[order.get(k)] = i[k];
              }
              return before.at().apply(source);
            });
  }

  private void reshape() {
    Lazy before = lazy;
    long n = Extents.count(before.dims());
    long first = 1 + random.nextInt((int) n);
    long[] dims = n % first == 0 ? new long[] {first, n / first} : new long[] {n};
    long[] stated = dims.clone();
    stated[random.nextInt(stated.length)] = -1;
    apply("Reshape", Map.of(), Array.vector(stated));
    lazy = new Lazy(dims, i -> before.at().apply(index(flat(i, dims), before.dims())));
  }

  private void concat() {
    Lazy before = lazy;
    if (before.dims().length == 0) {
      return;
    }
    int axis = random.nextInt(before.dims().length);
    long extent = before.dims()[axis];
    array = evaluate("Concat", Map.of("axis", (long) axis), List.of(array, array), 1).get(0);
    lazy =
        new Lazy(
            with(before.dims(), axis, 2 * extent),
            i -> before.at().apply(with(i, axis, i[axis] % extent)));
  }

  private void expand() {
    Lazy before = lazy;
    int rank = before.dims().length;
    if (rank > 4) {
      return;
    }
    long[] target = new long[rank + 1];
    target[0] = 2;
    for (int i = 0; i < rank; i++) {
      target[i + 1] = before.dims()[i] == 1 ? 1 + random.nextInt(3) : 1;
    }
    apply("Expand", Map.of(), Array.vector(target));
    long[] dims = target.clone();
    for (int i = 0; i < rank; i++) {
      dims[i + 1] = Math.max(target[i + 1], before.dims()[i]);
    }
    lazy =
        new Lazy(
            dims,
            i -> {
              long[] source = new long[rank];
              for (int k = 0; k < rank; k++) {
                source[k] = before.dims()[k] == 1 ? 0 : i[k + 1];
              }
              return before.at().apply(source);
            });
  }

  private void split() {
    Lazy before = lazy;
    if (before.dims().length == 0) {
      return;
    }
    int axis = random.nextInt(before.dims().length);
    long extent = before.dims()[axis];
    long first = random.nextInt((int) extent);
    List<Array> inputs = List.of(array, Array.vector(first, extent - first));
    array = evaluate("Split", Map.of("axis", (long) axis), inputs, 2).get(1);
    lazy =
        new Lazy(
            with(before.dims(), axis, extent - first),
            i -> before.at().apply(with(i, axis, i[axis] + first)));
  }
}
