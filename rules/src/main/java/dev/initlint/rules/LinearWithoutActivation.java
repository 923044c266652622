package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** ACT004: two linear maps in a row are one. */
final class LinearWithoutActivation implements Rule {
  private static final Card CARD =
      Card.of(
              "ACT004",
              "linear-without-activation",
              Severity.WARNING,
              "two linear maps follow each other with nothing between",
              """
          ## What it does
          Reports a linear map that reads another one through nothing but biases, reshapes and
          dropout, unless the width between them is smaller than both ends, or one of them convolves each
          channel by itself: those are meant. In source, where nothing can have been loaded or folded,
          two dense layers of which the first is not narrower than its input are a warning.

          ## Why
          The two compute what one could. Their gains multiply, so queries and keys that are projected
          twice with a gain of 1/3 and 1/2 have a sixth of the second moment, and the attention
          starts out even (ATT004).

          ## Bad
          ```graph
          x = input(8, 64)
          h = linear(x, 64, normal(0, 0.125))
          y = linear(h, 64, normal(0, 0.125))
          ```

          ```java
          SequentialBlock net = new SequentialBlock();
          net.add(Linear.builder().setUnits(64).build());
          net.add(Linear.builder().setUnits(10).build());
          net.setInitializer(new NormalInitializer(0.1f), Parameter.Type.WEIGHT);
          net.initialize(null, DataType.FLOAT32, new Shape(1, 64));
          ```

          ```python
          self.ff = nn.Sequential(nn.Linear(512, 512), nn.Dropout(0.1), nn.Linear(512, 512))
          ```

          ## Good
          ```graph
          x = input(8, 64)
          h = linear(x, 64, normal(0, 0.125))
          y = linear(relu(h), 64, normal(0, 0.125))
          ```

          ```java
          SequentialBlock net = new SequentialBlock();
          net.add(Linear.builder().setUnits(64).build());
          net.add(Activation::relu);
          net.add(Linear.builder().setUnits(10).build());
          net.setInitializer(new NormalInitializer(0.1f), Parameter.Type.WEIGHT);
          net.initialize(null, DataType.FLOAT32, new Shape(1, 64));
          ```

          ```python
          self.ff = nn.Sequential(nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 512))
          ```

          ## Fix
          Leave one of the two out, or put an activation between them.

          ## When to ignore it
          When the factorisation is meant, as where a deep linear network is studied.

          ## References
          - https://github.com/pytorch/tutorials/issues/647
          """)
          .advises("whether a map goes or an activation comes is for who designed the network");

  /** Operators that change nothing, or add a bias. */
  private static final Set<OpKind> BETWEEN = EnumSet.of(OpKind.MOVE, OpKind.SUM, OpKind.DROPOUT);

  private static final int LONGEST = 16;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<LinearSite> hits = new ArrayList<>();
    for (LinearSite site : model.linears()) {
      boolean pair = site.before() != null && site.activation() == null;
      if (pair
          && !isBottleneck(site)
          && !isDepthwise(site)
          && !isDepthwise(site.before())
          && isPlain(model, site)) {
        hits.add(site);
      }
    }
    if (hits.isEmpty()) {
      return;
    }
    LinearSite site = Wording.gravest(hits, h -> severity(model, h));
    double before = model.secondMoment(site.before().input());
    double gain = model.secondMoment(site.output()) / before;
    if (!Double.isFinite(gain)) {
      return;
    }
    report
        .finding(
            severity(model, site),
            "this linear map reads another with no activation between: the two pass "
                + Wording.number(gain)
                + " of the second moment and compute what one could"
                + Wording.more(hits.size() - 1, "pair"))
        .at(site.place(), site.weight().name())
        .andOf(hits)
        .predicts("gain of second moment of the two", gain, 1, 1)
        .formula("fan_in·var(W₁)·fan_in·var(W₂)")
        .from(site.output())
        .because("the first of the two is " + site.before().place().name())
        .fix("leave one of the two out, or put an activation between them")
        .add();
  }

  /**
   * Whether nothing but a bias and moves stands between the two and nobody else reads there: a
   * pooling is no linear map, and what a shortcut reads too is no detour.
   */
  private static boolean isPlain(Model model, LinearSite site) {
    Node first = site.before().place().node();
    String value = dataInput(model, site.place().node());
    for (int i = 0; i < LONGEST && value != null; i++) {
      if (readers(model, value) != 1) {
        return false;
      }
      String read = value;
      Node at =
          model.propagation().graph().nodes().stream()
              .filter(n -> n.outputs().contains(read))
              .findFirst()
              .orElse(null);
      if (at == first) {
        return true;
      }
      // In source an identity stands for the activation of a layer that is loaded.
      boolean loaded = at != null && at.op().equals("Identity") && model.source().isPresent();
      if (at == null || loaded || !OpKind.isOneOf(BETWEEN, at.op())) {
        return false;
      }
      value = dataInput(model, at);
    }
    return false;
  }

  private static long readers(Model model, String value) {
    Graph graph = model.propagation().graph();
    long outputs = graph.outputs().stream().filter(o -> o.name().equals(value)).count();
    return outputs
        + graph.nodes().stream().flatMap(n -> n.inputs().stream()).filter(value::equals).count();
  }

  /** The first input that is no weight. */
  private static String dataInput(Model model, Node node) {
    return node.inputs().stream()
        .filter(in -> model.propagation().signal(in) != null)
        .findFirst()
        .orElse(null);
  }

  /** A file may hold what was folded or loaded; source that stacks dense layers means it. */
  private static Severity severity(Model model, LinearSite site) {
    LinearSite first = site.before();
    boolean dense = site.weight().dims().length == 2 && first.weight().dims().length == 2;
    boolean wide = first.fans().fanIn() > 0 && first.fans().fanOut() >= first.fans().fanIn();
    return model.source().isPresent() && dense && wide ? Severity.WARNING : Severity.NOTE;
  }

  /** A convolution of each channel by itself, which its neighbour completes. */
  private static boolean isDepthwise(LinearSite site) {
    long[] dims = site.weight().dims();
    return dims.length > 2 && dims[1] == 1;
  }

  private static boolean isBottleneck(LinearSite site) {
    long inner = site.fans().fanIn();
    return inner < site.before().fans().fanIn() && inner < site.fans().fanOut();
  }
}
