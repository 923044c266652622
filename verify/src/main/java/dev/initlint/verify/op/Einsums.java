package dev.initlint.verify.op;

import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Strided;
import dev.initlint.verify.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Einsum of one or two operands without repeated indices in an operand. Two operands become one
 * batched matrix product: indices are batch (in both operands and the result), summed (in both
 * operands), rows (left and result) or columns (right and result).
 */
final class Einsums implements Operator {

  @Override
  public Tensor[] forward(Call call) {
    Equation e = Equation.of(call);
    return new Tensor[] {contract(call, e.terms, e.result, operands(call))};
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Equation e = Equation.of(call);
    Tensor[] result = new Tensor[call.arity()];
    for (int i = 0; i < result.length; i++) {
      if (!call.wants(i)) {
        continue;
      }
      List<String> terms = new ArrayList<>(e.terms);
      List<Tensor> operands = new ArrayList<>(operands(call));
      terms.set(i, e.result);
      operands.set(i, gradients[0]);
      String wanted = e.terms.get(i);
      String present = String.join("", terms);
      String kept = filter(wanted, present, true);
      Tensor part = contract(call, terms, kept, operands);
      result[i] = repeated(call, part, kept, wanted, call.dims(i));
    }
    return result;
  }

  private static List<Tensor> operands(Call call) {
    List<Tensor> all = new ArrayList<>();
    for (int i = 0; i < call.arity(); i++) {
      all.add(call.need(i));
    }
    return all;
  }

  /** Spreads a gradient along the indices that were summed in the operand alone. */
  private static Tensor repeated(Call call, Tensor t, String have, String wanted, int[] dims) {
    int[] own = Extents.strides(t.dims());
    int[] strides = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      int at = have.indexOf(wanted.charAt(i));
      strides[i] = at < 0 ? 0 : own[at];
    }
    Tensor y = call.arena().reals(dims);
    new Strided(dims, strides, 0).gather(t.store(), y.store(), call.workers());
    call.arena().discard(t);
    return y;
  }

  private static Tensor contract(
      Call call, List<String> terms, String result, List<Tensor> operands) {
    if (operands.size() == 1) {
      return arranged(call, operands.get(0), terms.get(0), result);
    }
    String left = terms.get(0);
    String right = terms.get(1);
    Tensor a = summed(call, operands.get(0), left, right + result);
    Tensor b = summed(call, operands.get(1), right, left + result);
    left = filter(left, right + result, true);
    right = filter(right, left + result, true);
    String both = filter(left, right, true);
    String batch = filter(both, result, true);
    String inner = filter(both, result, false);
    String rows = filter(left, right, false);
    String columns = filter(right, left, false);
    Tensor x = arranged(call, a, left, batch + rows + inner);
    Tensor z = arranged(call, b, right, batch + inner + columns);
    int[] xd = x.dims();
    int[] zd = z.dims();
    int n = Extents.size(xd, 0, batch.length());
    int m = Extents.size(xd, batch.length(), batch.length() + rows.length());
    int k = Extents.size(xd, batch.length() + rows.length(), xd.length);
    int c = Extents.size(zd, batch.length() + inner.length(), zd.length);
    Tensor y = call.arena().reals(n, m, c);
    MatrixOps.Batch.of(new int[] {n, m, k}, new int[] {n, k, c})
        .multiply(call.machine(), x.reals(), z.reals(), y.reals());
    for (Tensor t : List.of(x, z)) {
      if (t != a && t != b) {
        call.arena().discard(t);
      }
    }
    int[] dims = new int[batch.length() + rows.length() + columns.length()];
    System.arraycopy(xd, 0, dims, 0, batch.length() + rows.length());
    System.arraycopy(
        zd,
        batch.length() + inner.length(),
        dims,
        batch.length() + rows.length(),
        columns.length());
    return arranged(call, y.view(dims), batch + rows + columns, result);
  }

  /** Sums an operand over the indices that nothing else has. */
  private static Tensor summed(Call call, Tensor t, String indices, String others) {
    String kept = filter(indices, others, true);
    return kept.equals(indices) ? t : arranged(call, t, indices, kept);
  }

  /** The tensor with its indices in the order {@code to}, summed over those left out. */
  private static Tensor arranged(Call call, Tensor t, String from, String to) {
    if (from.equals(to)) {
      return t;
    }
    int[] own = Extents.strides(t.dims());
    String order = to + filter(from, to, false);
    int[] dims = new int[order.length()];
    int[] strides = new int[order.length()];
    for (int i = 0; i < dims.length; i++) {
      int at = from.indexOf(order.charAt(i));
      dims[i] = t.dims()[at];
      strides[i] = own[at];
    }
    Tensor y = call.arena().reals(dims);
    new Strided(dims, strides, 0).gather(t.store(), y.store(), call.workers());
    if (order.length() == to.length()) {
      return y;
    }
    int[] kept = dims.clone();
    Arrays.fill(kept, to.length(), kept.length, 1);
    return Broadcasting.reduceTemporary(call.machine(), y, kept)
        .view(Arrays.copyOf(dims, to.length()));
  }

  private static String filter(String indices, String by, boolean contained) {
    StringBuilder s = new StringBuilder();
    indices.chars().filter(c -> by.indexOf(c) >= 0 == contained).forEach(c -> s.append((char) c));
    return s.toString();
  }

  private record Equation(List<String> terms, String result) {
    static Equation of(Call call) {
      String text = call.attributes().text("equation", "").replace(" ", "");
      String[] sides = text.split("->", -1);
      List<String> terms = List.of(sides[0].split(",", -1));
      if (text.contains("...")) {
        throw new Unsupported("Einsum with an ellipsis");
      }
      if (terms.size() > 2 || terms.size() != call.arity()) {
        throw new Unsupported("Einsum of " + terms.size() + " operands");
      }
      for (int i = 0; i < terms.size(); i++) {
        if (terms.get(i).chars().distinct().count() != terms.get(i).length()
            || terms.get(i).length() != call.dims(i).length) {
          throw new Unsupported("Einsum " + text + " for shapes of other ranks, or a diagonal");
        }
      }
      return new Equation(terms, sides.length > 1 ? sides[1] : implicit(sides[0]));
    }

    /** Indices that occur once, in alphabetical order. */
    private static String implicit(String left) {
      StringBuilder s = new StringBuilder();
      left.chars()
          .filter(c -> c != ',' && left.indexOf(c) == left.lastIndexOf(c))
          .sorted()
          .forEach(c -> s.append((char) c));
      return s.toString();
    }
  }
}
