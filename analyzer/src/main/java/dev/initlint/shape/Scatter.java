package dev.initlint.shape;

import dev.initlint.graph.ElementType;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/** Operators that read or write single elements or rows at indices. */
final class Scatter {
  private Scatter() {}

  static void register(Operators r) {
    r.add("GatherElements", Scatter::gatherElements, Scatter::elementsGathered);
    r.add("GatherND", Scatter::gatherNd, Scatter::rowsGathered);
    r.add("ScatterElements", Operator::same, Scatter::elementsScattered);
    r.add("Scatter", Operator::same, Scatter::elementsScattered);
    r.add("ScatterND", Operator::same, Scatter::rowsScattered);
    r.add("OneHot", Scatter::oneHot, Scatter::oneHotElements);
  }

  private static Inferred gatherElements(Operands o) {
    return Inferred.Known.of(o.type(0), o.dims(1, o.rank(0)));
  }

  private static double[] elementsGathered(Operands o, Inferred.Known out) {
    int axis = o.axis("axis", 0, out.rank());
    double[] source = o.constant(0).elements();
    int[] places = places(o, axis);
    double[] result = new double[places.length];
    Arrays.setAll(result, i -> source[places[i]]);
    return result;
  }

  /** For every index its place in the data: its own position, with the index along the axis. */
  private static int[] places(Operands o, int axis) {
    long[] data = o.dims(0);
    long[] dims = o.dims(1, data.length);
    long[] indices = o.integers(1);
    long[] strides = Extents.strides(data);
    int[] places = new int[indices.length];
    long[] position = new long[dims.length];
    for (int i = 0; i < places.length; i++) {
      long place = 0;
      for (int k = 0; k < dims.length; k++) {
        long at = k == axis ? indices[i] : position[k];
        place += Selection.index(at, data[k]) * strides[k];
      }
      places[i] = (int) place;
      for (int k = dims.length - 1; k >= 0 && ++position[k] == dims[k]; k--) {
        position[k] = 0;
      }
    }
    return places;
  }

  private static Inferred gatherNd(Operands o) {
    long[] data = o.dims(0);
    long[] indices = o.dims(1);
    int batch = batchDims(o);
    int depth = depth(indices, data.length - batch);
    return Inferred.Known.of(
        o.type(0),
        Extents.concat(
            Arrays.copyOf(indices, indices.length - 1),
            Arrays.copyOfRange(data, batch + depth, data.length)));
  }

  private static int batchDims(Operands o) {
    long batch = o.attributes().integer("batch_dims", 0);
    if (batch < 0 || batch >= Math.min(o.rank(0), o.rank(1))) {
      throw new IllegalArgumentException(o.node().op() + " has no batch_dims of " + batch);
    }
    long[] data = Arrays.copyOf(o.dims(0), (int) batch);
    if (!Arrays.equals(data, Arrays.copyOf(o.dims(1), (int) batch))) {
      throw new IllegalArgumentException("GatherND's data and indices differ in their batch axes");
    }
    return (int) batch;
  }

  /** Number of leading axes that one index tuple addresses. */
  private static int depth(long[] indices, int axes) {
    long depth = indices.length == 0 ? 0 : indices[indices.length - 1];
    if (depth < 1 || depth > axes) {
      throw new IllegalArgumentException(
          "index tuples of " + depth + " entries do not address " + axes + " axes");
    }
    return (int) depth;
  }

  private static double[] rowsGathered(Operands o, Inferred.Known out) {
    long[] data = o.dims(0);
    int batch = batchDims(o);
    int depth = depth(o.dims(1), data.length - batch);
    long[] indices = o.integers(1);
    int inner = (int) Extents.product(data, batch + depth, data.length);
    long block = Extents.product(data, batch, data.length);
    int tuples = indices.length / depth;
    int perBatch = Math.max(1, tuples / (int) Math.max(1, Extents.product(data, 0, batch)));
    double[] source = o.constant(0).elements();
    double[] result = new double[Math.toIntExact(out.count())];
    for (int t = 0; t < tuples && inner > 0; t++) {
      long row = t / perBatch * block + place(data, batch, indices, t * depth, depth);
      System.arraycopy(source, (int) row, result, t * inner, inner);
    }
    return result;
  }

  /** First element that an index tuple addresses, relative to its batch. */
  private static long place(long[] data, int batch, long[] indices, int from, int depth) {
    long[] strides = Extents.strides(data);
    long place = 0;
    for (int k = 0; k < depth; k++) {
      place += Selection.index(indices[from + k], data[batch + k]) * strides[batch + k];
    }
    return place;
  }

  private static double[] elementsScattered(Operands o, Inferred.Known out) {
    int[] places = places(o, o.axis("axis", 0, out.rank()));
    double[] updates = o.constant(2).elements();
    requireUpdates(updates.length == places.length);
    DoubleBinaryOperator combine = reduction(o, out.type());
    double[] result = o.constant(0).toDoubles();
    for (int i = 0; i < places.length; i++) {
      result[places[i]] = combine.applyAsDouble(result[places[i]], updates[i]);
    }
    return result;
  }

  private static double[] rowsScattered(Operands o, Inferred.Known out) {
    long[] data = o.dims(0);
    int depth = depth(o.dims(1), data.length);
    long[] indices = o.integers(1);
    double[] updates = o.constant(2).elements();
    int inner = (int) Extents.product(data, depth, data.length);
    requireUpdates(updates.length == (long) indices.length / depth * inner);
    DoubleBinaryOperator combine = reduction(o, out.type());
    double[] result = o.constant(0).toDoubles();
    for (int t = 0; t < indices.length / depth; t++) {
      int row = (int) place(data, 0, indices, t * depth, depth);
      for (int i = 0; i < inner; i++) {
        result[row + i] = combine.applyAsDouble(result[row + i], updates[t * inner + i]);
      }
    }
    return result;
  }

  private static void requireUpdates(boolean fit) {
    if (!fit) {
      throw new IllegalArgumentException("the updates do not fit the indices");
    }
  }

  private static DoubleBinaryOperator reduction(Operands o, ElementType type) {
    String name = o.attributes().text("reduction", "none");
    return switch (name) {
      case "none" -> (old, update) -> update;
      case "add" -> (old, update) -> Representable.of(type, old + update);
      case "mul" -> (old, update) -> Representable.of(type, old * update);
      case "max" -> Math::max;
      case "min" -> Math::min;
      default -> throw new IllegalArgumentException("there is no reduction " + name);
    };
  }

  private static Inferred oneHot(Operands o) {
    long[] dims = o.dims(0);
    int axis = o.axis("axis", -1, dims.length + 1);
    return Inferred.Known.of(
        o.type(2),
        Extents.concat(
            Arrays.copyOf(dims, axis),
            new long[] {(long) o.scalar(1)},
            Arrays.copyOfRange(dims, axis, dims.length)));
  }

  private static double[] oneHotElements(Operands o, Inferred.Known out) {
    int axis = o.axis("axis", -1, out.rank());
    long depth = out.dims()[axis];
    int inner = (int) Extents.product(out.dims(), axis + 1, out.rank());
    Array values = o.constant(2);
    if (values.size() != 2) {
      throw new IllegalArgumentException("OneHot needs an off and an on value");
    }
    double[] result = new double[Math.toIntExact(out.count())];
    Arrays.fill(result, values.at(0));
    long[] indices = o.constant(0).toLongs();
    for (int i = 0; i < indices.length; i++) {
      long hot = indices[i] < 0 ? indices[i] + depth : indices[i];
      if (hot >= 0 && hot < depth) {
        long row = i / inner * depth + hot;
        result[(int) (row * inner + i % inner)] = values.at(1);
      }
    }
    return result;
  }
}
