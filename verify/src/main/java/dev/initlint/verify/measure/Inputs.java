package dev.initlint.verify.measure;

import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.verify.InputLaw;
import dev.initlint.verify.Refused;
import dev.initlint.verify.VerifySettings;
import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Draws the inputs of a graph. */
public final class Inputs {
  /** Extent of a first axis that nothing states. */
  private static final int BATCH = 4;

  /** Extent of any other axis that nothing states. */
  private static final int SEQUENCE = 64;

  /** Operators through which an index passes unchanged on its way to a table. */
  private static final Set<String> PASSES =
      Set.of("Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Expand", "Slice");

  private final Graph graph;
  private final VerifySettings settings;
  private final Map<String, InputLaw> laws = new LinkedHashMap<>();
  private final Map<String, Integer> named = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();
  private final String batchName;
  private int batch;

  /**
   * Decides on laws and extents.
   *
   * @throws Refused if an input states no shape or holds no numbers
   */
  public Inputs(Graph graph, VerifySettings settings) {
    this.graph = graph;
    this.settings = settings;
    named.putAll(settings.dims());
    String first = null;
    for (Value v : graph.inputs()) {
      laws.put(v.name(), law(v));
      if (laws.get(v.name()) instanceof InputLaw.Given) {
        continue;
      }
      if (v.shape() == null) {
        throw new Refused(
            "input " + v.name() + " states no shape; give its elements with --input " + v.name()
                + "=FILE.npy");
      }
      for (int i = 0; i < v.shape().size(); i++) {
        if (v.shape().get(i) instanceof Dim.Named n) {
          first = i == 0 && first == null ? n.name() : first;
          assume(n.name(), i);
        }
      }
    }
    batchName = first;
    batch = first == null ? 1 : named.get(first);
  }

  private void assume(String name, int axis) {
    if (!named.containsKey(name)) {
      int extent = axis == 0 ? BATCH : SEQUENCE;
      named.put(name, extent);
      remarks.add(name + " is taken as " + extent + "; give another with --dim " + name + "=N");
    }
  }

  /** Halves the batch; false when it cannot be smaller. */
  public boolean shrink() {
    if (batchName == null || batch <= 1) {
      return false;
    }
    batch /= 2;
    named.put(batchName, batch);
    return true;
  }

  /** Extent of the first named axis, which shrinks when memory is short. */
  public int batch() {
    return batch;
  }

  /** What was assumed, one sentence each. */
  public List<String> remarks() {
    return remarks;
  }

  /** Input draw {@code draw} under weight draw {@code seed}. */
  public Map<String, Tensor> draw(Machine machine, int seed, int draw) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    long under = Seeds.of(settings.seed(), "inputs", seed);
    for (Value v : graph.inputs()) {
      all.put(v.name(), draw(machine, v, Seeds.of(under, v.name(), draw)));
    }
    return all;
  }

  private Tensor draw(Machine machine, Value v, long seed) {
    InputLaw law = laws.get(v.name());
    boolean real = v.type().isReal();
    if (law instanceof InputLaw.Given g) {
      return real
          ? machine.arena().of(g.elements(), g.dims())
          : integers(v.type(), g.dims(), g.elements());
    }
    int[] dims = dims(v);
    double[] elements = new double[real ? 0 : Extents.size(dims)];
    if (law instanceof InputLaw.Normal n && real) {
      Tensor t = machine.arena().reals(dims);
      Seeds.fill(t.reals(), seed, machine.workers(), Seeds.normal(n.mean(), n.std()));
      return t;
    }
    if (law instanceof InputLaw.Tokens t) {
      elements = tokens(t, Extents.size(dims), seed);
    } else if (law instanceof InputLaw.Constant c) {
      elements = new double[Extents.size(dims)];
      Arrays.fill(elements, c.value());
    } else {
      throw new Refused(
          "input " + v.name() + " holds " + v.type() + " and cannot be drawn from " + law
              + "; give --input " + v.name() + "=tokens(V)");
    }
    return real ? machine.arena().of(elements, dims) : integers(v.type(), dims, elements);
  }

  private static Tensor integers(ElementType type, int[] dims, double[] elements) {
    return Tensor.of(type, dims, Arrays.stream(elements).mapToLong(x -> (long) x).toArray());
  }

  private static double[] tokens(InputLaw.Tokens law, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] elements = new double[n];
    if (!law.zipf()) {
      Arrays.setAll(elements, i -> random.nextInt(law.vocabulary()));
      return elements;
    }
    double[] cumulative = new double[law.vocabulary()];
    double sum = 0;
    for (int k = 0; k < cumulative.length; k++) {
      sum += 1.0 / (k + 1);
      cumulative[k] = sum;
    }
    double total = sum;
    Arrays.setAll(
        elements,
        i -> {
          int at = Arrays.binarySearch(cumulative, random.nextDouble() * total);
          return Math.min(cumulative.length - 1, at < 0 ? -at - 1 : at);
        });
    return elements;
  }

  private int[] dims(Value v) {
    int[] dims = new int[v.shape().size()];
    for (int i = 0; i < dims.length; i++) {
      Dim d = v.shape().get(i);
      dims[i] =
          d instanceof Dim.Fixed f
              ? Math.toIntExact(f.size())
              : d instanceof Dim.Named n ? named.get(n.name()) : i == 0 ? BATCH : SEQUENCE;
    }
    return dims;
  }

  private InputLaw law(Value v) {
    InputLaw given = settings.inputs().get(v.name());
    if (given != null) {
      return given;
    }
    if (v.type().isReal()) {
      return new InputLaw.Normal(0, 1);
    }
    int rows = v.type().isInteger() ? rowsIndexed(v.name()) : 0;
    if (rows > 0) {
      return new InputLaw.Tokens(rows, false);
    }
    if (v.type() == ElementType.STRING || v.type().bits() == 0) {
      throw new Refused("input " + v.name() + " holds " + v.type() + ", which cannot be drawn");
    }
    remarks.add(
        "input " + v.name() + " indexes no table and is 1 everywhere, as a mask that hides nothing");
    return new InputLaw.Constant(1);
  }

  /** Rows of the table that an input indexes, or 0 when it indexes none. */
  private int rowsIndexed(String input) {
    Set<String> carrying = new HashSet<>(Set.of(input));
    for (Node n : graph.nodes()) {
      if (PASSES.contains(n.op()) && carrying.contains(n.input(0))) {
        carrying.addAll(n.outputs());
      }
      Weight table = graph.weights().get(n.input(0));
      if (n.op().equals("Gather") && carrying.contains(n.input(1)) && table != null) {
        int axis = Extents.axis(n.attributes().integer("axis", 0), table.dims().length);
        return Math.toIntExact(table.dims()[axis]);
      }
    }
    return 0;
  }
}
