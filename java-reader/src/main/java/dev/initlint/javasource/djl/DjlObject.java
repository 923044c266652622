package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import java.util.List;

/** A loss, optimiser or tracker, of which only its name, arguments and settings matter. */
record DjlObject(String type, List<Object> args, Recorder settings, Site site)
    implements HostObject {
  @Override
  public Object call(Interpreter in, String method, List<Object> given, Site at) {
    return UNHANDLED;
  }

  @Override
  public String toString() {
    return type;
  }
}
