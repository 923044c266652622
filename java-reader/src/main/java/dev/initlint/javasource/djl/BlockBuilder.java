package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import java.util.List;

/** A builder of a block, optimiser or tracker; accepts any setter. */
final class BlockBuilder implements HostObject {
  private final String type;
  private final Recorder settings = new Recorder();
  private final Site site;

  BlockBuilder(String type, Site site) {
    this.type = type;
    this.site = site;
  }

  /** What the builder makes as it stands. */
  Object build(Site at) {
    return DjlLibrary.built(type, settings.copy(), site, at);
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    if (method.equals("build")) {
      return type.equals("Parameter") ? DjlLibrary.parameter(in, settings.copy(), at) : build(at);
    }
    settings.record(OldSpellings.setter(method), args, at);
    return this;
  }
}
