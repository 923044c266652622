package dev.initlint.verify.measure;

import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.graph.Value;
import dev.initlint.graph.Weight;
import dev.initlint.shape.DimBinding;
import dev.initlint.verify.InputLaw;
import dev.initlint.verify.Refused;
import dev.initlint.verify.VerifySettings;
import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Draws the inputs of a graph. */
public final class Inputs {
  /** Operators through which an index passes unchanged on its way to a table. */
  private static final Set<OpKind> PASSES = EnumSet.of(OpKind.MOVE, OpKind.COPY, OpKind.PART);

  private final Graph graph;
  private final VerifySettings settings;
  private final Map<String, InputLaw> laws = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();
  private final String batchName;
  private DimBinding.Bound bound;

  /**
   * Decides on laws and extents.
   *
   * @throws Refused if an input states no shape or holds no numbers
   */
  public Inputs(Graph graph, VerifySettings settings) {
    this.graph = graph;
    this.settings = settings;
    List<Value> drawn = new ArrayList<>();
    for (Value v : graph.inputs()) {
      laws.put(v.name(), law(v));
      if (laws.get(v.name()) instanceof InputLaw.Given) {
        continue;
      }
      if (v.shape() == null) {
        throw new Refused(
            "input "
                + v.name()
                + " states no shape; give its elements with --input "
                + v.name()
                + "=FILE.npy");
      }
      drawn.add(v);
    }
    bound = DimBinding.of(settings.dims()).bind(drawn);
    remarks.addAll(bound.remarks());
    batchName =
        drawn.stream().map(Inputs::batchName).filter(n -> n != null).findFirst().orElse(null);
  }

  /** The name, or place, of an open first extent; null when it is fixed. */
  private static String batchName(Value v) {
    if (v.shape().isEmpty() || v.shape().get(0) instanceof Dim.Fixed) {
      return null;
    }
    return v.shape().get(0) instanceof Dim.Named n ? n.name() : v.name() + "[0]";
  }

  /** Halves the batch; false when it cannot be smaller. */
  public boolean shrink() {
    long batch = batch();
    if (batchName == null || batch <= 1) {
      return false;
    }
    List<Value> drawn =
        graph.inputs().stream().filter(v -> bound.shapes().containsKey(v.name())).toList();
    bound = DimBinding.of(settings.dims()).with(Map.of(batchName, batch / 2)).bind(drawn);
    return true;
  }

  /** Extent of the first axis that is open, which shrinks when memory is short. */
  public long batch() {
    return batchName == null ? 1 : bound.sizes().get(batchName);
  }

  /** What each input is drawn from. */
  public Map<String, InputLaw> laws() {
    return Map.copyOf(laws);
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
          "input "
              + v.name()
              + " holds "
              + v.type()
              + " and cannot be drawn from "
              + law
              + "; give --input "
              + v.name()
              + "=tokens(V)");
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
    return Arrays.stream(bound.shapes().get(v.name())).mapToInt(Math::toIntExact).toArray();
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
        "input "
            + v.name()
            + " indexes no table and is 1 everywhere, as a mask that hides nothing");
    return new InputLaw.Constant(1);
  }

  /** Rows of the table that an input indexes, or 0 when it indexes none. */
  private int rowsIndexed(String input) {
    Set<String> carrying = new HashSet<>(Set.of(input));
    for (Node n : graph.nodes()) {
      if (OpKind.isOneOf(PASSES, n.op()) && carrying.contains(n.input(0))) {
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
