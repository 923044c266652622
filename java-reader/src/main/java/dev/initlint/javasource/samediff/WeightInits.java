package dev.initlint.javasource.samediff;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Unknown;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.javasource.tensor.Laws;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What Deeplearning4j draws for each of its weight initialisations. The formulas are those of
 * {@code org.deeplearning4j.nn.weights.WeightInit*} in 1.0.0-M2.1, which differ from their
 * documentation where {@link Initialiser#nominalVariance} is given.
 */
public final class WeightInits {
  /** What layers draw when nobody says otherwise. */
  public static final Initialiser XAVIER = named("XAVIER", null);

  private WeightInits() {}

  private record Formula(
      String name,
      Function<Fans, Law> formula,
      Function<Fans, Expr> nominal,
      List<Double> arguments,
      Site site)
      implements Initialiser {
    @Override
    public Law law(Fans fans) {
      return formula.apply(fans);
    }

    @Override
    public Expr nominalVariance(Fans fans) {
      return nominal == null ? null : nominal.apply(fans);
    }
  }

  /** Every entry the same. */
  public static Initialiser constant(double value) {
    return of("constant", f -> Laws.constant(Expr.of(value)), null);
  }

  private static Initialiser of(String name, Function<Fans, Law> formula, Site site) {
    return new Formula(name, formula, null, List.of(), site);
  }

  private static Expr sum(Fans f) {
    return f.in().plus(f.out());
  }

  private static Expr over(double factor, Expr fan) {
    return Expr.of(factor).over(fan);
  }

  /** The initialisation of an enum constant or of the class of that name; null when unknown. */
  public static Initialiser named(String name, Site site) {
    String key = name.toUpperCase(Locale.ROOT).replace("_", "");
    Function<Fans, Law> formula =
        switch (key) {
          case "XAVIER" -> f -> Laws.normal(over(2, sum(f)));
          case "XAVIERUNIFORM" -> f -> Laws.uniform(over(6, sum(f)));
          case "XAVIERFANIN", "NORMAL", "LECUNNORMAL" -> f -> Laws.normal(over(1, f.in()));
          case "XAVIERLEGACY" -> f -> Laws.normal(over(1, sum(f)));
          case "RELU" -> f -> Laws.normal(over(2, f.in()));
          case "RELUUNIFORM" -> f -> Laws.uniform(over(6, f.in()));
          case "UNIFORM" -> f -> Laws.uniform(over(1, f.in()));
          case "LECUNUNIFORM", "VARSCALINGUNIFORMFANIN" -> f -> Laws.uniform(over(9, f.in()));
          case "VARSCALINGUNIFORMFANOUT" -> f -> Laws.uniform(over(9, f.out()));
          case "VARSCALINGUNIFORMFANAVG" -> f -> Laws.uniform(over(18, sum(f)));
          case "VARSCALINGNORMALFANIN" -> f -> Laws.truncated(Expr.ZERO, over(1, f.in()));
          case "VARSCALINGNORMALFANOUT" -> f -> Laws.truncated(Expr.ZERO, over(1, f.out()));
          case "VARSCALINGNORMALFANAVG" -> f -> Laws.truncated(Expr.ZERO, over(2, sum(f)));
          case "SIGMOIDUNIFORM" -> f -> Laws.uniform(over(96, sum(f)));
          case "ZERO" -> f -> Laws.constant(Expr.ZERO);
          case "ONES" -> f -> Laws.constant(Expr.ONE);
          case "IDENTITY" -> WeightInits::identity;
          default -> null;
        };
    return formula == null
        ? null
        : new Formula(name.toUpperCase(Locale.ROOT), formula, nominal(key), List.of(), site);
  }

  /** What the names of the uniform scaling rules promise: variance one over the fan. */
  private static Function<Fans, Expr> nominal(String key) {
    return switch (key) {
      case "LECUNUNIFORM", "VARSCALINGUNIFORMFANIN" -> f -> over(1, f.in());
      case "VARSCALINGUNIFORMFANOUT" -> f -> over(1, f.out());
      case "VARSCALINGUNIFORMFANAVG" -> f -> over(2, sum(f));
      default -> null;
    };
  }

  private static Law identity(Fans f) {
    Expr mean = over(1, f.in());
    Law moments = Laws.other("identity", mean, mean.minus(mean.squared()));
    return new Law(Law.Family.IDENTITY, "identity", moments.mean(), moments.variance(), 1);
  }

  /**
   * The initialisation that a builder's calls select.
   *
   * @return null when they select none
   */
  public static Initialiser of(Recorder.Setting setting) {
    Object v = setting.value();
    Initialiser found = of(v, setting.site());
    return found != null
        ? found
        : of(Values.describe(v), f -> Laws.unknown(Values.describe(v)), setting.site());
  }

  /** The initialisation a value stands for, or null. */
  public static Initialiser of(Object v, Site site) {
    if (v instanceof EnumConstant e) {
      return named(e.name(), site);
    }
    if (v instanceof String s) {
      return named(s, site);
    }
    if (!(v instanceof LibraryObject o)) {
      return null;
    }
    if (o.type().equals("WeightInitDistribution")) {
      return of(o.arg(0), site);
    }
    if (o.type().startsWith("WeightInit") && !o.type().endsWith("Embedding")) {
      return scheme(o, site);
    }
    return distribution(o, site);
  }

  private static Initialiser scheme(LibraryObject o, Site site) {
    String bare = o.type().substring("WeightInit".length());
    Double scale = Values.asDouble(o.arg(0));
    if (bare.equals("Constant")) {
      double c = scale == null ? 0 : scale;
      return of("constant", f -> Laws.constant(Expr.of(c)), site);
    }
    Initialiser plain = named(bare, site);
    if (scale == null || plain == null || !bare.startsWith("VarScaling")) {
      return plain;
    }
    double factor = bare.startsWith("VarScalingUniform") ? scale * scale : scale;
    return new Formula(
        plain.name(),
        f -> scaled(plain.law(f), factor),
        plain.nominalVariance(Fans.right(Expr.ONE, Expr.ONE)) == null
            ? null
            : f -> plain.nominalVariance(f).times(Expr.of(scale)),
        List.of(scale),
        site);
  }

  private static Law scaled(Law law, double factor) {
    return new Law(law.family(), law.name(), law.mean(), law.variance().times(Expr.of(factor)), 1);
  }

  /** The rule that draws from a distribution whatever the fans. */
  public static Initialiser distribution(LibraryObject o, Site site) {
    Expr a = o.arg(0) == null ? Expr.ZERO : Values.asExpr(o.arg(0));
    Expr b = o.arg(1) == null ? Expr.ONE : Values.asExpr(o.arg(1));
    Function<Fans, Law> law =
        switch (o.type()) {
          case "NormalDistribution", "GaussianDistribution" -> f -> Laws.normal(a, b.squared());
          case "UniformDistribution" -> f -> Laws.uniform(a, b);
          case "TruncatedNormalDistribution" -> f -> Laws.truncated(a, b.squared());
          case "ConstantDistribution" -> f -> Laws.constant(a);
          case "OrthogonalDistribution" -> f -> orthogonal(a, f);
          case "LogNormalDistribution" -> f -> logNormal(a, b);
          case "BinomialDistribution" ->
              f -> Laws.other("binomial", a.times(b), a.times(b).times(Expr.ONE.minus(b)));
          default -> null;
        };
    if (law == null) {
      return o.type().equals("WeightInitEmbedding")
          ? of("pretrained", f -> Laws.unknown("pretrained embedding"), site)
          : null;
    }
    List<Double> numbers = new ArrayList<>();
    for (Object v : o.args()) {
      Double d = v instanceof Unknown ? null : Values.asDouble(v);
      if (d != null) {
        numbers.add(d);
      }
    }
    return new Formula(o.type(), law, null, numbers, site);
  }

  /** Rows of an orthogonal matrix have unit length: an entry has variance 1/max(in, out). */
  private static Law orthogonal(Expr gain, Fans f) {
    Expr longer = Expr.call("max", v -> Math.max(v[0], v[1]), f.in(), f.out());
    if (f.in() instanceof Expr.Constant x && f.out() instanceof Expr.Constant y) {
      longer = Expr.of(Math.max(x.value(), y.value()));
    }
    return new Law(Law.Family.ORTHOGONAL, "orthogonal", Expr.ZERO, gain.squared().over(longer), 1);
  }

  private static Law logNormal(Expr mean, Expr deviation) {
    if (mean instanceof Expr.Constant m && deviation instanceof Expr.Constant s) {
      double v = s.value() * s.value();
      return Laws.other(
          "lognormal",
          Expr.of(Math.exp(m.value() + v / 2)),
          Expr.of((Math.exp(v) - 1) * Math.exp(2 * m.value() + v)));
    }
    return Laws.unknown("lognormal");
  }
}
