package dev.initlint.hub.family;

import dev.initlint.hub.configuration.BadField;
import dev.initlint.hub.family.layer.Arguments;
import dev.initlint.hub.family.layer.Extent;
import dev.initlint.hub.family.layer.Function;
import dev.initlint.hub.family.layer.Functions;
import dev.initlint.hub.family.layer.LayerFault;
import dev.initlint.hub.family.layer.ModelWriter;
import dev.initlint.hub.family.layer.Tensor;
import dev.initlint.hub.family.notation.FamilyText;
import dev.initlint.hub.family.notation.FamilyText.Block;
import dev.initlint.hub.family.notation.Notation;
import dev.initlint.hub.family.notation.Source;
import dev.initlint.hub.family.notation.Step;
import dev.initlint.hub.family.notation.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the blocks of a family and lets what they call write a graph. */
final class Interpreter {
  private static final int DEPTH = 48;
  private static final int REPEATS = 4096;
  private static final Pattern INDEX = Pattern.compile("\\{([^}]*)\\}");
  private static final Object NOTHING = new Object();

  private final FamilyText family;
  private final Values values;
  private final Map<String, Object> sizes;
  private final ModelWriter writer;
  private int depth;

  /**
   * @param values made with {@link #evaluate} of this interpreter
   * @param writer null where only numbers are computed
   */
  Interpreter(
      FamilyText family,
      dev.initlint.hub.configuration.Configuration c,
      Map<String, Object> overrides,
      Map<String, Object> sizes,
      ModelWriter writer) {
    this.family = family;
    this.values = new Values(family, c, overrides, t -> evaluate(t, Map.of()));
    this.sizes = sizes;
    this.writer = writer;
  }

  Values values() {
    return values;
  }

  /** The result of a block without arguments. */
  Object run(Block block) {
    return call(block, Map.of());
  }

  private Object call(Block block, Map<String, Object> arguments) {
    if (++depth > DEPTH) {
      throw block.source().error(1, "blocks call each other more than " + DEPTH + " deep");
    }
    Object result = steps(block.body(), new HashMap<>(arguments));
    depth--;
    return result == NOTHING ? null : result;
  }

  private Object steps(List<Step> steps, Map<String, Object> scope) {
    for (Step step : steps) {
      Object result = step(step, scope);
      if (result != NOTHING) {
        return result;
      }
    }
    return NOTHING;
  }

  private Object step(Step step, Map<String, Object> scope) {
    if (step instanceof Step.Assign a) {
      assign(a, scope);
      return NOTHING;
    }
    if (step instanceof Step.Return r) {
      return evaluate(r.value(), scope);
    }
    if (step instanceof Step.Choice c) {
      for (Step.Branch b : c.branches()) {
        if (b.condition() == null || truth(b.condition(), scope)) {
          return steps(b.body(), scope);
        }
      }
      return NOTHING;
    }
    if (step instanceof Step.Loop l) {
      return loop(l, scope);
    }
    Step.Within w = (Step.Within) step;
    requireWriter(w.source());
    writer.enter(path(w.path(), w.source(), scope));
    Object result = steps(w.body(), scope);
    writer.leave();
    return result;
  }

  private void assign(Step.Assign a, Map<String, Object> scope) {
    Object value = evaluate(a.value(), scope);
    if (a.names().size() == 1) {
      scope.put(a.names().get(0), value);
    } else if (a.names().size() > 1) {
      if (!(value instanceof List<?> l) || l.size() != a.names().size()) {
        throw a.value()
            .source()
            .error(1, a.names().size() + " names are given for another number of values");
      }
      for (int i = 0; i < l.size(); i++) {
        scope.put(a.names().get(i), l.get(i));
      }
    }
  }

  private Object loop(Step.Loop loop, Map<String, Object> scope) {
    List<Object> items = new ArrayList<>();
    if (loop.to() == null) {
      if (!(evaluate(loop.from(), scope) instanceof List<?> l)) {
        throw loop.from().source().error(1, "a loop goes over a range or a list");
      }
      items.addAll(l);
    } else {
      double to = number(loop.to(), scope);
      double from = number(loop.from(), scope);
      if (to - from > REPEATS) {
        String field = values.fieldsOf(loop.to()).stream().findFirst().orElse(null);
        String sentence =
            Values.plain(to) + " repetitions are more than " + REPEATS + ", which no model has";
        throw field == null
            ? loop.to().source().error(1, sentence)
            : new BadField(values.pointer(field), values.stated(field) + ": " + sentence);
      }
      for (double i = from; i < to; i++) {
        items.add(i);
      }
    }
    for (Object item : items) {
      scope.put(loop.name(), item);
      Object result = steps(loop.body(), scope);
      if (result != NOTHING) {
        return result;
      }
    }
    return NOTHING;
  }

  /** The value of a term. */
  Object evaluate(Term term, Map<String, Object> scope) {
    if (term instanceof Term.Literal l) {
      return l.value();
    }
    if (term instanceof Term.Name n) {
      return name(n, scope);
    }
    if (term instanceof Term.Listing l) {
      List<Object> items = new ArrayList<>();
      l.items().forEach(t -> items.add(evaluate(t, scope)));
      return items;
    }
    if (term instanceof Term.Conditional c) {
      return evaluate(truth(c.condition(), scope) ? c.then() : c.otherwise(), scope);
    }
    if (term instanceof Term.Item i) {
      return item(i, scope);
    }
    if (term instanceof Term.Operation o) {
      return operation(o, scope);
    }
    return call((Term.Call) term, scope);
  }

  private Object item(Term.Item i, Map<String, Object> scope) {
    Object list = evaluate(i.list(), scope);
    double index = number(i.index(), scope);
    if (!(list instanceof List<?> l)) {
      throw i.source().error(1, "only a list has items");
    }
    int at = (int) (index < 0 ? index + l.size() : index);
    if (at < 0 || at >= l.size()) {
      String field = values.fieldsOf(i.list()).stream().findFirst().orElse(null);
      String sentence = "has " + l.size() + " entries, and entry " + at + " is asked for";
      throw field == null
          ? i.source().error(1, "the list " + sentence)
          : new BadField(values.pointer(field), values.stated(field) + " " + sentence);
    }
    return l.get(at);
  }

  private Object name(Term.Name n, Map<String, Object> scope) {
    if (scope.containsKey(n.name())) {
      return scope.get(n.name());
    }
    if (values.has(n.name())) {
      return values.get(n.name(), n);
    }
    if (sizes.containsKey(n.name())) {
      return sizes.get(n.name());
    }
    throw n.source().error(1, "nothing is called " + n.name());
  }

  private Object operation(Term.Operation o, Map<String, Object> scope) {
    try {
      return Operators.apply(o, t -> evaluate(t, scope), writer);
    } catch (LayerFault e) {
      throw o.source().error(1, e.getMessage());
    }
  }

  private Object call(Term.Call c, Map<String, Object> scope) {
    List<Object> positional = new ArrayList<>();
    c.arguments().forEach(t -> positional.add(evaluate(t, scope)));
    Map<String, Object> named = new LinkedHashMap<>();
    c.named().forEach((k, t) -> named.put(k, evaluate(t, scope)));
    if (c.path() == null) {
      return apply(c, positional, named);
    }
    requireWriter(c.source());
    int from = writer.draft().size();
    writer.enter(path(c.path(), c.source(), scope));
    Object result = module(apply(c, positional, named), from);
    writer.leave();
    return result;
  }

  private void requireWriter(Source source) {
    if (writer == null) {
      throw source.error(1, "no module can stand where only numbers are computed");
    }
  }

  /** The result of a module: its first tensor takes the module's name. */
  private Object module(Object result, int from) {
    if (result instanceof Tensor t) {
      return writer.outputOfModule(t, from);
    }
    if (result instanceof List<?> l && !l.isEmpty() && l.get(0) instanceof Tensor t) {
      List<Object> all = new ArrayList<>(l);
      all.set(0, writer.outputOfModule(t, from));
      return all;
    }
    return result;
  }

  private Object apply(Term.Call c, List<Object> positional, Map<String, Object> named) {
    Block block = family.blocks().get(c.function());
    if (block != null) {
      return call(block, bound(c, block, positional, named));
    }
    Function f = Functions.named(c.function());
    if (f == null) {
      throw c.source()
          .error(
              1,
              "there is no function and no block "
                  + c.function()
                  + Notation.nearest(c.function(), Functions.all().keySet()));
    }
    try {
      return f.apply(new Arguments(writer, positional, named));
    } catch (LayerFault e) {
      throw c.source().error(1, c.function() + ": " + e.getMessage());
    } catch (ArithmeticException
        | ClassCastException
        | IndexOutOfBoundsException
        | NegativeArraySizeException e) {
      // Of functions with many sizes, not every combination that makes no sense has its sentence.
      throw c.source().error(1, c.function() + " does not take these arguments");
    }
  }

  private Map<String, Object> bound(
      Term.Call c, Block block, List<Object> positional, Map<String, Object> named) {
    Map<String, Object> arguments = new HashMap<>();
    for (int i = 0; i < block.arguments().size(); i++) {
      String name = block.arguments().get(i);
      if (named.containsKey(name)) {
        arguments.put(name, named.get(name));
      } else if (i < positional.size()) {
        arguments.put(name, positional.get(i));
      } else if (block.defaults().containsKey(name)) {
        arguments.put(name, evaluate(block.defaults().get(name), arguments));
      } else {
        throw c.source().error(1, "block " + block.name() + " needs " + name);
      }
    }
    for (String name : named.keySet()) {
      if (!block.arguments().contains(name)) {
        throw c.source().error(1, "block " + block.name() + " has no argument " + name);
      }
    }
    if (positional.size() > block.arguments().size()) {
      throw c.source().error(1, "block " + block.name() + " has fewer arguments");
    }
    return arguments;
  }

  private String path(String path, Source source, Map<String, Object> scope) {
    if (path.indexOf('{') < 0) {
      return path;
    }
    Matcher m = INDEX.matcher(path);
    StringBuilder out = new StringBuilder();
    while (m.find()) {
      Object v = evaluate(Notation.term(source, m.group(1)), scope);
      m.appendReplacement(out, Matcher.quoteReplacement(Values.plain(v)));
    }
    return m.appendTail(out).toString();
  }

  boolean truth(Term condition, Map<String, Object> scope) {
    Object v = evaluate(condition, scope);
    if (v == null) {
      return false;
    }
    if (v instanceof Boolean b) {
      return b;
    }
    throw condition.source().error(1, "a condition is true or false, not " + Values.plain(v));
  }

  double number(Term term, Map<String, Object> scope) {
    Object v = evaluate(term, scope);
    if (v instanceof Double d) {
      return d;
    }
    if (v instanceof Extent e) {
      return e.size();
    }
    String field = values.fieldsOf(term).stream().findFirst().orElse(null);
    if (field != null) {
      throw new BadField(
          values.pointer(field),
          values.stated(field) + " is " + Values.plain(v) + ", where a number is needed");
    }
    throw term.source().error(1, "a number is needed, not " + Values.plain(v));
  }
}
