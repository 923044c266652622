package dev.initlint.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Extents of an Einstein summation, from its equation. */
final class EinsumShape {
  private EinsumShape() {}

  static Inferred infer(Operands o) {
    String equation = o.attributes().text("equation", "").replace(" ", "");
    if (equation.length() > 1000) {
      throw new IllegalArgumentException("Einsum's equation is too long to follow");
    }
    int arrow = equation.indexOf("->");
    String[] terms = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    if (terms.length != o.size()) {
      throw new IllegalArgumentException(
          "Einsum " + equation + " has " + terms.length + " terms and " + o.size() + " inputs");
    }
    Map<Character, Long> extents = new TreeMap<>();
    long[] batch = new long[0];
    for (int i = 0; i < terms.length; i++) {
      batch = Extents.broadcast(batch, read(terms[i], o.dims(i), extents));
    }
    String output = arrow < 0 ? implicit(terms, extents) : equation.substring(arrow + 2);
    return Inferred.Known.of(o.type(0), write(output, batch, extents));
  }

  /** Takes the extents of a term's letters; returns those that its ellipsis covers. */
  private static long[] read(String term, long[] dims, Map<Character, Long> extents) {
    int dots = term.indexOf("...");
    String before = dots < 0 ? term : term.substring(0, dots);
    String after = dots < 0 ? "" : term.substring(dots + 3);
    int covered = dims.length - before.length() - after.length();
    if (covered < 0 || dots < 0 && covered > 0) {
      throw new IllegalArgumentException(
          "Einsum's term " + term + " does not fit " + Extents.text(dims));
    }
    String letters = before + after;
    for (int i = 0; i < letters.length(); i++) {
      long extent = dims[i < before.length() ? i : i + covered];
      Long other = extents.get(letters.charAt(i));
      if (other != null && other != extent && other != 1 && extent != 1) {
        throw new IllegalArgumentException(
            "Einsum's letter " + letters.charAt(i) + " stands for " + other + " and " + extent);
      }
      extents.merge(letters.charAt(i), extent, Math::max);
    }
    return Arrays.copyOfRange(dims, before.length(), before.length() + covered);
  }

  /** Without an arrow: the ellipsis, then every letter that occurs once, in alphabetical order. */
  private static String implicit(String[] terms, Map<Character, Long> extents) {
    String all = String.join("", terms);
    StringBuilder out = new StringBuilder(all.contains("...") ? "..." : "");
    for (char letter : extents.keySet()) {
      if (all.indexOf(letter) == all.lastIndexOf(letter)) {
        out.append(letter);
      }
    }
    return out.toString();
  }

  private static long[] write(String output, long[] batch, Map<Character, Long> extents) {
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < output.length(); i++) {
      if (output.startsWith("...", i)) {
        Arrays.stream(batch).forEach(dims::add);
        i += 2;
        continue;
      }
      Long extent = extents.get(output.charAt(i));
      if (extent == null) {
        throw new IllegalArgumentException(
            "Einsum's output letter " + output.charAt(i) + " is in no term");
      }
      dims.add(extent);
    }
    return dims.stream().mapToLong(Long::longValue).toArray();
  }

  /** The sum over all letters that the output lacks of the products of the terms. */
  static double[] evaluate(Operands o, Inferred.Known out) {
    String equation = o.attributes().text("equation", "").replace(" ", "");
    if (equation.contains("...")) {
      throw new IllegalArgumentException("Einsum with an ellipsis is not evaluated");
    }
    int arrow = equation.indexOf("->");
    String[] terms = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    Map<Character, Long> extents = new TreeMap<>();
    for (int i = 0; i < terms.length; i++) {
      read(terms[i], o.dims(i), extents);
    }
    String output = arrow < 0 ? implicit(terms, extents) : equation.substring(arrow + 2);
    char[] letters = new char[extents.size()];
    int at = 0;
    for (char letter : extents.keySet()) {
      letters[at++] = letter;
    }
    long steps = extents.values().stream().reduce(1L, Math::multiplyExact);
    if (steps > 1L << 24) {
      throw new IllegalArgumentException("Einsum takes too long to compute");
    }
    long[][] strides = new long[terms.length + 1][];
    for (int i = 0; i < terms.length; i++) {
      strides[i] = strides(terms[i], o.dims(i), letters);
    }
    strides[terms.length] = strides(output, out.dims(), letters);
    return sum(o, out, strides, letters, extents, steps);
  }

  private static long[] strides(String term, long[] dims, char[] letters) {
    long[] own = Extents.strides(dims);
    long[] all = new long[letters.length];
    for (int k = 0; k < term.length(); k++) {
      for (int l = 0; l < letters.length; l++) {
        all[l] += letters[l] == term.charAt(k) && dims[k] > 1 ? own[k] : 0;
      }
    }
    return all;
  }

  private static double[] sum(
      Operands o,
      Inferred.Known out,
      long[][] strides,
      char[] letters,
      Map<Character, Long> extents,
      long steps) {
    double[][] in = new double[strides.length - 1][];
    Arrays.setAll(in, i -> o.constant(i).elements());
    double[] result = new double[Math.toIntExact(out.count())];
    long[] index = new long[letters.length];
    for (long step = 0; step < steps; step++) {
      double product = 1;
      for (int i = 0; i < in.length; i++) {
        product *= in[i][place(index, strides[i])];
      }
      result[place(index, strides[in.length])] += product;
      for (int l = letters.length - 1; l >= 0 && ++index[l] == extents.get(letters[l]); l--) {
        index[l] = 0;
      }
    }
    return result;
  }

  private static int place(long[] index, long[] strides) {
    long at = 0;
    for (int l = 0; l < index.length; l++) {
      at += index[l] * strides[l];
    }
    return (int) at;
  }
}
