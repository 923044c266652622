package dev.initlint.javasource.tensorflow;

import dev.initlint.javasource.eval.HostObject;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.tensor.DrawnArray;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.javasource.tensor.Laws;
import dev.initlint.javasource.tensor.ParameterSource;
import dev.initlint.javasource.tensor.ShapeValue;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.symbol.Expr;
import java.util.List;

/** A {@code Variable}: a parameter, which enters the graph when it is first read. */
final class FlowVariable implements HostObject {
  private final GraphWriter writer;
  private final String name;
  private final List<Expr> dims;
  private final Site site;
  private DrawnArray initial;
  private Tensor weight;

  /**
   * A variable.
   *
   * @param initial its initial value, or null while it has none
   */
  FlowVariable(GraphWriter writer, String name, List<Expr> dims, DrawnArray initial, Site site) {
    this.writer = writer;
    this.name = name;
    this.dims = dims;
    this.initial = initial;
    this.site = site;
  }

  List<Expr> dims() {
    return dims;
  }

  /** Sets the initial value, as {@code tf.assign} does; not once the variable has been read. */
  void assign(DrawnArray value) {
    if (weight == null) {
      initial = value;
    }
  }

  /** The parameter as an operand. */
  Tensor weight() {
    if (weight == null) {
      Initialiser rule =
          initial == null
              ? Initialiser.fixed("variable", Laws.unknown(name))
              : Initialiser.fixed("array", initial.law());
      Site drawn = initial == null ? null : initial.site();
      Fans fans = Fans.inputsBeforeOutputs(dims);
      String written =
          writer.parameter(
              new ParameterSource(name, dims, rule, fans, "Variable", site, drawn, -1));
      weight = Tensor.weight(writer, written, dims, site);
    }
    return weight;
  }

  @Override
  public Object call(Interpreter in, String method, List<Object> args, Site at) {
    return switch (method) {
      case "asOutput", "output", "read" -> this;
      case "shape" -> new ShapeValue(dims);
      default -> UNHANDLED;
    };
  }
}
