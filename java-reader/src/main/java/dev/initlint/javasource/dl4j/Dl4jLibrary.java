package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.JavaObject;
import dev.initlint.javasource.eval.Library;
import dev.initlint.javasource.eval.LibraryClass;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.samediff.LayerParameters;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.samediff.SameDiffGraph;
import dev.initlint.javasource.tensor.DrawnArray;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.Roots;
import dev.initlint.javasource.tensor.Tensor;
import java.util.List;

/** Deeplearning4j and ND4J as source uses them. */
public final class Dl4jLibrary implements Library {
  /** Where layers, networks and graphs are implemented; the zoo and examples stand elsewhere. */
  private static final List<String> IMPLEMENTATION =
      List.of(
          "org.deeplearning4j.gradientcheck.",
          "org.deeplearning4j.nn.",
          "org.deeplearning4j.optimize.",
          "org.deeplearning4j.util.",
          "org.nd4j.autodiff.",
          "org.nd4j.imports.",
          "org.nd4j.linalg.",
          "org.nd4j.weightinit.");

  private final Roots roots;

  /** A library that notes the models it sees begun in {@code roots}. */
  public Dl4jLibrary(Roots roots) {
    this.roots = roots;
  }

  @Override
  public LibraryClass.Origin origin() {
    return LibraryClass.Origin.DL4J;
  }

  @Override
  public boolean explains(String qualified) {
    return implementation(qualified);
  }

  @Override
  public boolean implementation(String packageName) {
    return IMPLEMENTATION.stream().anyMatch((packageName + ".")::startsWith);
  }

  @Override
  public Object construct(Interpreter in, LibraryClass type, List<Object> args, Site site) {
    String name = type.name();
    switch (name) {
      case "NeuralNetConfiguration.Builder", "FineTuneConfiguration.Builder" -> {
        return new GlobalBuilder(roots, site);
      }
      case "NeuralNetConfiguration.ListBuilder" -> {
        return begin(new Network(globalOf(args), true, site));
      }
      case "ComputationGraphConfiguration.GraphBuilder" -> {
        return begin(new Network(globalOf(args), false, site));
      }
      case "MultiLayerConfiguration.Builder" -> {
        return begin(new Network(new Recorder(), true, site));
      }
      case "MultiLayerNetwork", "ComputationGraph", "ParallelWrapper.Builder" -> {
        Object conf = args.isEmpty() ? null : args.get(0);
        return JavaObject.hostOf(conf) instanceof Network n ? n : HostObject.UNHANDLED;
      }
      case "TransferLearning.Builder", "TransferLearning.GraphBuilder" -> {
        return new TransferBuilder(roots, args, site);
      }
      default -> {
        return name.endsWith("Builder") && name.contains(".")
            ? new ObjectBuilder(outer(name), args, site)
            : new LibraryObject(type.simpleName(), args, new Recorder(), site, site);
      }
    }
  }

  private static String outer(String name) {
    String head = name.substring(0, name.lastIndexOf('.'));
    return head.substring(head.lastIndexOf('.') + 1);
  }

  private static Recorder globalOf(List<Object> args) {
    return !args.isEmpty() && args.get(0) instanceof GlobalBuilder g
        ? g.settings()
        : new Recorder();
  }

  private Network begin(Network n) {
    roots.add(n);
    return n;
  }

  @Override
  public Object callStatic(
      Interpreter in, LibraryClass type, String method, List<Object> args, Site site) {
    if (type.simpleName().equals("InputType")) {
      InputTypes t = InputTypes.of(method, args);
      return t == null ? HostObject.UNHANDLED : t;
    }
    if (method.equals("builder") && args.isEmpty()) {
      return type.simpleName().equals("NeuralNetConfiguration")
          ? new GlobalBuilder(roots, site)
          : new ObjectBuilder(type.simpleName(), args, site);
    }
    if (type.simpleName().equals("SameDiff") && method.equals("create")) {
      SameDiffGraph sd = new SameDiffGraph(new GraphWriter("SameDiff"), site);
      roots.add(sd);
      return sd;
    }
    if (type.simpleName().equals("Nd4j")) {
      return DrawnArray.of(method, args, site);
    }
    if (method.equals("initWeights")) {
      return LayerParameters.initWeights(args, site);
    }
    if (type.simpleName().equals("Activation") && method.equals("fromString")) {
      return args.get(0);
    }
    return HostObject.UNHANDLED;
  }

  @Override
  public Object callConstant(
      Interpreter in, EnumConstant constant, String method, List<Object> args, Site site) {
    if (method.equals("getActivationFunction")) {
      return constant;
    }
    if (method.equals("asSameDiff")) {
      for (Object a : args) {
        if (a instanceof Tensor x) {
          return Activations.apply(constant, x, site);
        }
      }
    }
    return HostObject.UNHANDLED;
  }

  @Override
  public Object staticField(LibraryClass type, String name, Site site) {
    return HostObject.UNHANDLED;
  }

  @Override
  public HostObject superPart(
      Interpreter in, LibraryClass type, List<Object> args, JavaObject self, Site site) {
    return type.simpleName().contains("Layer") || type.simpleName().contains("Vertex")
        ? new LibraryObject(self.type().name(), List.of(self), new Recorder(), site, site)
        : null;
  }
}
