package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.tensor.Roots;
import java.util.List;

/** {@code NeuralNetConfiguration.Builder}: settings that layers inherit, changed in place. */
final class GlobalBuilder implements HostObject {
  private final Roots roots;
  private final Recorder settings = new Recorder();
  private final Site site;

  GlobalBuilder(Roots roots, Site site) {
    this.roots = roots;
    this.site = site;
  }

  Recorder settings() {
    return settings;
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    switch (method) {
      case "list", "graphBuilder" -> {
        Network n = new Network(settings, method.equals("list"), site);
        for (Object a : args) {
          List<Object> layers = Values.elements(a);
          for (Object layer : layers == null ? List.<Object>of() : layers) {
            n.call(in, "layer", java.util.Collections.singletonList(layer), site);
          }
        }
        roots.add(n);
        args.stream()
            .filter(LibraryObject.class::isInstance)
            .forEach(l -> n.call(in, "layer", List.of(l), at));
        return n;
      }
      case "build", "clone" -> {
        return this;
      }
      default -> {
        settings.record(method, args, at);
        return this;
      }
    }
  }
}
