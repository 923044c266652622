package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.Node;
import dev.initlint.graph.OpKind;
import dev.initlint.source.Remedy;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import dev.initlint.unit.ParameterSite.Use;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * INIT016: the map that chooses experts decides before it has learnt anything, or cannot decide.
 */
final class MoeRouterInit implements Rule {
  private static final Card CARD =
      Card.of(
              "INIT016",
              "moe-router-init",
              Severity.WARNING,
              "the router of a mixture of experts starts decided, or with nothing to decide by",
              """
              ## What it does
              Finds the map whose scores choose experts by TopK, or that its name tells, and reports
              scores with a standard deviation above 2, and a router of zeros.

              ## Why
              Wide scores send each token to the same few experts from the first step, and the others
              get no gradient to win it back. Scores that are all 0 are a tie: TopK then takes the first
              experts for every token, so that one is overloaded and the rest are idle.

              ## Bad
              ```graph
              x = input(4, 16, 64)
              n = layernorm(x)
              r = linear(n, 8, normal(0, 1))
              y = linear(topk(softmax(r), 2), 2, normal(0, 0.125))
              ```

              ```python
              nn.init.normal_(self.router.weight, std=1.0)
              ```

              ```json
              {"model_type": "mixtral", "initializer_range": 0.1}
              ```

              ## Good
              ```graph
              x = input(4, 16, 64)
              n = layernorm(x)
              r = linear(n, 8, normal(0, 0.02))
              y = linear(topk(softmax(r), 2), 2, normal(0, 0.125))
              ```

              ```python
              nn.init.normal_(self.router.weight, std=0.02)
              ```

              ```json
              {"model_type": "mixtral", "initializer_range": 0.02}
              ```

              ## Fix
              Draw the router with a standard deviation of 0.02, or 0.1/√d_model.

              ## When to ignore it
              When routing is by hash, or noise is added to the scores.

              ## References
              - https://github.com/pytorch/torchtitan/issues/2450
              """)
          .causedBy("INIT001");

  private static final double LARGEST = 2;

  private static final Set<OpKind> PASSING = EnumSet.of(OpKind.MOVE, OpKind.SUM, OpKind.SOFTMAX);

  private static final int STEPS = 8;

  private static final Pattern NAME =
      Pattern.compile(
          "(^|[._/])(?!gate_proj)(router|gate|wg)([._/](classifier|wg|layer|proj))?[._/](weight|kernel)$");

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    List<ParameterSite> zeros = new ArrayList<>();
    List<ParameterSite> wide = new ArrayList<>();
    for (ParameterSite router : routers(model)) {
      if (router.weight().isZero()
          || router.weight().facts() != null && router.weight().facts().allZero()) {
        zeros.add(router);
      } else if (std(model, router) > LARGEST) {
        wide.add(router);
      }
    }
    if (!zeros.isEmpty()) {
      report(report, zeros, 0, "is 0: all experts tie and TopK sends every token to the first");
    }
    if (!wide.isEmpty()) {
      double s = std(model, wide.get(0));
      long experts = experts(wide.get(0));
      String what =
          "gives "
              + experts
              + " experts scores of std "
              + Wording.number(s)
              + ": the first choice averages "
              + Wording.number(AttentionFigures.largest(experts, s))
              + " before anything is learnt";
      report(report, wide, s, what);
    }
  }

  /** Weights of routers: found by what reads their scores, or by name beside experts. */
  static List<ParameterSite> routers(Model model) {
    Map<String, List<Node>> readers = new HashMap<>();
    for (Node node : model.propagation().graph().nodes()) {
      node.inputs().forEach(i -> readers.computeIfAbsent(i, k -> new ArrayList<>()).add(node));
    }
    boolean mixture =
        model.parameters().stream()
            .anyMatch(p -> p.name().toLowerCase(Locale.ROOT).contains("expert"));
    return model.parameters().stream()
        .filter(p -> p.use() == Use.MAP && p.weight().dims().length == 2)
        .filter(
            p ->
                p.reader() != null && choosesExperts(readers, p.reader())
                    || mixture && isNamed(p.name()))
        .toList();
  }

  private static boolean isNamed(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return NAME.matcher(lower).find() && !lower.contains("expert");
  }

  /** Whether scores go to a TopK through nothing but a softmax, a bias and rearrangements. */
  private static boolean choosesExperts(Map<String, List<Node>> readers, Node map) {
    List<String> open = new ArrayList<>(map.outputs());
    for (int i = 0; i < open.size() && i < STEPS; i++) {
      for (Node reader : readers.getOrDefault(open.get(i), List.of())) {
        if (reader.op().equals("TopK")) {
          return true;
        }
        if (OpKind.isOneOf(PASSING, reader.op()) || reader.op().equals("Sigmoid")) {
          open.addAll(reader.outputs());
        }
      }
    }
    return false;
  }

  private static long experts(ParameterSite router) {
    return Arrays.stream(router.weight().dims()).min().orElse(1);
  }

  /** Of the scores of a token: measured by what they are computed from, or for unit inputs. */
  private static double std(Model model, ParameterSite router) {
    var signal =
        router.reader() == null ? null : model.propagation().signal(router.reader().output());
    double known = signal == null ? Double.NaN : Math.sqrt(model.secondMoment(signal));
    long inputs = Arrays.stream(router.weight().dims()).max().orElse(1);
    return Double.isFinite(known) ? known : model.std(router.weight()) * Math.sqrt(inputs);
  }

  private static void report(Report report, List<ParameterSite> hits, double std, String what) {
    ParameterSite router = hits.get(0);
    long inputs = Arrays.stream(router.weight().dims()).max().orElse(1);
    report
        .finding(
            Severity.WARNING,
            "the router " + router.name() + " " + what + Wording.more(hits.size() - 1, "router"))
        .at(router.place(), router.name())
        .andIn(hits)
        .predicts("std of the scores of experts", std, 1e-3, LARGEST)
        .formula("√(d_model·var(W)·E[x²])")
        .fix("draw it with std " + Wording.constant(0.1 / Math.sqrt(inputs)) + " = 0.1/√" + inputs)
        .cure(
            hits.stream()
                .map(h -> new Remedy.Redraw(h.name(), 0.1 / Math.sqrt(inputs), inputs))
                .toList())
        .add();
  }
}
