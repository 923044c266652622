package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.JavaObject;
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

/** SameDiff layers that a project writes itself; all others go to the library's families. */
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
    LayerParameters parameters = new LayerParameters();
    in.callMethod(self, "defineParameters", List.of(parameters), s.site());
    if (in.declares(self, "initializeParameters")) {
      in.callMethod(self, "initializeParameters", List.of(parameters.arrays()), s.site());
    }
    Map<Object, Object> table = new LinkedHashMap<>();
    for (Map.Entry<String, Initialiser> e : parameters.rules().entrySet()) {
      List<Expr> dims = parameters.dims(e.getKey());
      Fans fans = dims.size() == 2 ? Fans.right(dims.get(0), dims.get(1)) : null;
      table.put(e.getKey(), s.parameter(e.getKey(), dims, fans, e.getValue(), s.site()));
    }
    Object y =
        in.callMethod(
            self,
            "defineLayer",
            Arrays.asList(new SameDiffGraph(s.writer(), s.site()), x, table, null),
            s.site());
    List<Tensor> found = TensorList.tensors(y);
    return found.isEmpty()
        ? s.writer().foreign(s.type(), List.of(x.value()), null, s.site())
        : found.get(0);
  }
}
