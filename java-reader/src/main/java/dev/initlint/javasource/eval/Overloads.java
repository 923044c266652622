package dev.initlint.javasource.eval;

import com.github.javaparser.ast.body.CallableDeclaration;
import com.github.javaparser.ast.body.Parameter;
import com.github.javaparser.ast.type.Type;
import java.util.List;

/** Which of several methods or constructors a call means, by the kinds of its arguments. */
final class Overloads {
  private Overloads() {}

  /** The best match, or null when none takes these arguments. */
  static <D extends CallableDeclaration<?>> D choose(
      List<D> candidates, List<Object> args, ClassDef owner) {
    D best = null;
    int bestScore = -1;
    for (D d : candidates) {
      int score = score(d, args);
      if (score > bestScore) {
        best = d;
        bestScore = score;
      }
    }
    return best;
  }

  private static int score(CallableDeclaration<?> d, List<Object> args) {
    List<Parameter> parameters = d.getParameters();
    boolean variable = !parameters.isEmpty() && parameters.get(parameters.size() - 1).isVarArgs();
    int fixed = variable ? parameters.size() - 1 : parameters.size();
    if (args.size() < fixed || !variable && args.size() > fixed) {
      return -1;
    }
    int score = variable ? 0 : 1;
    for (int i = 0; i < args.size(); i++) {
      boolean rest = i >= fixed;
      int s = score(parameters.get(rest ? fixed : i).getType(), args.get(i));
      if (rest && s < 0 && args.size() == parameters.size() && args.get(i) instanceof Object[]) {
        s = 1;
      }
      if (s < 0) {
        return -1;
      }
      score += s;
    }
    return score;
  }

  private static int score(Type type, Object arg) {
    String name = type.asString().replaceAll("<.*>", "");
    if (arg instanceof Unknown) {
      return 1;
    }
    if (arg == null) {
      return type.isPrimitiveType() ? -1 : 1;
    }
    return switch (name) {
      case "int", "Integer", "short", "byte" ->
          arg instanceof Integer ? 4 : arg instanceof Character ? 1 : -1;
      case "long", "Long" -> arg instanceof Long ? 4 : arg instanceof Integer ? 3 : -1;
      case "float", "Float" ->
          arg instanceof Float ? 4 : arg instanceof Integer || arg instanceof Long ? 2 : -1;
      case "double", "Double" ->
          arg instanceof Double ? 4 : arg instanceof Float ? 3 : arg instanceof Number ? 1 : -1;
      case "boolean", "Boolean" -> arg instanceof Boolean ? 4 : -1;
      case "char", "Character" -> arg instanceof Character ? 4 : -1;
      case "String" -> arg instanceof String ? 4 : -1;
      case "Object", "T", "E" -> 1;
      default -> reference(type, name, arg);
    };
  }

  private static int reference(Type type, String name, Object arg) {
    boolean list = name.endsWith("List") || name.endsWith("Collection") || name.equals("Iterable");
    if (type.isArrayType()) {
      return arg instanceof Object[] ? 3 : -1;
    }
    if (arg instanceof Object[] || arg instanceof Number || arg instanceof Boolean) {
      return name.equals("Number") && arg instanceof Number ? 2 : -1;
    }
    if (arg instanceof HostObject h) {
      return h.fits(SourceFile.lastPart(name)) ? 4 : 0;
    }
    if (arg instanceof JavaObject o && o.type().name().equals(SourceFile.lastPart(name))) {
      return 4;
    }
    if (arg instanceof List<?>) {
      return list ? 3 : name.endsWith("NDList") || name.endsWith("Map") ? -1 : 1;
    }
    return arg instanceof String ? (name.equals("CharSequence") ? 2 : -1) : 2;
  }

  /** Declares parameters with the values of arguments; surplus arguments become an array. */
  static void bind(List<Parameter> parameters, List<Object> args, Scope scope) {
    for (int i = 0; i < parameters.size(); i++) {
      Parameter p = parameters.get(i);
      Object value;
      if (p.isVarArgs()) {
        boolean direct = args.size() == i + 1 && args.get(i) instanceof Object[];
        value =
            direct ? args.get(i) : args.subList(Math.min(i, args.size()), args.size()).toArray();
      } else {
        value = i < args.size() ? convert(p.getType(), args.get(i)) : null;
      }
      scope.declare(p.getNameAsString(), value);
    }
  }

  /** Widens a number to the declared primitive type. */
  static Object convert(Type type, Object value) {
    return type.isPrimitiveType() ? Arithmetic.cast(type.asString(), value) : value;
  }
}
