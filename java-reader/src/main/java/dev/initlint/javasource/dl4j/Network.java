package dev.initlint.javasource.dl4j;

import dev.initlint.graph.ElementType;
import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.PathEnded;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Unknown;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.ModelRoot;
import dev.initlint.javasource.tensor.Naming;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.source.SourceModel;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network under construction: a list of layers or a graph of vertices, over the settings it
 * inherits. It stands for its builder, its configuration and the network made of it alike.
 */
final class Network implements HostObject, ModelRoot {
  /** One layer or vertex and the names of what it reads. */
  record Vertex(String name, LibraryObject layer, List<String> inputs, Site site) {}

  private static final int LIMIT = 10_000;

  private final Recorder global;
  private final boolean list;
  private final Site site;
  private final Map<String, Vertex> vertices = new LinkedHashMap<>();
  private final Map<String, LibraryObject> preprocessors = new LinkedHashMap<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<Object> inputTypes = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private String previous = "input";
  private boolean pretrained;

  /** What stands for a layer that cannot be read: its values are not known, those around it are. */
  static final String UNKNOWN_LAYER = "UnknownLayer";

  private boolean finished;

  Network(Recorder global, boolean list, Site site) {
    this.global = global;
    this.list = list;
    this.site = site;
  }

  Recorder global() {
    return global;
  }

  void pretrained() {
    pretrained = true;
  }

  @Override
  public Site site() {
    return site;
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    switch (method) {
      case "layer", "addLayer", "appendLayer", "addVertex", "appendVertex", "add" -> {
        place(in, args, at);
        return this;
      }
      case "addInputs" -> {
        strings(args).forEach(inputs::add);
        if (!inputs.isEmpty() && vertices.isEmpty()) {
          previous = inputs.get(inputs.size() - 1);
        }
        return this;
      }
      case "setOutputs" -> {
        outputs.clear();
        outputs.addAll(strings(args));
        return this;
      }
      case "setInputType", "setInputTypes", "inputType" -> {
        inputTypes.clear();
        List<Object> all =
            args.size() == 1 && Values.elements(args.get(0)) != null
                ? Values.elements(args.get(0))
                : args;
        inputTypes.addAll(all);
        return this;
      }
      case "inputPreProcessor", "setInputPreProcessor" -> {
        if (args.size() == 2 && args.get(1) instanceof LibraryObject p) {
          preprocessors.put(String.valueOf(args.get(0)), p);
        }
        return this;
      }
      case "removeVertex" -> {
        vertices.remove(String.valueOf(args.get(0)));
        return this;
      }
      case "init", "setListeners", "close" -> {
        return null;
      }
      case "fit", "evaluate", "output", "score", "numParams", "params" -> {
        return UNHANDLED;
      }
      case "getLayerActivationTypes" -> {
        return types(in);
      }
      case "getVertices" -> {
        return new LinkedHashMap<Object, Object>(vertices);
      }
      case "build", "getLayerWiseConfigurations", "getConfiguration", "clone" -> {
        finished |= method.equals("build");
        return this;
      }
      case "instanceof" -> {
        return true;
      }
      default -> {
        if (method.startsWith("get") || method.startsWith("summary")) {
          return UNHANDLED;
        }
        global.record(method, args, at);
        return this;
      }
    }
  }

  private static List<String> strings(List<Object> args) {
    List<Object> all =
        args.size() == 1 && Values.elements(args.get(0)) != null
            ? Values.elements(args.get(0))
            : args;
    return new ArrayList<>(all.stream().map(Network::name).toList());
  }

  /** The name of a vertex; one that the source leaves open is named by its formula. */
  private static String name(Object given) {
    return given instanceof Unknown u ? u.name() : String.valueOf(given);
  }

  /**
   * The name of a vertex that is read. One that the source leaves open is that of a vertex so
   * named, else of the one before, as where the number of layers is open.
   */
  private List<String> sources(Interpreter in, Object given, Site at) {
    if (given instanceof Unknown u && !vertices.containsKey(u.name())) {
      in.remark(
          "the layer that line "
              + at.range().line()
              + " reads, "
              + u.name()
              + ", is not known; the one before it is taken");
      return List.of(previous);
    }
    return strings(List.of(given == null ? "null" : given));
  }

  private void place(Interpreter in, List<Object> args, Site at) {
    LibraryObject layer = null;
    String name = null;
    List<String> from = new ArrayList<>();
    for (Object a : args) {
      HostObject host = dev.initlint.javasource.eval.JavaObject.hostOf(a);
      if (layer == null && host instanceof LibraryObject o) {
        layer = o;
      } else if (layer == null && a instanceof Unknown && (name != null || args.size() == 1)) {
        layer = new LibraryObject(UNKNOWN_LAYER, List.of(), new Recorder(), at, at);
      } else if (layer == null) {
        name = list && a instanceof Unknown ? String.valueOf(vertices.size()) : name(a);
      } else if (host instanceof LibraryObject p) {
        preprocessors.put(name, p);
      } else {
        from.addAll(sources(in, a, at));
      }
    }
    if (layer == null) {
      throw new PathEnded("the layer at line " + at.range().line() + " is not known");
    }
    if (name == null) {
      Object own = layer.settings().value("name");
      name = own != null && list == false ? String.valueOf(own) : String.valueOf(vertices.size());
    }
    if (from.isEmpty()) {
      from.add(previous);
    }
    if (vertices.size() >= LIMIT) {
      throw new PathEnded("the network has more than " + LIMIT + " layers");
    }
    vertices.put(name, new Vertex(name, layer, from, at));
    previous = name;
  }

  /** What the layers so far give out, as the library infers it when asked while building. */
  private Map<Object, Object> types(Interpreter in) {
    if (inputs.isEmpty()) {
      throw new PathEnded("activation types are asked for before addInputs, which fails");
    }
    Map<Object, Object> found = new LinkedHashMap<>();
    NetworkEmission e = new NetworkEmission(in, this, new GraphWriter("Deeplearning4j"));
    e.run()
        .forEach(
            (name, t) -> {
              if (t.rank() > 0) {
                found.put(name, new InputTypes(t.dims()));
              }
            });
    return found;
  }

  Map<String, Vertex> vertices() {
    return vertices;
  }

  LibraryObject preprocessor(String name) {
    return preprocessors.get(name);
  }

  boolean list() {
    return list;
  }

  List<String> inputs() {
    return inputs.isEmpty() ? List.of("input") : inputs;
  }

  /** The declared type of input {@code i}, or null. */
  InputTypes inputType(int i) {
    return i < inputTypes.size() && inputTypes.get(i) instanceof InputTypes t ? t : null;
  }

  @Override
  public SourceModel emit(Interpreter in, List<String> assumptions) {
    if (vertices.isEmpty()) {
      return null;
    }
    GraphWriter w = new GraphWriter("Deeplearning4j");
    NetworkEmission emission = new NetworkEmission(in, this, w);
    Map<String, Tensor> values = emission.run();
    List<Tensor> results = new ArrayList<>();
    for (String name : outputs.isEmpty() ? List.of(previous) : outputs) {
      Tensor t = values.get(name);
      if (t == null) {
        throw new PathEnded("the output \"" + name + "\" is not a layer of the network");
      }
      results.add(t);
    }
    if (pretrained) {
      w.remark("layers before the new head are pre-trained and not known");
    }
    Training.facts(global, site).forEach(w::fact);
    return w.finish(in, Naming.of(site), results, assumptions, site);
  }

  /** An input of the graph for vertex inputs that name one. */
  Tensor input(GraphWriter w, String name, int index) {
    InputTypes type = inputType(index);
    boolean integer =
        vertices.values().stream()
            .filter(v -> v.inputs().contains(name))
            .findFirst()
            .map(v -> v.layer().type().startsWith("Embedding"))
            .orElse(false);
    if (integer) {
      boolean series = type != null && type.dims().size() == 3;
      boolean sequence =
          series
              || vertices.values().stream()
                  .anyMatch(
                      v -> v.inputs().contains(name) && v.layer().type().contains("Sequence"));
      Expr length = series ? type.dims().get(1) : Expr.symbol("T");
      List<Expr> dims = sequence ? List.of(Sizes.BATCH, length) : List.of(Sizes.BATCH);
      return w.input(name, ElementType.INT64, dims, site);
    }
    if (type == null) {
      return w.input(name, ElementType.FLOAT, null, site);
    }
    return w.input(name, ElementType.FLOAT, type.dims(), site);
  }
}
