package dev.initlint.javasource.samediff;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import java.util.List;

/**
 * An object of Deeplearning4j of which only its class, constructor arguments and settings matter: a
 * layer, vertex, distribution, updater, schedule or preprocessor.
 *
 * @param type simple class name, without {@code .Builder}
 * @param site where its construction starts
 * @param built the call that finished it; the constructor when there was no builder
 */
public record LibraryObject(
    String type, List<Object> args, Recorder settings, Site site, Site built)
    implements HostObject {
  @Override
  public Object call(Interpreter in, String method, List<Object> given, Site at) {
    if (method.startsWith("set") && method.length() > 3) {
      String field = Character.toLowerCase(method.charAt(3)) + method.substring(4);
      settings.record(field, given, at);
      return null;
    }
    if (method.equals("initWeights")) {
      return LayerParameters.initWeights(given, at);
    }
    if (method.equals("instanceof")) {
      Boolean told = LayerKinds.isA(type, String.valueOf(given.get(0)));
      return told == null ? UNHANDLED : told;
    }
    return method.equals("clone") ? this : getter(method, given);
  }

  /** What was set is what a getter gives; what the library would fill in is open. */
  private Object getter(String method, List<Object> given) {
    if (!given.isEmpty() || !method.startsWith("get") || method.length() < 4) {
      return UNHANDLED;
    }
    String field = Character.toLowerCase(method.charAt(3)) + method.substring(4);
    Object set = settings.value(field.equals("layerName") ? "name" : field);
    return set == null ? UNHANDLED : set;
  }

  /** Argument {@code i} of the constructor, or null. */
  public Object arg(int i) {
    return i < args.size() ? args.get(i) : null;
  }

  /** Offset before {@code .build()}, where a builder call may be inserted; or -1. */
  public int insertAt() {
    if (built.node() instanceof com.github.javaparser.ast.expr.MethodCallExpr m
        && m.getScope().isPresent()) {
      return built.file().range(m.getScope().get()).end();
    }
    return -1;
  }

  @Override
  public String toString() {
    return type;
  }
}
