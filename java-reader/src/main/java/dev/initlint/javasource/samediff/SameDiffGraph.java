package dev.initlint.javasource.samediff;

import dev.initlint.graph.ElementType;
import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Unknown;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.DrawnArray;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.javasource.tensor.Laws;
import dev.initlint.javasource.tensor.ModelRoot;
import dev.initlint.javasource.tensor.Naming;
import dev.initlint.javasource.tensor.ParameterSource;
import dev.initlint.javasource.tensor.ShapeValue;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.source.SourceFact;
import dev.initlint.source.SourceModel;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@code SameDiff} instance: operations are written as the source calls them. */
public final class SameDiffGraph implements HostObject, ModelRoot {
  private final GraphWriter writer;
  private final Site site;
  private final Map<String, Tensor> variables = new LinkedHashMap<>();
  private boolean finished;

  /** A graph that writes to {@code writer}. */
  public SameDiffGraph(GraphWriter writer, Site site) {
    this.writer = writer;
    this.site = site;
  }

  GraphWriter writer() {
    return writer;
  }

  @Override
  public Site site() {
    return site;
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public Object field(String name) {
    return List.of("nn", "cnn", "rnn", "math", "linalg", "loss", "bitwise", "image", "random")
            .contains(name)
        ? new Operations(this)
        : UNHANDLED;
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    switch (method) {
      case "nn", "cnn", "rnn", "math", "linalg", "loss", "image", "random" -> {
        return new Operations(this);
      }
      case "placeHolder" -> {
        return placeHolder(args, at);
      }
      case "var" -> {
        return variable(args, at);
      }
      case "constant", "scalar" -> {
        return constant(args, at);
      }
      case "zero", "one" -> {
        List<Expr> dims = shape(args.subList(1, args.size()));
        double v = method.equals("one") ? 1 : 0;
        return define(args, dims, Initialiser.fixed(method, Laws.constant(Expr.of(v))), null, at);
      }
      case "getVariable" -> {
        Tensor t = variables.get(String.valueOf(args.get(0)));
        return t == null ? UNHANDLED : t;
      }
      case "setTrainingConfig", "setLossVariables", "setListeners" -> {
        finished = true;
        return null;
      }
      case "fit", "output", "evaluate", "summary" -> {
        finished = true;
        return UNHANDLED;
      }
      case "withNameScope" -> {
        return null;
      }
      default -> {
        return new Operations(this).call(in, method, args, at);
      }
    }
  }

  private static List<Expr> shape(List<Object> args) {
    List<Object> sizes = new ArrayList<>();
    for (Object a : args) {
      List<Object> many = Values.elements(a);
      if (many != null) {
        sizes.addAll(many);
      } else if (Values.asLong(a) != null && !(a instanceof Character) || a instanceof Unknown) {
        sizes.add(a);
      }
    }
    return ShapeValue.of(sizes).dims();
  }

  private Object placeHolder(List<Object> args, Site at) {
    String name = String.valueOf(args.get(0));
    List<Expr> dims = new ArrayList<>(shape(args.subList(1, args.size())));
    for (int i = 0; i < dims.size(); i++) {
      if (dims.get(i).equals(Expr.of(-1))) {
        dims.set(i, i == 0 ? Sizes.BATCH : Expr.symbol(name + i));
      }
    }
    boolean known = args.size() > 1 && !dims.isEmpty();
    Tensor t = writer.input(name, ElementType.FLOAT, known ? dims : null, at);
    variables.put(name, t);
    return t;
  }

  private Object variable(List<Object> args, Site at) {
    for (Object a : args) {
      if (a instanceof DrawnArray d) {
        return define(args, d.dims(), Initialiser.fixed("array", d.law()), null, at);
      }
    }
    for (Object a : args) {
      Schemes.Scheme s = Schemes.of(a, at);
      if (s != null) {
        int from = args.indexOf(a) + 1;
        return define(args, shape(args.subList(from, args.size())), s.rule(), s, at);
      }
    }
    List<Expr> dims = shape(args.subList(Math.min(1, args.size()), args.size()));
    boolean array = args.size() == 2 && args.get(1) instanceof Unknown;
    boolean plain = !dims.isEmpty() && !array;
    Initialiser rule =
        plain
            ? Initialiser.fixed("ZeroInitScheme", Laws.constant(Expr.ZERO))
            : Initialiser.fixed("array", Laws.unknown("var(" + args.get(0) + ")"));
    return define(args, dims, rule, null, at);
  }

  private Tensor define(
      List<Object> args, List<Expr> dims, Initialiser rule, Schemes.Scheme scheme, Site at) {
    String name = args.isEmpty() || !(args.get(0) instanceof String s) ? "var" : s;
    Fans fans = Fans.inputsBeforeOutputs(dims);
    boolean explicit = !rule.name().equals("ZeroInitScheme");
    String weight =
        writer.parameter(
            new ParameterSource(
                name, dims, rule, fans, "SDVariable", at, explicit ? at : null, -1));
    if (scheme != null && scheme.byFans() != null && fans != null && scheme.statedIn() != null) {
      Expr variance = scheme.byFans().apply(fans).variance();
      Expr realised = rule.law(fans).variance();
      if (!variance.equals(realised)) {
        writer.fact(
            new SourceFact.HandTypedFan(
                weight, scheme.statedIn(), fans.trueIn(), variance, realised, at.lastCall()));
      }
    }
    Tensor t = Tensor.weight(writer, weight, dims, at);
    variables.put(name, t);
    return t;
  }

  private Object constant(List<Object> args, Site at) {
    Double number = args.isEmpty() ? null : Values.asDouble(args.get(args.size() - 1));
    if (number != null) {
      return Tensor.weight(writer, writer.scalar(number, at), List.of(), at);
    }
    for (Object a : args) {
      if (a instanceof DrawnArray d) {
        String name = writer.buffer("constant", d.dims(), d.law(), at);
        return Tensor.weight(writer, name, d.dims(), at);
      }
    }
    return UNHANDLED;
  }

  @Override
  public SourceModel emit(Interpreter in, List<String> assumptions) {
    writer.leaveOutLoss(Operations::isLoss);
    if (writer.size() == 0) {
      return null;
    }
    return writer.finish(in, Naming.of(site), writer.leaves(), assumptions, site);
  }
}
