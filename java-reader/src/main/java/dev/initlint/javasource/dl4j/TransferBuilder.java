package dev.initlint.javasource.dl4j;

import dev.initlint.graph.ElementType;
import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.JavaObject;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.ModelRoot;
import dev.initlint.javasource.tensor.Naming;
import dev.initlint.javasource.tensor.Roots;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.source.SourceModel;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Transfer learning: the base is pre-trained and unknown, only the layers added here are drawn. */
final class TransferBuilder implements HostObject, ModelRoot {
  /** Marks a layer whose activation only the loaded model knows. */
  private static final String LOADED = "loaded activation";

  private record Added(String name, LibraryObject layer, List<String> inputs) {}

  private final Site site;
  private final List<Added> added = new ArrayList<>();
  private Recorder global = new Recorder();

  TransferBuilder(Roots roots, List<Object> args, Site site) {
    this.site = site;
    if (!args.isEmpty() && JavaObject.hostOf(args.get(0)) instanceof Network n) {
      n.pretrained();
    }
    roots.add(this);
  }

  @Override
  public Site site() {
    return site;
  }

  @Override
  public boolean finished() {
    return true;
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    switch (method) {
      case "fineTuneConfiguration" -> {
        if (args.get(0) instanceof GlobalBuilder g) {
          global = g.settings();
        }
      }
      case "addLayer", "addVertex" -> add(args);
      case "nOutReplace" -> replace(args, at);
      default -> {}
    }
    return method.startsWith("get") || method.equals("summary") ? UNHANDLED : this;
  }

  private void add(List<Object> args) {
    String name = String.valueOf(added.size());
    LibraryObject layer = null;
    List<String> inputs = new ArrayList<>();
    for (Object a : args) {
      if (a instanceof LibraryObject o) {
        layer = o;
      } else if (layer == null) {
        name = String.valueOf(a);
      } else {
        inputs.add(String.valueOf(a));
      }
    }
    if (layer != null) {
      added.add(new Added(name, layer, inputs));
    }
  }

  /** A layer kept but drawn anew with another width: its input width is not known. */
  private void replace(List<Object> args, Site at) {
    Recorder r = new Recorder();
    r.record("nOut", List.of(args.size() > 1 ? args.get(1) : "nOut"), at);
    r.record("activation", List.of("identity"), at);
    r.record(LOADED, List.of(), at);
    if (args.size() > 2 && args.get(2) != null) {
      r.record("weightInit", List.of(args.get(2)), at);
    }
    String name = Values.describe(args.get(0));
    added.add(new Added(name, new LibraryObject("DenseLayer", List.of(), r, at, at), List.of()));
  }

  @Override
  public SourceModel emit(Interpreter in, List<String> assumptions) {
    if (added.isEmpty()) {
      return null;
    }
    GraphWriter w = new GraphWriter("Deeplearning4j");
    w.remark("layers before the new head are pre-trained and not known; only the head is read");
    Map<String, Tensor> values = new LinkedHashMap<>();
    Tensor last = null;
    for (Added a : added) {
      List<Tensor> inputs = new ArrayList<>();
      for (String i : a.inputs()) {
        inputs.add(values.computeIfAbsent(i, k -> base(w, k, a)));
      }
      if (inputs.isEmpty()) {
        inputs.add(last != null ? last : base(w, "pretrained", a));
      }
      w.enter(a.name());
      LayerScope scope = new LayerScope(in, w, global, a.layer(), a.name());
      last =
          a.layer().type().endsWith("Vertex")
              ? Vertices.write(scope, inputs)
              : Layers.write(scope, inputs.get(0));
      if (a.layer().settings().last(LOADED) != null) {
        w.remark(
            "the activation of " + a.name() + " is that of the loaded model; none is taken here");
        last = TensorOps.unary("Identity", last, site);
      }
      w.leave();
      values.put(a.name(), last);
    }
    Training.facts(global, site).forEach(w::fact);
    return w.finish(in, Naming.of(site), List.of(last), assumptions, site);
  }

  /** What the pre-trained part gives to the head. */
  private Tensor base(GraphWriter w, String name, Added reader) {
    boolean dense =
        reader.layer().type().endsWith("OutputLayer") || reader.layer().type().equals("DenseLayer");
    Expr width = reader.layer().settings().size("nIn");
    Expr n = width == null ? Expr.symbol(name + ".nOut") : width;
    return w.input(name, ElementType.FLOAT, dense ? List.of(Sizes.BATCH, n) : null, site);
  }
}
