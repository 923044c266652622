package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.JavaObject;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LayerParameters;
import dev.initlint.javasource.samediff.SameDiffGraph;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorList;
import dev.initlint.symbol.Expr;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SameDiff layers and vertices that a project writes itself; all others go to the library's
 * families.
 */
final class CustomLayers {
  private CustomLayers() {}

  static Tensor write(LayerScope s, Tensor x) {
    boolean own = s.layer().arg(0) instanceof JavaObject o && s.in().declares(o, "defineLayer");
    return own ? defined(s, (JavaObject) s.layer().arg(0), x) : Layers.write(s, x);
  }

  private static Tensor defined(LayerScope s, JavaObject self, Tensor x) {
    Interpreter in = s.in();
    if (in.declares(self, "setNIn") && x.rank() > 0) {
      in.callMethod(self, "setNIn", Arrays.asList(new InputTypes(x.dims()), true), s.site());
    }
    Map<Object, Object> table = parameters(s, self, "defineParameters");
    SameDiffGraph graph = new SameDiffGraph(s.writer(), s.site());
    Object y = in.callMethod(self, "defineLayer", Arrays.asList(graph, x, table, null), s.site());
    if (y == HostObject.UNHANDLED) {
      // A layer without parameters: SameDiffLambdaLayer.
      y = in.callMethod(self, "defineLayer", List.of(graph, x), s.site());
    }
    List<Tensor> found = TensorList.tensors(y);
    return found.isEmpty()
        ? s.writer().foreign(s.type(), List.of(x.value()), null, s.site())
        : found.get(0);
  }

  /** Writes the parameters that the source defines, by their names. */
  private static Map<Object, Object> parameters(LayerScope s, JavaObject self, String method) {
    Interpreter in = s.in();
    LayerParameters parameters = new LayerParameters();
    in.callMethod(self, method, List.of(parameters), s.site());
    if (in.declares(self, "initializeParameters")) {
      in.callMethod(self, "initializeParameters", List.of(parameters.arrays()), s.site());
    }
    Map<Object, Object> table = new LinkedHashMap<>();
    for (Map.Entry<String, Initialiser> e : parameters.rules().entrySet()) {
      List<Expr> dims = parameters.dims(e.getKey());
      Fans fans = dims.size() == 2 ? Fans.right(dims.get(0), dims.get(1)) : null;
      table.put(e.getKey(), s.parameter(e.getKey(), dims, fans, e.getValue(), s.site()));
    }
    return table;
  }

  /** Whether a vertex is one that the project writes by {@code defineVertex}. */
  static boolean isVertex(LayerScope s) {
    return s.layer().arg(0) instanceof JavaObject o && s.in().declares(o, "defineVertex");
  }

  /** A vertex of the project: of named inputs and parameters, or of inputs alone. */
  static Tensor vertex(LayerScope s, List<Tensor> inputs) {
    JavaObject self = (JavaObject) s.layer().arg(0);
    SameDiffGraph graph = new SameDiffGraph(s.writer(), s.site());
    Object y = HostObject.UNHANDLED;
    if (s.in().declares(self, "defineParametersAndInputs")) {
      Map<Object, Object> table = parameters(s, self, "defineParametersAndInputs");
      Map<Object, Object> named = new LinkedHashMap<>();
      VertexInputs names = new VertexInputs(new java.util.ArrayList<>());
      s.in().callMethod(self, "defineParametersAndInputs", List.of(names), s.site());
      for (int i = 0; i < inputs.size() && i < names.values().size(); i++) {
        named.put(names.values().get(i), inputs.get(i));
      }
      y =
          s.in()
              .callMethod(self, "defineVertex", Arrays.asList(graph, named, table, null), s.site());
    } else {
      VertexInputs all = new VertexInputs(List.copyOf(inputs));
      y = s.in().callMethod(self, "defineVertex", List.of(graph, all), s.site());
    }
    List<Tensor> found = TensorList.tensors(y);
    return found.isEmpty()
        ? s.writer().foreign(s.type(), inputs.stream().map(Tensor::value).toList(), null, s.site())
        : found.get(0);
  }

  /** The inputs of a vertex by number, or the names that it gives them. */
  private record VertexInputs(List<Object> values) implements HostObject {
    @Override
    public Object call(Interpreter in, String method, List<Object> args, Site at) {
      if (method.equals("defineInputs")) {
        List<Object> names =
            args.size() == 1 && Values.elements(args.get(0)) != null
                ? Values.elements(args.get(0))
                : args;
        values.addAll(names);
        return null;
      }
      Long i = args.isEmpty() ? null : Values.asLong(args.get(0));
      return method.equals("getInput") && i != null && i >= 0 && i < values.size()
          ? values.get(i.intValue())
          : UNHANDLED;
    }
  }
}
