package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Node;
import dev.initlint.source.SourceFact.LibraryQuirk;
import dev.initlint.source.SourceModel;
import dev.initlint.source.SourceParameter;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import dev.initlint.unit.ParameterSite.Use;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** INIT007: a stack of matrices whose initialiser takes the stack for the taps of a convolution. */
final class StackedFan implements Rule {
  private static final Card CARD =
      Card.of(
              "INIT007",
              "stacked-or-sharded-fan",
              Severity.ERROR,
              "a stack of matrices is drawn as if their outputs were inputs too",
              """
              ## What it does
              Finds weights of three axes that a matrix product uses as a stack of matrices, one per head
              or expert, and whose variance is that for the product of the last two extents in place of
              the number of inputs.

              ## Why
              Initialisers take the axes after the second for the taps of a convolution: for a stack of
              (in, out) matrices the fan-in becomes in·out, and each layer passes 1/out of the second
              moment. For 8 experts of 512 to 2048 that is 1/2048.

              ## Bad
              ```java
              class Experts extends AbstractBlock {
                Parameter w = addParameter(Parameter.builder().setName("w")
                    .setType(Parameter.Type.WEIGHT).optShape(new Shape(8, 64, 32)).build());

                protected NDList forwardInternal(
                    ParameterStore ps, NDList in, boolean training, PairList<String, Object> params) {
                  NDArray weight = ps.getValue(w, in.head().getDevice(), training);
                  return new NDList(in.head().matMul(weight));
                }
              }

              class Net {
                void build() {
                  SequentialBlock net = new SequentialBlock();
                  net.add(new Experts());
                  net.initialize(null, DataType.FLOAT32, new Shape(8, 16, 64));
                }
              }
              ```

              ```python
              self.experts = nn.Parameter(torch.empty(8, 512, 1024))
              nn.init.kaiming_uniform_(self.experts, a=5**0.5)  # as if it were a convolution
              ```

              ## Good
              ```java
              class Experts extends AbstractBlock {
                Parameter w = addParameter(Parameter.builder().setName("w")
                    .setType(Parameter.Type.WEIGHT).optShape(new Shape(8, 64, 32))
                    .optInitializer(new NormalInitializer(0.125f)).build());

                protected NDList forwardInternal(
                    ParameterStore ps, NDList in, boolean training, PairList<String, Object> params) {
                  NDArray weight = ps.getValue(w, in.head().getDevice(), training);
                  return new NDList(in.head().matMul(weight));
                }
              }

              class Net {
                void build() {
                  SequentialBlock net = new SequentialBlock();
                  net.add(new Experts());
                  net.initialize(null, DataType.FLOAT32, new Shape(8, 16, 64));
                }
              }
              ```

              ```python
              self.experts = nn.Parameter(torch.empty(8, 512, 1024))
              for expert in self.experts:
                  nn.init.kaiming_uniform_(expert, a=5**0.5)
              ```

              ## Fix
              Draw with a standard deviation that counts the inputs alone.

              ## When to ignore it
              When the small start is meant.

              ## References
              - https://github.com/NVIDIA-NeMo/Megatron-Bridge/issues/5840
              """)
          .advises(
              "the packed tensor has to be drawn in parts, which no law of the whole describes")
          .onWeightsAlone();

  private static final double EXACT = 0.03;

  private static final List<ParameterSite> NONE = List.of();

  /** fan·var(W) of the laws that initialisers draw: uniform ±1/√fan, LeCun's and He's. */
  private static final double[] LAWS = {1.0 / 3, 1, 2};

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Set<String> multiplied = new HashSet<>();
    for (Node node : model.propagation().graph().nodes()) {
      if (node.op().equals("MatMul")) {
        multiplied.addAll(node.inputs());
      }
    }
    model.facts(LibraryQuirk.class).forEach(q -> multiplied.remove(q.parameter()));
    List<Stack> hits = new ArrayList<>();
    for (SourceParameter p : model.source().map(SourceModel::parameters).orElse(List.of())) {
      Stack stack = p.dims().size() == 3 ? Stack.of(model, p) : null;
      if (stack != null && multiplied.contains(p.name()) && stack.law() > 0) {
        hits.add(stack);
      }
    }
    if (!hits.isEmpty()) {
      report(model, report, hits);
    }
    List<Held> held = new ArrayList<>();
    for (ParameterSite site : model.source().isPresent() ? NONE : model.parameters()) {
      Held stack = Held.of(site);
      if (stack != null && law(stack.site().weight().facts().variance(), stack.fans()) > 0) {
        held.add(stack);
      }
    }
    if (!held.isEmpty()) {
      report(model, report, held.get(0), held.size() - 1);
    }
  }

  /** A stored stack of matrices from {@code in} to {@code out}. */
  private record Held(ParameterSite site, double in, double out) {
    /** Null for what is no stack of matrices that a product reads. */
    static Held of(ParameterSite site) {
      long[] dims = site.weight().dims();
      boolean stack = dims.length == 3 && Arrays.stream(dims).allMatch(d -> d > 1);
      if (!stack || site.use() != Use.MAP || site.weight().facts() == null) {
        return null;
      }
      String op = site.reader() == null ? "" : site.reader().op();
      int in = op.equals("Einsum") ? contracted(site) : 1;
      boolean product = Set.of("MatMul", "Einsum", "").contains(op);
      return product && in > 0 ? new Held(site, dims[in], dims[3 - in]) : null;
    }

    /** The last axes' one that a sum is taken over, or 0. */
    private static int contracted(ParameterSite site) {
      String equation = site.reader().attributes().text("equation", "").replace(" ", "");
      String[] sides = equation.split("->", 2);
      String[] operands = sides[0].split(",");
      int at = site.reader().inputs().indexOf(site.name());
      if (sides.length < 2 || at < 0 || at >= operands.length || operands[at].length() != 3) {
        return 0;
      }
      boolean first = sides[1].indexOf(operands[at].charAt(1)) < 0;
      boolean second = sides[1].indexOf(operands[at].charAt(2)) < 0;
      return first == second ? 0 : first ? 1 : 2;
    }

    double fans() {
      return in * out;
    }
  }

  private static void report(Model model, Report report, Held stack, int others) {
    ParameterSite site = stack.site();
    double variance = site.weight().facts().variance();
    double right = law(variance, stack.fans()) / stack.in();
    double left = 1 / stack.out();
    boolean normed = Survival.isNormalised(model, site.name(), left);
    report
        .finding(
            normed ? Severity.NOTE : Severity.WARNING,
            "the "
                + site.weight().dims()[0]
                + " matrices of "
                + site.name()
                + " are drawn for "
                + Wording.number(stack.fans())
                + " inputs and have "
                + Wording.number(stack.in())
                + " each: "
                + Wording.number(left)
                + " of the second moment is passed on"
                + (normed ? ", which a norm makes up for" : "")
                + Wording.more(others, "weight"))
        .at(site.place(), site.name())
        .predicts("variance over that for the right fan", left, 0.5, 2)
        .formula("fan_in of the matrix over that of the initialiser")
        .fix(
            "draw with std "
                + Wording.constant(Math.sqrt(right))
                + " in place of "
                + Wording.constant(Math.sqrt(variance)))
        .add();
  }

  /** fan·var(W) of the law whose fan is the product of the last two extents, or 0. */
  private static double law(double variance, double fans) {
    return Arrays.stream(LAWS)
        .filter(law -> Math.abs(variance * fans / law - 1) < EXACT)
        .findFirst()
        .orElse(0);
  }

  /** A weight of so many matrices from {@code in} to {@code out}. */
  private record Stack(SourceParameter weight, double count, double in, double out, double var) {
    /** Null where an extent is open or 1. */
    static Stack of(Model model, SourceParameter p) {
      double[] dims = p.dims().stream().mapToDouble(model::number).toArray();
      return dims[0] > 1 && dims[1] > 1 && dims[2] > 1
          ? new Stack(p, dims[0], dims[1], dims[2], model.number(p.variance()))
          : null;
    }

    double law() {
      return StackedFan.law(var, in * out);
    }
  }

  private static void report(Model model, Report report, List<Stack> hits) {
    Stack stack = hits.stream().max(Comparator.comparing(Stack::out)).get();
    String name = stack.weight().name();
    double left = 1 / stack.out();
    boolean normed = Survival.isNormalised(model, name, left);
    report
        .finding(
            normed ? Severity.NOTE : Severity.ERROR,
            "the "
                + Wording.number(stack.count())
                + " matrices of "
                + name
                + " are drawn for "
                + Wording.number(stack.in() * stack.out())
                + " inputs and have "
                + Wording.number(stack.in())
                + " each: "
                + Wording.number(left)
                + " of the second moment is passed on"
                + (normed ? ", which a norm makes up for" : "")
                + Wording.more(hits.size() - 1, "weight"))
        .at(stack.weight().definition())
        .predicts("variance over that for the right fan", left, 0.5, 2)
        .formula("fan_in of the matrix over that of the initialiser")
        .fix(
            "draw with std "
                + Wording.constant(Math.sqrt(stack.law() / stack.in()))
                + " in place of "
                + Wording.constant(Math.sqrt(stack.var())))
        .add();
  }
}
