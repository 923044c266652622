package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.samediff.LibraryObject;
import java.util.List;

/** A builder of a layer, vertex, updater or the like; accepts any setter, of any version. */
final class ObjectBuilder implements HostObject {
  private final String type;
  private final List<Object> args;
  private final Recorder settings = new Recorder();
  private final Site site;

  ObjectBuilder(String type, List<Object> args, Site site) {
    this.type = type;
    this.args = args;
    this.site = site;
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> given, Site at) {
    if (method.equals("build")) {
      return new LibraryObject(type, args, settings.copy(), site, at);
    }
    if (method.startsWith("get") && given.isEmpty()) {
      String field = Character.toLowerCase(method.charAt(3)) + method.substring(4);
      Object value = settings.value(field);
      return value == null ? UNHANDLED : value;
    }
    String name =
        method.startsWith("set") && method.length() > 3 && Character.isUpperCase(method.charAt(3))
            ? Character.toLowerCase(method.charAt(3)) + method.substring(4)
            : method;
    settings.record(name, given, at);
    return this;
  }
}
