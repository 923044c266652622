package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Belief;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Signal;
import dev.initlint.op.Op.NotModelled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code Einsum}, and products with a stack of matrices: y[batch, free, free'] = Σ_k a[batch, free,
 * k]·b[batch, k, free'], taken apart into transpositions, one product and a transposition back
 * (docs/theory/linear.md#stacks-of-matrices).
 *
 * <p>A weight with a letter that the activations and the result have too is a stack of matrices,
 * one for each entry of that axis: second moments are those of one of them.
 */
final class Einsum {
  private final Site site;
  private final Steps steps;
  private final Map<Character, Long> extents = new HashMap<>();

  private Einsum(Site site) {
    this.site = site;
    this.steps = new Steps(site);
  }

  /** One operand: its letters, one an axis. */
  private record Term(Belief belief, String letters) {}

  static List<Belief> forward(Site site) {
    String equation = site.node().attributes().text("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    String[] terms = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    String output = arrow < 0 ? implicit(terms) : equation.substring(arrow + 2);
    Einsum e = new Einsum(site);
    List<Term> all = new ArrayList<>();
    int covered = 0;
    for (int i = 0; i < terms.length; i++) {
      long[] dims = e.dims(i);
      covered = Math.max(covered, dims.length - terms[i].replace("...", "").length());
    }
    for (int i = 0; i < terms.length; i++) {
      all.add(e.term(i, terms[i]));
    }
    return List.of(e.steps.result(e.all(all, output.replace("...", dots(covered)))));
  }

  /** {@code MatMul} of an activation with a weight that is not of rank two. */
  static List<Belief> matMul(Site site) {
    Einsum e = new Einsum(site);
    long[] a = e.dims(0);
    long[] b = e.dims(1);
    int batch = Math.max(Math.max(a.length, b.length) - 2, 0);
    String rows = a.length > 1 ? "m" : "";
    String columns = b.length > 1 ? "n" : "";
    String left = dots(batch).substring(batch - Math.max(0, a.length - 2)) + rows + "k";
    String right = dots(batch).substring(batch - Math.max(0, b.length - 2)) + "k" + columns;
    List<Term> all = List.of(e.term(0, left), e.term(1, right));
    return List.of(e.steps.result(e.all(all, dots(batch) + rows + columns)));
  }

  private static String dots(int n) {
    return "ZYXWVUTSRQPO".substring(12 - n);
  }

  private static String implicit(String[] terms) {
    String all = String.join("", terms).replace("...", "");
    StringBuilder out = new StringBuilder(String.join("", terms).contains("...") ? "..." : "");
    all.chars()
        .distinct()
        .sorted()
        .filter(c -> all.indexOf(c) == all.lastIndexOf(c))
        .forEach(c -> out.append((char) c));
    return out.toString();
  }

  private long[] dims(int i) {
    return dims(site.input(i));
  }

  private static long[] dims(Belief b) {
    if (b instanceof Belief.Known k) {
      Axes axes = k.signal().axes();
      long[] dims = new long[axes.rank()];
      Arrays.setAll(dims, axes::size);
      return dims;
    }
    if (b instanceof Belief.Parameter p) {
      return p.facts().dims();
    }
    if (b instanceof Belief.Fixed f) {
      return f.array().dims();
    }
    throw new NotModelled(
        b instanceof Belief.Unknown u ? u.reason() : "a product of what carries no signal");
  }

  private Term term(int i, String written) {
    long[] dims = dims(i);
    int covered = dims.length - written.replace("...", "").length();
    String letters = written.replace("...", dots(Math.max(0, covered)));
    for (int k = 0; k < dims.length; k++) {
      extents.merge(letters.charAt(k), dims[k], Math::max);
    }
    return new Term(site.input(i), letters);
  }

  private Belief all(List<Term> terms, String output) {
    Term sofar = terms.get(0);
    for (int i = 1; i < terms.size(); i++) {
      StringBuilder needed = new StringBuilder(output);
      terms.subList(i + 1, terms.size()).forEach(t -> needed.append(t.letters()));
      String keep = i + 1 == terms.size() ? output : null;
      sofar = product(sofar, terms.get(i), needed.toString(), keep);
    }
    Term one = summed(sofar, output);
    return transposed(one, output).belief();
  }

  /** The product of two terms that keeps the letters that are needed afterwards. */
  private Term product(Term a, Term b, String needed, String order) {
    if (a.belief() instanceof Belief.Parameter && !(b.belief() instanceof Belief.Parameter)) {
      return product(b, a, needed, order);
    }
    Term left = a.belief() instanceof Belief.Known ? summed(a, needed + b.letters()) : a;
    Term right = b.belief() instanceof Belief.Known ? summed(b, needed + a.letters()) : b;
    String both = common(left.letters(), right.letters());
    String contracted = without(both, needed);
    String batch = without(both, contracted);
    String rows = without(left.letters(), both);
    String columns = without(right.letters(), both);
    if (right.belief() instanceof Belief.Parameter p) {
      return contracted.isEmpty()
          ? entries(left, right, batch, rows, columns)
          : linear(left, right.letters(), p.facts(), contracted, columns);
    }
    if (contracted.isEmpty()) {
      return entries(left, right, batch, rows, columns);
    }
    Term x = merged(transposed(left, batch + rows + contracted), batch, rows, contracted);
    Term y = merged(transposed(right, batch + contracted + columns), batch, contracted, columns);
    Belief z = steps.apply("MatMul", x.belief(), y.belief());
    return split(new Term(z, batch + "()"), batch + rows + columns);
  }

  /** Σ_k x_k W_k· where all else of the activations stays. */
  private Term linear(Term x, String w, ParameterFacts facts, String contracted, String columns) {
    String rest = without(x.letters(), contracted);
    Term ready = merged(transposed(x, rest + contracted), rest, "", contracted);
    Signal s = signal(ready.belief());
    long outputs = size(columns);
    boolean outputsFirst =
        !columns.isEmpty() && w.indexOf(columns.charAt(0)) < w.indexOf(contracted.charAt(0));
    String stacked = without(common(rest, w), contracted);
    Signal y =
        Linear.apply(
                site,
                s,
                facts,
                s.axes().rank() - 1,
                outputsFirst,
                outputs,
                copies(s, rest, stacked),
                0)
            .build();
    Belief b = new Belief.Known(y);
    steps.name(b, site.node().name() + "/product");
    return split(new Term(b, rest + "()"), rest + columns);
  }

  /** Number of features that one matrix is applied to, each by itself. */
  private static double copies(Signal x, String rest, String stacked) {
    double copies = 1;
    for (int i = 0; i < x.axes().rank() - 1 && i < rest.length(); i++) {
      boolean features = x.axes().isOnly(i, Axes.Role.FEATURE);
      copies *= features && stacked.indexOf(rest.charAt(i)) < 0 ? x.axes().size(i) : 1;
    }
    return copies;
  }

  /** A product entry by entry, each term widened to the axes of both. */
  private Term entries(Term a, Term b, String batch, String rows, String columns) {
    String letters = batch + rows + columns;
    Belief x = widened(a, letters);
    Belief y = widened(b, letters);
    return new Term(steps.apply("Mul", x, y), letters);
  }

  private Belief widened(Term t, String letters) {
    StringBuilder own = new StringBuilder();
    letters.chars().filter(c -> t.letters().indexOf(c) >= 0).forEach(c -> own.append((char) c));
    Term ordered = transposed(t, own.toString());
    long[] dims = new long[letters.length()];
    long[] at = dims(ordered.belief());
    for (int i = 0, k = 0; i < dims.length; i++) {
      dims[i] = own.toString().indexOf(letters.charAt(i)) < 0 ? 1 : at[k++];
    }
    return reshaped(ordered.belief(), dims);
  }

  /** Sums out the letters that nothing else needs. */
  private Term summed(Term t, String needed) {
    String gone = without(t.letters(), needed);
    if (gone.isEmpty()) {
      return t;
    }
    long[] axes = gone.chars().mapToLong(c -> t.letters().indexOf(c)).toArray();
    Map<String, Object> how = Map.of("axes", axes, "keepdims", 0L);
    return new Term(steps.apply("ReduceSum", how, null, t.belief()), without(t.letters(), gone));
  }

  private Term transposed(Term t, String order) {
    if (t.letters().equals(order)) {
      return t;
    }
    long[] perm = order.chars().mapToLong(c -> t.letters().indexOf(c)).toArray();
    if (perm.length != t.letters().length() || Arrays.stream(perm).anyMatch(p -> p < 0)) {
      throw new NotModelled("a letter that stands for a diagonal");
    }
    return new Term(permuted(t.belief(), perm), order);
  }

  private Belief permuted(Belief b, long[] perm) {
    if (b instanceof Belief.Known) {
      return steps.apply("Transpose", Map.of("perm", perm), null, b);
    }
    long[] dims = dims(b);
    long[] moved = Arrays.stream(perm).map(p -> dims[(int) p]).toArray();
    if (b instanceof Belief.Parameter p) {
      return new Belief.Parameter(p.facts().part(moved, 1));
    }
    if (b instanceof Belief.Fixed f) {
      return new Belief.Fixed(steps.constant("Transpose", Map.of("perm", perm), f.array()));
    }
    throw new NotModelled("a product of what carries no signal");
  }

  /** The axes of three groups of letters as one axis each after the first group's. */
  private Term merged(Term t, String each, String second, String third) {
    boolean two = !t.letters().equals(each + third) || !second.isEmpty() || third.isEmpty();
    List<Long> dims = new ArrayList<>();
    long[] at = dims(t.belief());
    for (int i = 0; i < each.length(); i++) {
      dims.add(at[i]);
    }
    if (two) {
      dims.add(size(second));
    }
    dims.add(size(third));
    long[] target = dims.stream().mapToLong(Long::longValue).toArray();
    return new Term(reshaped(t.belief(), target), each + "()");
  }

  private Term split(Term t, String letters) {
    long[] at = dims(t.belief());
    long[] target = new long[letters.length()];
    int each = t.letters().indexOf('(');
    for (int i = 0; i < target.length; i++) {
      target[i] = i < each ? at[i] : extents.get(letters.charAt(i));
    }
    return new Term(reshaped(t.belief(), target), letters);
  }

  private Belief reshaped(Belief b, long[] target) {
    if (Arrays.equals(dims(b), target)) {
      return b;
    }
    if (b instanceof Belief.Parameter p) {
      return new Belief.Parameter(p.facts().part(target, 1));
    }
    if (b instanceof Belief.Fixed f) {
      return new Belief.Fixed(
          dev.initlint.shape.Array.of(f.array().type(), target, f.array().toDoubles()));
    }
    return steps.apply("Reshape", Map.of(), target, b, Steps.integers(target));
  }

  private long size(String letters) {
    return letters.chars().mapToLong(c -> extents.get((char) c)).reduce(1, Math::multiplyExact);
  }

  private static Signal signal(Belief b) {
    if (b instanceof Belief.Known k) {
      return k.signal();
    }
    throw new NotModelled("a product of what carries no signal");
  }

  private static String common(String a, String b) {
    StringBuilder both = new StringBuilder();
    a.chars().filter(c -> b.indexOf(c) >= 0).forEach(c -> both.append((char) c));
    return both.toString();
  }

  private static String without(String a, String gone) {
    StringBuilder rest = new StringBuilder();
    a.chars().filter(c -> gone.indexOf(c) < 0).forEach(c -> rest.append((char) c));
    return rest.toString();
  }
}
