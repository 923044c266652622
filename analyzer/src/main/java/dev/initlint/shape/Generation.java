package dev.initlint.shape;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.TensorData;
import java.util.Arrays;
import java.util.List;

/** Operators that make elements out of extents, bounds or attributes. */
final class Generation {
  private Generation() {}

  static void register(Operators r) {
    r.add("Constant", Generation::constant, Generation::ready);
    // Shape and Size need extents only: their result is known where the input's elements are not.
    r.add("Shape", Generation::shape, Generation::ready);
    r.add(
        "Size",
        o -> Inferred.Known.of(Array.scalar(ElementType.INT64, o.known(0).count())),
        Generation::ready);
    r.add("ConstantOfShape", Generation::constantOfShape, Generation::filled);
    r.add("Range", Generation::range, Generation::ranged);
    r.add("EyeLike", Generation::eye, Generation::diagonal);
    r.add("Trilu", Operator::same, Generation::triangle);
    r.add("DFT", Generation::fourier);
    r.add("CumSum", Operator::same, CumulativeSum::evaluate);
    r.addAll("NonZero", Generation::nonZero, Generation::nonZeroPlaces);
    for (String op : new String[] {"RandomNormal", "RandomUniform"}) {
      r.add(op, o -> Inferred.Known.of(stated(o, ElementType.FLOAT), requiredShape(o)));
    }
    for (String op : new String[] {"RandomNormalLike", "RandomUniformLike", "Bernoulli"}) {
      r.add(op, o -> Operator.same(o, stated(o, o.type(0))));
    }
  }

  private static double[] ready(Operands o, Inferred.Known out) {
    if (out.constant() == null) {
      throw new IllegalArgumentException(o.node().op() + " holds too many elements to load");
    }
    return out.constant().elements();
  }

  private static ElementType stated(Operands o, ElementType otherwise) {
    return o.attributes().has("dtype")
        ? ElementTypes.of(o.attributes().integer("dtype", 0))
        : otherwise;
  }

  private static long[] requiredShape(Operands o) {
    long[] shape = o.attributes().integers("shape");
    if (shape == null) {
      throw new IllegalArgumentException(o.node().op() + " does not state a shape");
    }
    return shape;
  }

  private static Inferred constant(Operands o) {
    Attributes a = o.attributes();
    if (a.tensor("value") != null) {
      TensorData t = a.tensor("value");
      return Extents.count(t.dims()) > Shapes.MAX_WEIGHT
          ? Inferred.Known.of(t.type(), t.dims())
          : Inferred.Known.of(Array.of(t.type(), t.dims(), t.toDoubles(Shapes.MAX_WEIGHT)));
    }
    if (a.has("value_int")) {
      return Inferred.Known.of(Array.scalar(ElementType.INT64, a.integer("value_int", 0)));
    }
    if (a.has("value_float")) {
      return Inferred.Known.of(Array.scalar(ElementType.FLOAT, a.real("value_float", 0)));
    }
    if (a.integers("value_ints") != null) {
      return Inferred.Known.of(Array.vector(a.integers("value_ints")));
    }
    if (a.reals("value_floats") != null) {
      double[] v = a.reals("value_floats");
      return Inferred.Known.of(Array.of(ElementType.FLOAT, new long[] {v.length}, v));
    }
    throw new IllegalArgumentException("Constant holds neither numbers nor a dense tensor");
  }

  private static Inferred shape(Operands o) {
    long[] dims = o.dims(0);
    int start = clamped(o.attributes().integer("start", 0), dims.length);
    int end = clamped(o.attributes().integer("end", dims.length), dims.length);
    return Inferred.Known.of(Array.vector(Arrays.copyOfRange(dims, start, Math.max(start, end))));
  }

  private static int clamped(long axis, int rank) {
    return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
  }

  private static Inferred constantOfShape(Operands o) {
    TensorData value = o.attributes().tensor("value");
    ElementType type = value == null ? ElementType.FLOAT : value.type();
    return Inferred.Known.of(type, o.integers(0));
  }

  private static double[] filled(Operands o, Inferred.Known out) {
    TensorData value = o.attributes().tensor("value");
    double[] result = new double[Math.toIntExact(out.count())];
    Arrays.fill(result, value == null ? 0 : value.toDoubles(1)[0]);
    return result;
  }

  private static Inferred range(Operands o) {
    double start = o.scalar(0);
    double delta = o.scalar(2);
    double n = Math.max(0, Math.ceil((o.scalar(1) - start) / delta));
    if (delta == 0 || !(n < 0x1p53)) {
      throw new IllegalArgumentException("Range has no end");
    }
    return Inferred.Known.of(o.type(0), (long) n);
  }

  private static double[] ranged(Operands o, Inferred.Known out) {
    double start = o.scalar(0);
    double delta = o.scalar(2);
    double[] result = new double[Math.toIntExact(out.count())];
    Arrays.setAll(result, i -> Representable.of(out.type(), start + i * delta));
    return result;
  }

  private static Inferred eye(Operands o) {
    return Inferred.Known.of(stated(o, o.type(0)), o.dims(0, 2));
  }

  private static double[] diagonal(Operands o, Inferred.Known out) {
    long k = o.attributes().integer("k", 0);
    long columns = out.dims()[1];
    double[] result = new double[Math.toIntExact(out.count())];
    for (long row = Math.max(0, -k); row < out.dims()[0] && row + k < columns; row++) {
      result[(int) (row * columns + row + k)] = 1;
    }
    return result;
  }

  /** Keeps what lies on and above (or on and below) the k-th diagonal of the last two axes. */
  private static double[] triangle(Operands o, Inferred.Known out) {
    if (out.rank() < 2) {
      throw new IllegalArgumentException("Trilu needs two axes");
    }
    boolean upper = o.attributes().integer("upper", 1) != 0;
    double k = o.has(1) ? o.scalar(1) : 0;
    long[] dims = out.dims();
    int rows = (int) dims[dims.length - 2];
    int columns = (int) dims[dims.length - 1];
    double[] result = o.constant(0).toDoubles();
    for (int i = 0; i < result.length; i++) {
      int above = i % columns - i / columns % rows;
      if (upper ? above < k : above > k) {
        result[i] = 0;
      }
    }
    return result;
  }

  private static List<Inferred> nonZero(Operands o) {
    long n = Arrays.stream(o.constant(0).elements()).filter(x -> x != 0).count();
    return List.of(Inferred.Known.of(ElementType.INT64, o.rank(0), n));
  }

  private static List<double[]> nonZeroPlaces(Operands o, List<Inferred.Known> outputs) {
    double[] in = o.constant(0).elements();
    long[] dims = o.dims(0);
    long[] strides = Extents.strides(dims);
    int n = (int) outputs.get(0).dims()[1];
    double[] result = new double[dims.length * n];
    int found = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] != 0) {
        for (int k = 0; k < dims.length; k++) {
          result[k * n + found] = i / strides[k] % dims[k];
        }
        found++;
      }
    }
    return List.of(result);
  }

  /** DFT: as long as asked for along its axis, or about half as long from one side; two parts. */
  private static Inferred fourier(Operands o) {
    long[] dims = o.dims(0).clone();
    int rank = dims.length;
    if (rank < 2 || dims[rank - 1] < 1 || dims[rank - 1] > 2) {
      throw new IllegalArgumentException("DFT of a tensor that holds no real or complex numbers");
    }
    long stated = o.attributes().integer("axis", o.opset() < 20 ? 1 : -2);
    int axis = Extents.axis(o.has(2) ? o.integers(2)[0] : stated, rank);
    dims[axis] = o.has(1) ? o.integers(1)[0] : dims[axis];
    if (o.attributes().integer("onesided", 0) != 0) {
      dims[axis] = dims[axis] / 2 + 1;
    }
    dims[rank - 1] = 2;
    return Inferred.Known.of(o.type(0), dims);
  }
}
