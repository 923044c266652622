package dev.initlint.javasource.tensorflow;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.JavaObject;
import dev.initlint.javasource.eval.Library;
import dev.initlint.javasource.eval.LibraryClass;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.Roots;
import dev.initlint.javasource.tensor.ShapeValue;
import dev.initlint.source.SourceFact;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** TensorFlow's Java binding as source uses it: graphs that {@code Ops} writes. */
public final class TensorFlowLibrary implements Library {
  private static final Set<String> OPTIMIZERS =
      Set.of(
          "Adam",
          "Adamax",
          "Nadam",
          "AdaGrad",
          "AdaDelta",
          "Ftrl",
          "GradientDescent",
          "Momentum",
          "RMSProp");

  private static final List<String> IMPLEMENTATION =
      List.of(
          "org.tensorflow.op.",
          "org.tensorflow.proto.",
          "org.tensorflow.types.",
          "org.tensorflow.ndarray.",
          "org.tensorflow.internal.");

  private final Roots roots;

  /** A library that notes the models it sees begun in {@code roots}. */
  public TensorFlowLibrary(Roots roots) {
    this.roots = roots;
  }

  @Override
  public LibraryClass.Origin origin() {
    return LibraryClass.Origin.TENSORFLOW;
  }

  @Override
  public boolean explains(String qualified) {
    int last = qualified.lastIndexOf('.');
    return last > 0 && implementation(qualified.substring(0, last));
  }

  @Override
  public boolean implementation(String packageName) {
    return packageName.equals("org.tensorflow")
        || IMPLEMENTATION.stream().anyMatch((packageName + ".")::startsWith);
  }

  @Override
  public Object construct(Interpreter in, LibraryClass type, List<Object> args, Site site) {
    if (type.name().equals("Graph")) {
      return begin(site);
    }
    // Sessions, optimisers and savers take the graph when it is written.
    args.stream().filter(FlowGraph.class::isInstance).forEach(g -> ((FlowGraph) g).finish());
    if (OPTIMIZERS.contains(type.simpleName())) {
      trained(type.simpleName(), args, site);
    }
    return HostObject.UNHANDLED;
  }

  /** Notes the optimiser of a graph; its learning rate is the first number. */
  private static void trained(String optimizer, List<Object> args, Site site) {
    if (args.isEmpty() || !(args.get(0) instanceof FlowGraph g)) {
      return;
    }
    Expr rate = args.size() > 1 && Values.isScalar(args.get(1)) ? Values.asExpr(args.get(1)) : null;
    String name = optimizer.equals("GradientDescent") ? "sgd" : optimizer.toLowerCase(Locale.ROOT);
    g.writer()
        .fact(new SourceFact.Training(name, rate, rate == null, null, null, null, site.range()));
  }

  private FlowGraph begin(Site site) {
    FlowGraph graph = new FlowGraph(site);
    roots.add(graph);
    return graph;
  }

  @Override
  public Object callStatic(
      Interpreter in, LibraryClass type, String method, List<Object> args, Site site) {
    if (type.name().equals("Ops") && method.equals("create")) {
      boolean given = !args.isEmpty() && args.get(0) instanceof FlowGraph;
      return new FlowOps(given ? (FlowGraph) args.get(0) : begin(site), null);
    }
    if (type.name().equals("Shape")) {
      return switch (method) {
        case "of", "make" -> ShapeValue.of(args);
        case "scalar" -> new ShapeValue(List.of());
        default -> HostObject.UNHANDLED;
      };
    }
    return type.name().equals("Placeholder") && method.equals("shape")
        ? args.get(0)
        : HostObject.UNHANDLED;
  }

  @Override
  public Object staticField(LibraryClass type, String name, Site site) {
    return HostObject.UNHANDLED;
  }

  @Override
  public HostObject superPart(
      Interpreter in, LibraryClass type, List<Object> args, JavaObject self, Site site) {
    return null;
  }
}
