package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.law.Fans;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.source.SourceFact.InitialiserArguments;
import dev.initlint.source.SourceParameter;
import dev.initlint.source.SourceRange;
import dev.initlint.symbol.Expr;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** INIT004: an initialiser gets a number that is meant for another of its arguments. */
final class InitializerArgumentConfusion implements Rule {
  private static final Card CARD =
      Card.of(
              "INIT004",
              "initializer-argument-confusion",
              Severity.ERROR,
              "an initialiser is given a variance for a deviation, or draws around another mean than 0",
              """
          ## What it does
          Reports weights that are drawn around a mean as large as their standard deviation, as from
          a uniform law on [0, 1], and initialisers whose standard deviation is exactly 1/fan_in,
          2/fan_in or 2/(fan_in + fan_out), or whose bound is 3/fan_in, 6/fan_in or
          6/(fan_in + fan_out): numbers of which the square root is meant. Numbers of one or two
          digits are taken as chosen.

          ## Why
          A mean that all weights share makes all units compute the same sum: of the second moment
          n·var(W)·q + (n·m)²·x̄² + n·m²·var(x), the part with m is common to all of them. A variance
          in place of its root makes the layer pass 1/fan_in of the signal.

          ## Bad
          ```java
          new NeuralNetConfiguration.Builder().list()
              .layer(new DenseLayer.Builder().nIn(784).nOut(256).activation(Activation.RELU)
                  .weightInit(new NormalDistribution(0, 2.0 / (784 + 256))).build())
              .layer(new OutputLayer.Builder().nOut(10).build())
              .build();
          ```

          ```java
          new NeuralNetConfiguration.Builder().list()
              .layer(new DenseLayer.Builder().nIn(16).nOut(8).activation(Activation.RELU)
                  .weightInit(new UniformDistribution(0, 0.5)).build())
              .layer(new OutputLayer.Builder().nOut(10).build())
              .build();
          ```

          ```python
          self.weight = nn.Parameter(torch.rand(256, 784))  # on [0, 1)
          nn.init.normal_(other.weight, 0.02)  # the mean; the std stays 1
          ```

          ## Good
          ```java
          new NeuralNetConfiguration.Builder().list()
              .layer(new DenseLayer.Builder().nIn(784).nOut(256).activation(Activation.RELU)
                  .weightInit(new NormalDistribution(0, Math.sqrt(2.0 / (784 + 256)))).build())
              .layer(new OutputLayer.Builder().nOut(10).build())
              .build();
          ```

          ```python
          self.weight = nn.Parameter(torch.randn(256, 784) * 784**-0.5)
          nn.init.normal_(other.weight, std=0.02)
          ```

          ## Fix
          Take the square root; draw from a law around 0.

          ## When to ignore it
          Where the number is meant and equals the variance by chance.

          ## References
          - https://github.com/mlpack/mlpack/pull/3651
          - https://github.com/aiUIUC/pyAIUtils/issues/25
          """)
          .advises("what the argument was meant to be is known to who wrote it");

  private static final double EXACT = 2e-3;

  /** Share of the second moment below which a map passes next to nothing. */
  private static final double VANISHING = 0.1;

  private static final double MOSTLY = 0.5;
  private static final int FEWEST = 8;

  private static final Set<String> BY_DEVIATION =
      Set.of(
          "NormalDistribution",
          "GaussianDistribution",
          "TruncatedNormalDistribution",
          "NormalInitializer",
          "TruncatedNormalInitializer");

  private static final Set<String> BY_BOUND = Set.of("UniformDistribution", "UniformInitializer");

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    model.source().ifPresent(s -> means(report, s.parameters()));
    if (model.source().isEmpty()) {
      stored(model, report);
    }
    Map<SourceRange, List<Runnable>> slips = new LinkedHashMap<>();
    for (InitialiserArguments given : model.facts(InitialiserArguments.class)) {
      for (String name : given.parameters()) {
        SourceParameter p = model.source().get().parametersByName().get(name);
        Runnable slip = p == null ? null : slip(model, report, given, p);
        if (slip != null) {
          slips.computeIfAbsent(given.range(), k -> new ArrayList<>()).add(slip);
        }
      }
    }
    slips.values().forEach(s -> s.get(0).run());
  }

  /** The same of a file: of draws that a law fits, for a constant table may be all above 0. */
  private static void stored(Model model, Report report) {
    ParameterSite hit = null;
    int others = -1;
    for (ParameterSite site : model.parameters()) {
      ParameterFacts w = site.weight();
      Fans fans = site.fans();
      boolean map = site.use() == ParameterSite.Use.MAP && w.dims().length > 1 && w.isRandom();
      boolean wide = map && fans.fanIn() > 1 && fans.fanOut() > 1;
      double square = w.mean() * w.mean();
      if (wide && square / (square + model.number(w.variance())) >= MOSTLY) {
        others++;
        hit = hit == null ? site : hit;
      }
    }
    if (hit == null) {
      return;
    }
    double mean = hit.weight().mean();
    double std = model.std(hit.weight());
    double share = mean * mean / (mean * mean + std * std);
    report
        .finding(
            Severity.ERROR,
            "weight "
                + hit.name()
                + " is drawn with mean "
                + Wording.number(mean)
                + " and std "
                + Wording.number(std)
                + ": "
                + Wording.percent(share)
                + " of what its units make is common to all of them"
                + Wording.more(others, "weight"))
        .at(hit.place(), hit.name())
        .predicts("share of the output that all units have in common", share, 0, MOSTLY)
        .formula("m²/(m² + var(W)) at inputs of mean 0, more at others")
        .fix("draw it around 0, as from a normal law with mean 0 and std " + Wording.constant(std))
        .add();
  }

  private static void means(Report report, List<SourceParameter> parameters) {
    List<SourceParameter> hits = new ArrayList<>();
    for (SourceParameter p : parameters) {
      if (isSum(p) && commonShare(p) >= MOSTLY) {
        hits.add(p);
      }
    }
    if (hits.isEmpty()) {
      return;
    }
    SourceParameter p = hits.get(0);
    double mean = value(p.mean());
    double std = Math.sqrt(value(p.variance()));
    double fan = value(p.trueFanIn());
    report
        .finding(
            Severity.ERROR,
            "weight "
                + p.name()
                + " is drawn with mean "
                + Wording.number(mean)
                + " and std "
                + Wording.number(std)
                + ": "
                + Wording.percent(commonShare(p))
                + " of what its units make is common to all of them"
                + Wording.more(hits.size() - 1, "weight"))
        .at(range(p))
        .andFrom(hits.stream().map(InitializerArgumentConfusion::range).toList())
        .predicts("share of the output that all units have in common", commonShare(p), 0, MOSTLY)
        .formula("m²/(m² + var(W)) at inputs of mean 0, more at others")
        .because(
            "at inputs of mean 0.4, as after a ReLU, the common part is "
                + Wording.number(fan * mean * 0.4)
                + " beside a spread of "
                + Wording.number(Math.sqrt(fan * 0.5) * std))
        .fix(
            "draw around 0 with std "
                + Wording.constant(1 / Math.sqrt(fan))
                + " = 1/√"
                + Wording.number(fan))
        .add();
  }

  private static double commonShare(SourceParameter p) {
    double mean = value(p.mean());
    return mean * mean / (mean * mean + value(p.variance()));
  }

  private static boolean isSum(SourceParameter p) {
    return value(p.trueFanIn()) >= FEWEST && p.dims().size() > 1 && value(p.variance()) > 0;
  }

  private static SourceRange range(SourceParameter p) {
    return p.initialiserRange() == null ? p.definition() : p.initialiserRange();
  }

  /** The finding on a number whose root is meant, or null. */
  private static Runnable slip(
      Model model, Report report, InitialiserArguments given, SourceParameter p) {
    List<Double> a = given.arguments();
    boolean deviation = BY_DEVIATION.contains(given.initialiser());
    if (!isSum(p) || a.isEmpty() || !deviation && !BY_BOUND.contains(given.initialiser())) {
      return null;
    }
    double number = Math.abs(a.get(a.size() - 1));
    if (isRound(number) || Math.abs(value(p.mean())) > 0) {
      return null;
    }
    double in = value(p.trueFanIn());
    double out = value(p.dims().get(p.dims().size() == 2 ? 1 : 0));
    String fans = Wording.number(in) + " + " + Wording.number(out);
    Map<String, Double> roots = new LinkedHashMap<>();
    roots.put((deviation ? "2/(" : "6/(") + fans + ")", (deviation ? 2 : 6) / (in + out));
    roots.put((deviation ? "1/" : "3/") + Wording.number(in), (deviation ? 1 : 3) / in);
    roots.put((deviation ? "2/" : "6/") + Wording.number(in), (deviation ? 2 : 6) / in);
    for (Map.Entry<String, Double> root : roots.entrySet()) {
      if (Math.abs(number / root.getValue() - 1) < EXACT) {
        return () -> report(model, report, given, p, number, root.getKey());
      }
    }
    return scaledSlip(model, report, given, p, number, roots);
  }

  /** The finding on a variance that is multiplied by a plain factor and given as a deviation. */
  private static Runnable scaledSlip(
      Model model,
      Report report,
      InitialiserArguments given,
      SourceParameter p,
      double number,
      Map<String, Double> roots) {
    if (value(p.trueFanIn()) * value(p.variance()) > VANISHING) {
      return null;
    }
    for (Map.Entry<String, Double> root : roots.entrySet()) {
      double factor = number / root.getValue();
      if (factor > 0.05 && factor < 20 && isRound(factor)) {
        String product = Wording.number(factor) + "·" + root.getKey();
        return () -> report(model, report, given, p, number, product);
      }
    }
    return null;
  }

  private static void report(
      Model model,
      Report report,
      InitialiserArguments given,
      SourceParameter p,
      double number,
      String root) {
    double gain = value(p.trueFanIn()) * value(p.variance());
    boolean normed = Survival.isNormalised(model, p.name(), number);
    report
        .finding(
            normed ? Severity.NOTE : Severity.ERROR,
            "the number "
                + Wording.number(number)
                + " = "
                + root
                + " given to "
                + given.initialiser()
                + " is that of which the root "
                + Wording.number(Math.sqrt(number))
                + " is meant: "
                + p.name()
                + " passes "
                + Wording.number(gain)
                + " of the second moment"
                + (normed ? ", which a norm makes up for" : ""))
        .at(given.range())
        .predicts("fan_in·var(W)", gain, 0.1, 9)
        .formula("fan_in·var(" + p.name() + ")")
        .fix("give " + Wording.constant(Math.sqrt(number)) + " = √(" + root + ")")
        .add();
  }

  /** Whether a number has at most two digits, within the accuracy of a float. */
  private static boolean isRound(double number) {
    if (!(number > 0) || !Double.isFinite(number)) {
      return true;
    }
    double rounded = new BigDecimal(number, new MathContext(2)).doubleValue();
    return Math.abs(number / rounded - 1) < 1e-6;
  }

  private static double value(Expr e) {
    return e instanceof Expr.Constant c ? c.value() : Double.NaN;
  }
}
