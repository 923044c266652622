package dev.initlint.hub.family;

import dev.initlint.hub.configuration.FieldUse;
import dev.initlint.hub.family.layer.InitialLaws;
import dev.initlint.hub.family.layer.LayerFault;
import dev.initlint.hub.family.notation.FamilyText;
import dev.initlint.hub.family.notation.FamilyText.LawLine;
import dev.initlint.hub.family.notation.Term;
import dev.initlint.law.IntendedLaw;
import dev.initlint.law.IntendedLaw.Purpose;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The law of each parameter by the last line of {@code init} that matches it. */
final class FamilyLaws implements InitialLaws {
  private static final Pattern NUMBER = Pattern.compile("(?:^|\\.)(\\d+)(?:\\.|$)");
  private static final double NUDGE = 1.0078125;
  private static final double HALF = 0.5;

  private final List<Line> lines = new ArrayList<>();
  private final Function<Map<String, Object>, Interpreter> interpreters;
  private final Interpreter interpreter;
  private final Map<String, Interpreter> nudged = new HashMap<>();
  private final Map<String, FieldUse> deviations = new LinkedHashMap<>();
  private final Map<String, Law> laws = new LinkedHashMap<>();
  private final Map<String, IntendedLaw> intended = new HashMap<>();

  /** Laws by function, numbers and fans: layers of one kind draw alike. */
  private final Map<List<Object>, Law> drawn = new HashMap<>();

  private final String family;

  /** Fan-in of the last weight matrix, by which torch draws the bias that follows it. */
  private double lastFanIn = 1;

  private record Line(Pattern kind, Pattern path, LawLine line) {
    boolean matches(String kindAndPart, String name) {
      return kind != null ? kind.matcher(kindAndPart).matches() : path.matcher(name).matches();
    }
  }

  /**
   * @param interpreters interprets numbers of the family under a configuration with some fields
   *     replaced
   */
  FamilyLaws(FamilyText family, Function<Map<String, Object>, Interpreter> interpreters) {
    this.family = family.name();
    this.interpreters = interpreters;
    this.interpreter = interpreters.apply(Map.of());
    for (int i = family.laws().size() - 1; i >= 0; i--) {
      LawLine line = family.laws().get(i);
      boolean kind = Character.isUpperCase(line.pattern().charAt(0));
      Pattern p = glob(line.pattern());
      lines.add(new Line(kind ? p : null, kind ? null : p, line));
    }
  }

  private static Pattern glob(String pattern) {
    // What stands before the last part may be missing: a body that is saved alone has no prefix.
    String anywhere = pattern.startsWith("*.") ? "(?:.*\\.)?" : "";
    String rest = anywhere.isEmpty() ? pattern : pattern.substring(2);
    String parts =
        Stream.of(rest.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return Pattern.compile(anywhere + parts);
  }

  /** For parameters whose spread a field decides, that field. */
  Map<String, FieldUse> deviations() {
    return deviations;
  }

  /** The law of each parameter so far. */
  Map<String, Law> laws() {
    return laws;
  }

  @Override
  public Law law(String kind, String part, String path, long[] dims, long padding) {
    Map<String, Object> scope = scope(path, dims);
    if (dims.length > 1) {
      lastFanIn = (Double) scope.get("fan_in");
    }
    scope.put("last_fan_in", lastFanIn);
    for (Line line : lines) {
      boolean applies =
          line.matches(kind + "." + part, path)
              && (line.line().condition() == null
                  || interpreter.truth(line.line().condition(), scope));
      if (applies) {
        Law law = drawn(line.line(), scope, interpreter);
        note(line.line(), scope, law, path);
        intended.put(path, intended(line, kind + "." + part, law, scope, padding));
        boolean cleared = padding >= 0 && padding < dims[0];
        Law settled = cleared ? Draws.padded(law, dims[0]) : law;
        laws.put(path, settled);
        return settled;
      }
    }
    throw new LayerFault(
        "no line of init says how " + path + " (" + kind + "." + part + ") is drawn");
  }

  @Override
  public IntendedLaw intended(String path) {
    return intended.get(path);
  }

  /** A line for a path is a rule of its own; that for the class of the layer is the general one. */
  private IntendedLaw intended(
      Line line, String kindAndPart, Law law, Map<String, Object> scope, long padding) {
    Law general =
        lines.stream()
            .filter(l -> l.kind() != null && l.matches(kindAndPart, ""))
            .filter(
                l -> l.line().condition() == null || interpreter.truth(l.line().condition(), scope))
            .findFirst()
            .map(l -> drawn(l.line(), scope, interpreter))
            .orElse(law);
    Set<String> fields = interpreter.values().fieldsOf(line.line().law());
    Purpose purpose = purpose(line, kindAndPart, law, fields);
    if (purpose == Purpose.DEPTH_SCALED) {
      general = unscaled(line.line(), scope, fields).orElse(general);
    }
    String source =
        fields.stream()
            .filter(FamilyLaws::isSpread)
            .findFirst()
            .map(f -> interpreter.values().pointer(f).substring(1).replace('/', '.'))
            .map(f -> f + " in config.json")
            .orElse("the initialiser of " + family);
    IntendedLaw meant = IntendedLaw.special(law, general, purpose, source);
    return padding < 0 ? meant : meant.withZeroRow(padding);
  }

  /**
   * The law of a line without its factor for depth, 1/√(2·layers), which is 1 at half a layer; none
   * where the factor is another.
   */
  private Optional<Law> unscaled(LawLine line, Map<String, Object> scope, Set<String> fields) {
    for (String field : fields) {
      Object layers = interpreter.evaluate(new Term.Name(field, line.source()), Map.of());
      if (field.contains("layer") && layers instanceof Double n && n > 0) {
        Law half = drawn(line, scope, nudged(field, HALF));
        double ratio =
            constant(half.variance()) / constant(drawn(line, scope, interpreter).variance());
        return Math.abs(ratio / (n / HALF) - 1) < 1e-6 ? Optional.of(half) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private Interpreter nudged(String field, double value) {
    return nudged.computeIfAbsent(
        field + "=" + value, f -> interpreters.apply(Map.of(field, value)));
  }

  private static Purpose purpose(Line line, String kindAndPart, Law law, Set<String> fields) {
    boolean constant = law.variance() instanceof Expr.Constant c && c.value() == 0;
    if (constant && kindAndPart.matches(".*Norm.*\\.weight")) {
      return Purpose.NORM_GAIN;
    }
    if (line.kind() != null) {
      return Purpose.GENERAL;
    }
    return fields.stream().anyMatch(f -> f.contains("layer"))
        ? Purpose.DEPTH_SCALED
        : Purpose.SPECIAL;
  }

  /** Names for the parameter at hand: torch's fans, its extents, the first number in its path. */
  private static Map<String, Object> scope(String path, long[] dims) {
    Map<String, Object> scope = new HashMap<>();
    double receptive = 1;
    for (int i = 2; i < dims.length; i++) {
      receptive *= dims[i];
    }
    double first = dims.length == 0 ? 1 : dims[0];
    scope.put("rows", first);
    scope.put("width", dims.length == 0 ? 1.0 : dims[dims.length - 1]);
    scope.put("fan_in", dims.length < 2 ? first : dims[1] * receptive);
    scope.put("fan_out", first * receptive);
    Matcher m = NUMBER.matcher(path);
    scope.put("layer", m.find() ? Double.valueOf(m.group(1)) : 0.0);
    return scope;
  }

  private Law drawn(LawLine line, Map<String, Object> scope, Interpreter in) {
    Term term = line.law();
    while (term instanceof Term.Conditional c) {
      term = in.truth(c.condition(), scope) ? c.then() : c.otherwise();
    }
    if (!(term instanceof Term.Call call) || !Draws.isLaw(call.function())) {
      throw line.source().error(1, "a law is expected, as normal(0, 0.02)");
    }
    boolean backward =
        call.arguments().stream()
            .anyMatch(t -> t instanceof Term.Literal l && "fan_out".equals(l.value()));
    List<Double> numbers =
        backward ? List.of(1.0) : call.arguments().stream().map(t -> in.number(t, scope)).toList();
    double fanIn = ((Number) scope.get("fan_in")).doubleValue();
    double fanOut = (Double) scope.get("fan_out");
    return drawn.computeIfAbsent(
        List.of(call.function(), numbers, fanIn, fanOut),
        k -> Draws.law(call.function(), numbers, fanIn, fanOut));
  }

  /** Finds which field the spread follows, and how, by moving the field a little. */
  private void note(LawLine line, Map<String, Object> scope, Law law, String path) {
    double variance = constant(law.variance());
    if (!(variance > 0)) {
      return;
    }
    for (String field : interpreter.values().fieldsOf(line.law())) {
      Object value =
          isSpread(field)
              ? interpreter.evaluate(new Term.Name(field, line.source()), Map.of())
              : null;
      if (value instanceof Double v && v != 0) {
        double moved = constant(drawn(line, scope, nudged(field, v * NUDGE)).variance());
        double power = Math.log(moved / variance) / 2 / Math.log(NUDGE);
        if (Math.abs(power) > 1e-6) {
          double rounded = Math.rint(power * 4) / 4;
          deviations.put(path, new FieldUse(interpreter.values().pointer(field), v, rounded));
          return;
        }
      }
    }
  }

  /** Whether a field states how widely something is drawn, rather than how large it is. */
  private static boolean isSpread(String field) {
    return Stream.of("init", "std", "scale", "factor", "range").anyMatch(field::contains);
  }

  private static double constant(Expr e) {
    return e instanceof Expr.Constant c ? c.value() : Double.NaN;
  }
}
