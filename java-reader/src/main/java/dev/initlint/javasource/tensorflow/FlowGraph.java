package dev.initlint.javasource.tensorflow;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.tensor.DrawnArray;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.ModelRoot;
import dev.initlint.javasource.tensor.Naming;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.source.SourceModel;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@code Graph} of TensorFlow: what {@code Ops} computes in it is written as it is called. */
final class FlowGraph implements HostObject, ModelRoot {
  private final GraphWriter writer = new GraphWriter("TensorFlow");
  private final Map<String, String> pixels = new HashMap<>();
  private final Site site;
  private boolean finished;

  FlowGraph(Site site) {
    this.site = site;
  }

  GraphWriter writer() {
    return writer;
  }

  /** Notes that a value holds integers that are read as numbers, as the pixels of an image. */
  void pixels(Tensor t, String input) {
    pixels.put(t.value(), input);
  }

  /** The input whose pixels a value holds, or null. */
  String pixelsOf(Tensor t) {
    return pixels.get(t.value());
  }

  /** Notes that it is trained or run from here on. */
  void finish() {
    finished = true;
  }

  /** An operand as TensorFlow lays it out; null for what is none. */
  Tensor operand(Object value, Site at) {
    if (value instanceof FlowValue v) {
      return v.rows();
    }
    if (value instanceof FlowVariable v) {
      return v.weight();
    }
    if (value instanceof DrawnArray d) {
      return Tensor.weight(writer, writer.buffer("constant", d.dims(), d.law(), at), d.dims(), at);
    }
    return value instanceof Number n
        ? Tensor.weight(writer, writer.scalar(n.doubleValue(), at), List.of(), at)
        : null;
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
    return UNHANDLED;
  }

  /** Operations that score what the model answers. */
  private static boolean isScore(String operation) {
    String name = operation.toLowerCase(Locale.ROOT);
    return name.contains("loss")
        || name.contains("ntropy")
        || name.equals("argmax")
        || name.equals("equal")
        || name.equals("onehot");
  }

  @Override
  public SourceModel emit(Interpreter in, List<String> assumptions) {
    writer.leaveOutLoss(FlowGraph::isScore);
    // Code that prepares data computes in graphs of its own, without anything to train.
    return writer.size() == 0 || writer.parameters().isEmpty()
        ? null
        : writer.finish(in, Naming.of(site), writer.leaves(), assumptions, site);
  }
}
