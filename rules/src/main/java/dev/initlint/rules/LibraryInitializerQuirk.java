package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.source.Remedy;
import dev.initlint.source.SourceFact.LibraryQuirk;
import dev.initlint.source.SourceParameter;
import dev.initlint.symbol.Printer;
import dev.initlint.unit.LinearSite;
import dev.initlint.unit.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** INIT014: the library draws another variance, or computes another function, than it says. */
final class LibraryInitializerQuirk implements Rule {
  private static final Card CARD =
      Card.of(
          "INIT014",
          "library-initializer-quirk",
          Severity.WARNING,
          "the library draws or computes something else than the name promises",
          """
          ## What it does
          Knows where DJL 0.35 and Deeplearning4j 1.0.0-M2.1 draw another variance than the name of
          the initialiser or the layer promises, prints both, and follows the factor through the
          model: a warning where more than tenfold of it reaches an activation that saturates, a
          residual sum or an output, a note where less does or a norm takes it out. A mish with the
          binary logarithm, a PReLU that cannot be initialised and an encoder block whose attention
          has no skip of its own are told as well.

          ## Why
          LECUN_UNIFORM and VAR_SCALING_UNIFORM_* draw from ±3/√fan where ±√(3/fan) is meant: three
          times the variance, 3^L over L layers. Depthwise convolutions count all channels into the
          fan-in: with 64 channels each passes a 64th. SelfAttentionLayer and its relatives exchange
          the fans of the projections and of the output, LinearCollection counts its units into the
          fan-in.

          ## Bad
          ```java
          new NeuralNetConfiguration.Builder().weightInit(WeightInit.LECUN_UNIFORM).list()
              .layer(new DenseLayer.Builder().nIn(64).nOut(64).activation(Activation.RELU).build())
              .layer(new DenseLayer.Builder().nOut(64).activation(Activation.RELU).build())
              .layer(new DenseLayer.Builder().nOut(64).activation(Activation.RELU).build())
              .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE).nOut(1)
                  .activation(Activation.IDENTITY).build())
              .build();
          ```

          ```python
          nn.Linear(512, 512)  # draws with variance 1/(3·fan_in), not the 1/fan_in of LeCun
          ```

          ## Good
          ```java
          new NeuralNetConfiguration.Builder().weightInit(WeightInit.RELU).list()
              .layer(new DenseLayer.Builder().nIn(64).nOut(64).activation(Activation.RELU).build())
              .layer(new DenseLayer.Builder().nOut(64).activation(Activation.RELU).build())
              .layer(new DenseLayer.Builder().nOut(64).activation(Activation.RELU).build())
              .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE).nOut(1)
                  .weightInit(WeightInit.XAVIER).activation(Activation.IDENTITY).build())
              .build();
          ```

          ```python
          layer = nn.Linear(512, 512)
          nn.init.normal_(layer.weight, std=512**-0.5)
          ```

          ## Fix
          Name the law: LECUN_NORMAL or a distribution with the standard deviation that the finding
          prints.

          ## When to ignore it
          Where a norm follows each such layer; the finding then is a note.

          ## References
          - Deeplearning4j 1.0.0-M2.1, org.deeplearning4j.nn.weights.WeightInitLecunUniform
          - https://github.com/deepjavalibrary/djl/pull/664
          """);

  private static final double TOLERATED = 10;

  /** E[f²] of mish at unit input, by quadrature, with the natural and with the binary logarithm. */
  private static final double MISH = 0.452342;

  private static final double BINARY_MISH = 0.5279;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    Map<String, Map<LibraryQuirk, Double>> byQuirk = new LinkedHashMap<>();
    for (LibraryQuirk quirk : model.facts(LibraryQuirk.class)) {
      double factor = factor(model, quirk);
      if (quirk.actual() == null || factor > 0 && Double.isFinite(factor)) {
        byQuirk.computeIfAbsent(quirk.quirk(), k -> new LinkedHashMap<>()).put(quirk, factor);
      }
    }
    byQuirk.values().forEach(hits -> report(model, report, hits));
  }

  private static double factor(Model model, LibraryQuirk quirk) {
    return quirk.actual() == null
        ? Double.NaN
        : model.number(quirk.actual()) / model.number(quirk.nominal());
  }

  private static void report(Model model, Report report, Map<LibraryQuirk, Double> hits) {
    LibraryQuirk first = hits.keySet().iterator().next();
    if (first.actual() == null) {
      behaviour(report, first, hits.size() - 1);
    } else {
      variance(model, report, hits, first);
    }
  }

  private static void variance(
      Model model, Report report, Map<LibraryQuirk, Double> hits, LibraryQuirk first) {
    Map<String, Double> factors = new LinkedHashMap<>();
    hits.forEach((quirk, factor) -> factors.put(quirk.parameter(), factor));
    double left = Survival.of(model, factors);
    double nominal = model.number(first.nominal());
    double actual = model.number(first.actual());
    boolean grave = left > TOLERATED || left < 1 / TOLERATED;
    String end =
        left > 0.99 && left < 1.01
            ? "norms take the difference out again"
            : Wording.number(left)
                + " times the second moment that is meant arrives at an activation or output";
    report
        .finding(
            grave ? Severity.WARNING : Severity.NOTE,
            "weight "
                + first.parameter()
                + " is drawn with variance "
                + Wording.number(actual)
                + " in place of "
                + Wording.number(nominal)
                + Wording.more(hits.size() - 1, "weight")
                + ": "
                + end)
        .at(first.range())
        .andFrom(hits.keySet().stream().map(LibraryQuirk::range).toList())
        .predicts("variance over the nominal one", actual / nominal, 1, 1)
        .formula(Printer.print(first.actual()) + " in place of " + Printer.print(first.nominal()))
        .because(steps(model, first))
        .fix(cure(model, first) + " of std " + Wording.constant(Math.sqrt(nominal)))
        .cure(grave ? redraws(model, hits.keySet()) : List.of())
        .add();
  }

  /**
   * How the law that is meant is got. One setting serves both matrices of a separable convolution,
   * of which the other is drawn as it should be.
   */
  private static String cure(Model model, LibraryQuirk quirk) {
    if (isSeparable(model, quirk.parameter())) {
      return "write the layer as a DepthwiseConvolution2D and a convolution of 1×1, since one"
          + " weightInit serves both matrices here, and give the first a normal distribution";
    }
    return quirk.quirk().contains("uniform")
        ? "use the normal law of the same name, or a distribution"
        : "give the layer a normal distribution";
  }

  private static boolean isSeparable(Model model, String parameter) {
    int slash = parameter.lastIndexOf('/');
    String pointwise = parameter.substring(0, slash + 1) + "pW";
    return parameter.endsWith("/W")
        && model.source().orElseThrow().parametersByName().containsKey(pointwise);
  }

  /** Each weight with the variance that a reader expects. */
  private static List<Remedy> redraws(Model model, Set<LibraryQuirk> quirks) {
    Map<String, SourceParameter> byName = model.source().orElseThrow().parametersByName();
    List<Remedy> redraws = new ArrayList<>();
    for (LibraryQuirk quirk : quirks) {
      if (isSeparable(model, quirk.parameter())) {
        continue;
      }
      SourceParameter p = byName.get(quirk.parameter());
      double fanIn = p == null || p.trueFanIn() == null ? 0 : model.number(p.trueFanIn());
      double std = Math.sqrt(model.number(quirk.nominal()));
      redraws.add(new Remedy.Redraw(quirk.parameter(), std, Math.round(fanIn)));
    }
    return redraws;
  }

  private static String[] steps(Model model, LibraryQuirk quirk) {
    for (LinearSite site : model.linears()) {
      double q = model.secondMoment(site.output());
      if (site.weight().name().equals(quirk.parameter()) && Double.isFinite(q)) {
        return new String[] {
          quirk.explanation(), site.place().name() + " has second moment " + Wording.number(q)
        };
      }
    }
    return new String[] {quirk.explanation()};
  }

  private static void behaviour(Report report, LibraryQuirk quirk, int others) {
    String more = Wording.more(others, "place");
    Report.Draft draft =
        switch (quirk.quirk()) {
          case "mish-binary-logarithm" ->
              report
                  .finding(
                      Severity.NOTE,
                      quirk.explanation()
                          + ": it passes 0.528 of a unit second moment where mish passes 0.452"
                          + more)
                  .predicts("E[f(z)²]", BINARY_MISH, MISH, MISH)
                  .formula("z·tanh(log₂(1 + e^z))")
                  .fix("write x·tanh(ln(1 + eˣ)) out, or expect a gain of √0.528");
          case "prelu-default-throws" ->
              report
                  .finding(
                      Severity.WARNING,
                      "initialising the model throws an exception: "
                          + quirk.explanation()
                          + ", 0 of 2"
                          + more)
                  .predicts("dimensions of the slope", 0, 2, 2)
                  .formula("fan_in = shape[1]")
                  .fix("set an initialiser for it, as new ConstantInitializer(0.25f)");
          default ->
              report
                  .finding(
                      Severity.NOTE,
                      quirk.explanation()
                          + ": 0 of 2 skips carry the attention past the feed-forward part"
                          + more)
                  .predicts("skips around the feed-forward part alone", 0, 1, 1)
                  .formula("norm(ffn(norm(x + attention(x))) + x)")
                  .fix("write the block with 2 sums of its own if a usual encoder is meant");
        };
    draft.at(quirk.range()).add();
  }
}
