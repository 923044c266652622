package dev.initlint.javasource.dl4j;

import com.github.javaparser.ast.expr.MethodCallExpr;
import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.Interpreter;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.samediff.WeightInits;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.javasource.tensor.ParameterSource;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.source.SourceFact;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Map;

/** One layer about to be written: its own settings, those it inherits, and where it goes. */
final class LayerScope {
  private final Interpreter in;
  private final GraphWriter writer;
  private final Recorder global;
  private final LibraryObject layer;
  private final String name;

  LayerScope(
      Interpreter in, GraphWriter writer, Recorder global, LibraryObject layer, String name) {
    this.in = in;
    this.writer = writer;
    this.global = global;
    this.layer = layer;
    this.name = name;
  }

  /** The same place for a layer wrapped in this one. */
  LayerScope inner(LibraryObject wrapped) {
    return new LayerScope(in, writer, global, wrapped, name);
  }

  Interpreter in() {
    return in;
  }

  GraphWriter writer() {
    return writer;
  }

  Recorder global() {
    return global;
  }

  LibraryObject layer() {
    return layer;
  }

  Recorder settings() {
    return layer.settings();
  }

  String name() {
    return name;
  }

  Site site() {
    return layer.site();
  }

  String type() {
    return layer.type();
  }

  /** A size the layer sets; null when it does not. A zero is a blank for the caller to fill. */
  Expr size(String... names) {
    Recorder.Setting s = settings().last(names);
    if (s == null || s.value() == null) {
      return null;
    }
    Expr e = Values.asExpr(s.value());
    return e.equals(Expr.ZERO) ? blank(s) : e;
  }

  private Expr blank(Recorder.Setting s) {
    if (s.site().node() instanceof MethodCallExpr m
        && m.getArguments().size() == 1
        && !m.getArgument(0).isLiteralExpr()) {
      return Values.asExpr(in.open(m.getArgument(0).toString().replace("this.", "")));
    }
    return null;
  }

  /** The number of outputs, a symbol when nobody sets it. */
  Expr outputs() {
    Expr n = size("nOut", "units");
    return n != null ? n : Expr.symbol(name + ".nOut");
  }

  /** The number of inputs: what the layer says, else the extent of the input's channel axis. */
  Expr inputs(Tensor x, int channelAxis) {
    Expr n = size("nIn");
    if (n != null) {
      if (x.rank() > 1 && channelAxis < x.rank()) {
        x.writer().meet(n, x.dim(channelAxis));
      }
      return n;
    }
    return x.rank() > 0 && (channelAxis < 0 || channelAxis < x.rank())
        ? x.dim(channelAxis)
        : Expr.symbol(name + ".nIn");
  }

  /** Convolution mode of the layer, else of the network, else {@code Truncate}. */
  boolean same() {
    Object mode = settings().value("convolutionMode");
    if (mode == null) {
      mode = global.value("convolutionMode");
    }
    return mode instanceof EnumConstant e && e.name().equals("Same");
  }

  /** The value that decides the activation: the layer's, then its type's, then the network's. */
  Object activation() {
    Object own = settings().value("activation", "activationFn", "activationFunction");
    if (own != null) {
      return own;
    }
    String byType = LayerDefaults.activation(type(), layer);
    if (byType != null) {
      return byType;
    }
    Object inherited = global.value("activation", "activationFn", "activationFunction");
    if (inherited != null) {
      return inherited;
    }
    writer.fact(
        new SourceFact.DefaultActivation(
            writer.scoped(""), "sigmoid", site().range(), layer.insertAt()));
    return "sigmoid";
  }

  /** Writes the activation. */
  Tensor activate(Tensor x) {
    Object a = activation();
    Recorder.Setting own = settings().last("activation", "activationFn");
    return Activations.apply(a, x, own == null ? site() : own.site());
  }

  /** The setting that decides the weights: the layer's, else the network's; or null. */
  Recorder.Setting weightSetting(boolean inherits) {
    Recorder.Setting own = meaningful(settings());
    return own != null || !inherits ? own : meaningful(global);
  }

  private static Recorder.Setting meaningful(Recorder r) {
    for (int i = r.calls().size() - 1; i >= 0; i--) {
      Recorder.Setting s = r.calls().get(i);
      boolean weight =
          s.name().equals("weightInit")
              || s.name().equals("dist")
              || s.name().equals("weightInitFn");
      boolean deferred = s.value() instanceof EnumConstant e && e.name().equals("DISTRIBUTION");
      if (weight && !deferred && s.value() != null) {
        return s;
      }
    }
    return null;
  }

  /** A weight drawn by the layer's rule, which it inherits. */
  Tensor weight(String key, List<Expr> dims, Fans fans) {
    return weight(key, dims, fans, true);
  }

  /** A weight drawn by the layer's rule. */
  Tensor weight(String key, List<Expr> dims, Fans fans, boolean inherits) {
    Recorder.Setting setting = weightSetting(inherits);
    Initialiser rule = setting == null ? WeightInits.XAVIER : WeightInits.of(setting);
    return parameter(key, dims, fans, rule, setting == null ? null : setting.site());
  }

  /** A weight of a given rule. */
  Tensor parameter(String key, List<Expr> dims, Fans fans, Initialiser rule, Site explicit) {
    String parameter =
        writer.parameter(
            new ParameterSource(
                writer.scoped(key), dims, rule, fans, type(), site(), explicit, layer.insertAt()));
    return Tensor.weight(writer, parameter, dims, site());
  }

  /** The bias, which starts at {@code biasInit}; null when the layer has none. */
  Tensor bias(List<Expr> dims) {
    if (!settings().flag(true, "hasBias")) {
      return null;
    }
    Recorder.Setting own = settings().last("biasInit");
    Recorder.Setting set = own != null ? own : global.last("biasInit");
    double value = set == null ? 0 : set.value() instanceof Number n ? n.doubleValue() : 0;
    return parameter("b", dims, null, WeightInits.constant(value), set == null ? null : set.site());
  }

  /** Drops part of the layer's input where the layer or the network asks for it. */
  Tensor dropInput(Tensor x) {
    Recorder.Setting own = settings().last("dropOut", "dropout");
    Recorder.Setting set = own != null ? own : global.last("dropOut", "dropout");
    return set == null || set.value() == null ? x : drop(x, set.value(), set.site());
  }

  /** Writes a dropout whose argument Deeplearning4j reads as the probability to keep. */
  Tensor drop(Tensor x, Object argument, Site site) {
    Double keep =
        argument instanceof LibraryObject o && o.type().equals("Dropout")
            ? Values.asDouble(o.arg(0))
            : Values.asDouble(argument);
    if (keep == null) {
      return TensorOps.unary("Dropout", x, site);
    }
    if (keep == 0 || keep == 1) {
      return x;
    }
    writer.fact(new SourceFact.DropoutRate(writer.scoped(""), keep, keep, true, site.lastCall()));
    return writer.node(
        "Dropout", List.of(x.value(), writer.scalar(1 - keep, site)), Map.of(), x.dims(), site);
  }
}
