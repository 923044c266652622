package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.PathEnded;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the vertices of one network in the order their inputs allow. */
final class NetworkEmission {
  private final Interpreter in;
  private final Network network;
  private final GraphWriter writer;
  private final Map<String, Tensor> values = new LinkedHashMap<>();

  NetworkEmission(Interpreter in, Network network, GraphWriter writer) {
    this.in = in;
    this.network = network;
    this.writer = writer;
  }

  /** The value of every vertex that can be reached from the inputs. */
  Map<String, Tensor> run() {
    List<String> inputs = network.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      values.put(inputs.get(i), network.input(writer, inputs.get(i), i));
    }
    return follow(new ArrayList<>(network.vertices().values()));
  }

  private Map<String, Tensor> follow(List<Network.Vertex> some) {
    List<Network.Vertex> open = some;
    boolean moved = true;
    while (moved) {
      moved = false;
      List<Network.Vertex> later = new ArrayList<>();
      for (Network.Vertex v : open) {
        if (values.keySet().containsAll(v.inputs())) {
          write(v);
          moved = true;
        } else {
          later.add(v);
        }
      }
      open = later;
    }
    return open.isEmpty() ? values : around(open);
  }

  /** Goes on where a layer reads what is none, as where its name is made in ways unknown. */
  private Map<String, Tensor> around(List<Network.Vertex> stuck) {
    for (Network.Vertex v : stuck) {
      for (String read : v.inputs()) {
        if (!values.containsKey(read) && !network.vertices().containsKey(read)) {
          writer.remark(
              "layer \""
                  + v.name()
                  + "\" reads \""
                  + read
                  + "\", which is no layer of the network");
          values.put(read, writer.foreign(Network.UNKNOWN_LAYER, List.of(), null, v.site()));
          return follow(stuck);
        }
      }
    }
    throw new PathEnded("layer \"" + stuck.get(0).name() + "\" is part of a cycle");
  }

  private void write(Network.Vertex v) {
    Object own = v.layer().settings().value("name");
    String name = network.list() && own instanceof String s ? v.name() + "_" + s : v.name();
    writer.enter(name);
    try {
      LayerScope scope = new LayerScope(in, writer, network.global(), v.layer(), name);
      List<Tensor> args = new ArrayList<>(v.inputs().stream().map(values::get).toList());
      LibraryObject p = network.preprocessor(v.name());
      if (p != null) {
        args.set(0, Preprocessors.apply(scope, p, args.get(0)));
      }
      boolean defined = CustomLayers.isVertex(scope);
      boolean vertex = defined || v.layer().type().endsWith("Vertex");
      if (!vertex && args.size() > 1) {
        args = List.of(merged(scope, args));
      }
      values.put(
          v.name(),
          defined
              ? CustomLayers.vertex(scope, args)
              : vertex ? Vertices.write(scope, args) : CustomLayers.write(scope, args.get(0)));
    } finally {
      writer.leave();
    }
  }

  /** Several inputs of one layer are concatenated, as the library does. */
  private static Tensor merged(LayerScope s, List<Tensor> in) {
    int axis = in.get(0).rank() == 3 ? 2 : 1;
    return dev.initlint.javasource.tensor.TensorOps.concat(in, axis, s.site());
  }
}
