package dev.initlint.javasource.samediff;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.DrawnArray;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.javasource.tensor.Laws;
import dev.initlint.javasource.tensor.ShapeValue;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters that a SameDiff layer declares, and what it fills them with. */
public final class LayerParameters implements HostObject {
  private final Map<String, DrawnArray> declared = new LinkedHashMap<>();

  /** Nothing declared yet. */
  public LayerParameters() {}

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    if (!method.startsWith("add") || args.size() < 2) {
      return UNHANDLED;
    }
    String key = String.valueOf(args.get(0));
    List<Expr> dims = ShapeValue.of(args.subList(1, args.size())).dims();
    boolean bias = method.equals("addBiasParam");
    declared.put(
        key, new DrawnArray(dims, bias ? Laws.constant(Expr.ZERO) : Laws.unknown(key), at));
    return null;
  }

  /** The arrays to be filled, by name. */
  public Map<Object, Object> arrays() {
    return new LinkedHashMap<>(declared);
  }

  /** What each array holds once filled: its rule. */
  public Map<String, Initialiser> rules() {
    Map<String, Initialiser> rules = new LinkedHashMap<>();
    declared.forEach((k, a) -> rules.put(k, Initialiser.fixed(a.law().name(), a.law())));
    return rules;
  }

  /** Extents of an array. */
  public List<Expr> dims(String key) {
    return declared.get(key).dims();
  }

  /** {@code initWeights(fanIn, fanOut, .., weightInit, .., array)} fills an array in place. */
  public static Object initWeights(List<Object> args, Site at) {
    DrawnArray target = null;
    Initialiser rule = WeightInits.XAVIER;
    List<Expr> fans = new ArrayList<>();
    for (Object a : args) {
      Initialiser given = WeightInits.of(a, at);
      if (a instanceof DrawnArray d) {
        target = d;
      } else if (given != null) {
        rule = given;
      } else if (fans.size() < 2 && a != null && Values.elements(a) == null) {
        fans.add(Values.asExpr(a));
      }
    }
    if (target == null || fans.size() < 2) {
      return UNHANDLED;
    }
    target.law(rule.law(Fans.formal(fans.get(0), fans.get(1))));
    return target;
  }
}
