package dev.initlint.hub.family.layer;

import dev.initlint.graph.ElementType;
import dev.initlint.hub.configuration.ConfigurationParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Arithmetic on tensors. */
public final class Operations {
  private static final Map<String, String> SIGNS =
      Map.of("+", "Add", "-", "Sub", "*", "Mul", "/", "Div", "**", "Pow");

  private Operations() {}

  static void register(Map<String, Function> all) {
    all.put("matmul", a -> matmul(a.writer(), a.tensor(0), a.tensor(1)));
    all.put("softmax", Operations::softmax);
    all.put("where", Operations::where);
    all.put("mean", a -> reduce(a, "ReduceMean"));
    all.put("sum", a -> reduce(a, "ReduceSum"));
    all.put("unit_length", Operations::unitLength);
    all.put("top_k", Operations::topK);
    all.put("scatter_last", Operations::scatter);
    all.put("zeros_like", Operations::zerosLike);
    all.put("einsum", Operations::einsum);
  }

  /** Whether a sign stands for an operator on tensors. */
  public static boolean isArithmetic(String sign) {
    return SIGNS.containsKey(sign);
  }

  /** Two tensors, or a tensor and a number, broadcast against each other. */
  public static Tensor arithmetic(ModelWriter w, String sign, Object left, Object right) {
    Tensor a = operand(w, left);
    Tensor b = operand(w, right);
    return w.node(SIGNS.get(sign), Map.of(), broadcast(a, b), a, b);
  }

  /** A number stands for a constant. */
  private static Tensor operand(ModelWriter w, Object v) {
    if (v instanceof Tensor t) {
      return t;
    }
    if (v instanceof Double d) {
      return w.scalar(d);
    }
    throw new LayerFault(
        "a tensor and " + ConfigurationParser.plain(String.valueOf(v)) + " do not add or multiply");
  }

  static long[] broadcast(Tensor a, Tensor b) {
    int rank = Math.max(a.rank(), b.rank());
    long[] out = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long x = i <= a.rank() ? a.dim(-i) : 1;
      long y = i <= b.rank() ? b.dim(-i) : 1;
      if (x != y && x != 1 && y != 1) {
        throw new LayerFault(
            "the shapes "
                + Arrays.toString(a.dims())
                + " and "
                + Arrays.toString(b.dims())
                + " do not broadcast");
      }
      out[rank - i] = x == 1 ? y : x;
    }
    return out;
  }

  static Tensor matmul(ModelWriter w, Tensor a, Tensor b) {
    if (a.rank() < 2 || b.rank() < 2 || a.last() != b.dim(-2)) {
      throw new LayerFault(
          "the shapes "
              + Arrays.toString(a.dims())
              + " and "
              + Arrays.toString(b.dims())
              + " do not multiply");
    }
    long[] ab = a.dims().clone();
    long[] bb = b.dims().clone();
    ab[ab.length - 1] = 1;
    ab[ab.length - 2] = 1;
    bb[bb.length - 1] = 1;
    bb[bb.length - 2] = 1;
    long[] dims =
        broadcast(new Tensor("", a.type(), ab, false), new Tensor("", b.type(), bb, false));
    dims[dims.length - 2] = a.dim(-2);
    dims[dims.length - 1] = b.last();
    return w.node("MatMul", Map.of(), dims, a, b);
  }

  private static Tensor softmax(Arguments a) {
    Tensor x = a.tensor(0);
    long axis = a.size(1, "axis", -1);
    x.axis(axis);
    return a.writer().node("Softmax", Map.of("axis", axis), x.dims(), x);
  }

  /** {@code where(condition, x, y)}: a number may stand for y. */
  private static Tensor where(Arguments a) {
    Tensor x = a.tensor(1);
    Tensor y = operand(a.writer(), a.get(2, "otherwise", null));
    long[] dims = broadcast(new Tensor("", x.type(), broadcast(a.tensor(0), x), false), y);
    Tensor out = a.writer().node("Where", Map.of(), dims, a.tensor(0), x, y);
    return new Tensor(out.id(), x.type(), dims, false);
  }

  private static Tensor reduce(Arguments a, String op) {
    Tensor x = a.tensor(0);
    Object axes = a.get(1, "axes", -1.0);
    List<Long> which = new ArrayList<>();
    for (Object axis : axes instanceof List<?> l ? l : List.of(axes)) {
      which.add((long) x.axis(Arguments.size(axis)));
    }
    boolean keep = a.flag(-1, "keep", false);
    List<Long> dims = new ArrayList<>();
    for (long i = 0; i < x.rank(); i++) {
      if (!which.contains(i)) {
        dims.add(x.dim(i));
      } else if (keep) {
        dims.add(1L);
      }
    }
    Tensor along = a.writer().integers(which.stream().mapToLong(Long::longValue).toArray());
    return a.writer()
        .node(
            op,
            Map.of("keepdims", keep ? 1L : 0L),
            dims.stream().mapToLong(Long::longValue).toArray(),
            x,
            along);
  }

  /** {@code unit_length(x)}: x / ‖x‖ along the last axis. */
  private static Tensor unitLength(Arguments a) {
    Tensor x = a.tensor(0);
    return a.writer().node("LpNormalization", Map.of("axis", -1L, "p", 2L), x.dims(), x);
  }

  /** {@code top_k(x, k)}: the k largest along the last axis and where they stand. */
  private static Object topK(Arguments a) {
    Tensor x = a.tensor(0);
    long k = a.size(1, "k");
    if (k < 1 || k > x.last()) {
      throw new LayerFault("there are no " + k + " largest of " + x.last());
    }
    long[] dims = x.dims().clone();
    dims[dims.length - 1] = k;
    List<Tensor> out =
        a.writer()
            .nodes("", "TopK", Map.of("axis", -1L), List.of(dims, dims), x, a.writer().integers(k));
    return List.of(out.get(0), new Tensor(out.get(1).id(), ElementType.INT64, dims, false));
  }

  /** {@code scatter_last(base, places, values)}: entries of the last axis replaced. */
  private static Tensor scatter(Arguments a) {
    Tensor base = a.tensor(0);
    return a.writer()
        .node("ScatterElements", Map.of("axis", -1L), base.dims(), base, a.tensor(1), a.tensor(2));
  }

  /** {@code zeros_like(x)}: a constant of the same extents. */
  private static Tensor zerosLike(Arguments a) {
    long[] dims = a.tensor(0).dims();
    Tensor y = a.writer().node("ConstantOfShape", Map.of(), dims, a.writer().integers(dims));
    return new Tensor(y.id(), ElementType.FLOAT, dims, true);
  }

  /** {@code einsum("bnh,eih->bnei", x, y)}: a sum of products by the letters of their axes. */
  private static Tensor einsum(Arguments a) {
    String equation = a.text(0, "equation", "");
    String[] sides = equation.split("->");
    if (sides.length != 2) {
      throw new LayerFault("“" + equation + "” is no equation such as ij,jk->ik");
    }
    String[] terms = sides[0].split(",");
    Map<Character, Long> extents = new java.util.HashMap<>();
    for (int t = 0; t < terms.length; t++) {
      Tensor x = a.tensor(t + 1);
      if (x.rank() != terms[t].length()) {
        throw new LayerFault(equation + " does not name the axes of its operands");
      }
      for (int i = 0; i < x.rank(); i++) {
        Long known = extents.putIfAbsent(terms[t].charAt(i), x.dim(i));
        if (known != null && known != x.dim(i)) {
          throw new LayerFault(
              terms[t].charAt(i) + " of " + equation + " is both " + known + " and " + x.dim(i));
        }
      }
    }
    long[] dims = sides[1].chars().mapToLong(c -> extents.getOrDefault((char) c, -1L)).toArray();
    if (Arrays.stream(dims).anyMatch(d -> d < 0)) {
      throw new LayerFault(equation + " names an axis that no operand has");
    }
    return a.writer().node("Einsum", Map.of("equation", equation), dims, a.tensor(1), a.tensor(2));
  }
}
