package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.samediff.LibraryObject;
import dev.initlint.javasource.samediff.WeightInits;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.GraphWriter;
import dev.initlint.javasource.tensor.Initialiser;
import dev.initlint.javasource.tensor.Laws;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.law.Law;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Recurrent layers over sequences laid out as batch, time, channel. */
final class RecurrentLayers {
  private RecurrentLayers() {}

  /** Place of the forget gate in ONNX's order: input, output, forget, cell. */
  private static final int FORGET = 2;

  /** How two directions are joined. */
  private enum Join {
    NONE,
    CONCAT,
    ADD,
    MUL,
    AVERAGE
  }

  static Tensor lstm(LayerScope s, Tensor input) {
    boolean both = s.type().equals("GravesBidirectionalLSTM");
    return recurrent(s, input, "LSTM", 4, both ? Join.ADD : Join.NONE);
  }

  static Tensor simple(LayerScope s, Tensor input) {
    return recurrent(s, input, "RNN", 1, Join.NONE);
  }

  /** A layer run in both directions. */
  static Tensor bidirectional(LayerScope s, Tensor input) {
    LibraryObject inner = null;
    Join join = Join.CONCAT;
    List<Object> given = new ArrayList<>(s.layer().args());
    given.add(s.settings().value("rnnLayer"));
    given.add(s.settings().value("mode"));
    for (Object a : given) {
      if (a instanceof LibraryObject o) {
        inner = o;
      } else if (a instanceof EnumConstant e) {
        join = Join.valueOf(e.name());
      }
    }
    if (inner == null) {
      return s.writer().foreign("Bidirectional", List.of(input.value()), null, s.site());
    }
    LayerScope scope = s.inner(inner);
    boolean last = inner.type().equals("LastTimeStep") && inner.arg(0) instanceof LibraryObject;
    if (last) {
      scope = s.inner((LibraryObject) inner.arg(0));
    }
    boolean gated = scope.type().contains("LSTM");
    if (!gated && !scope.type().equals("SimpleRnn")) {
      return s.writer().foreign(scope.type(), List.of(input.value()), null, s.site());
    }
    Tensor y = recurrent(scope, input, gated ? "LSTM" : "RNN", gated ? 4 : 1, join);
    return last ? lastStep(s, y) : y;
  }

  /** What has no positions yet is a series of one step. */
  private static Tensor series(LayerScope s, Tensor x) {
    if (x.rank() < 0 || x.rank() == 3) {
      return x;
    }
    s.writer().remark("what the recurrent layer " + s.type() + " reads is taken for one step");
    Tensor vectors = x.rank() == 2 ? x : TensorOps.flatten(x, s.site());
    return TensorOps.axis("Unsqueeze", vectors, 1, s.site());
  }

  private static Tensor recurrent(LayerScope s, Tensor input, String op, int gates, Join join) {
    Tensor x = series(s, s.dropInput(input));
    Expr in = s.inputs(x, -1);
    Expr hidden = s.outputs();
    x.assume(List.of(Sizes.BATCH, Expr.symbol("T"), in));
    Expr directions = Expr.of(join == Join.NONE ? 1 : 2);
    Expr wide = hidden.times(Expr.of(gates));
    boolean gated = gates > 1;
    Fans inputFans = gated ? new Fans(hidden, in.plus(hidden), in, wide) : Fans.right(in, hidden);
    Fans recurrentFans =
        gated ? new Fans(hidden, in.plus(hidden), hidden, wide) : Fans.right(hidden, hidden);
    Tensor w = s.weight("W", List.of(directions, wide, in), inputFans);
    Tensor r = recurrentWeight(s, List.of(directions, wide, hidden), recurrentFans);
    Tensor b =
        s.parameter(
            "b",
            List.of(directions, wide.times(Expr.of(2))),
            null,
            gated ? forgetBias(s, join != Join.NONE) : WeightInits.constant(0),
            null);
    Map<String, Object> attributes = new TreeMap<>();
    attributes.put("hidden_size", hidden);
    attributes.put("layout", 1L);
    attributes.put("direction", join == Join.NONE ? "forward" : "bidirectional");
    String own = Activations.name(s.activation());
    attributes.put("activations", gated ? new String[] {"Sigmoid", own, own} : new String[] {own});
    List<Expr> dims = x.rank() == 3 ? List.of(x.dim(0), x.dim(1), directions, hidden) : null;
    GraphWriter writer = s.writer();
    Tensor y =
        writer.node(
            op, List.of(x.value(), w.value(), r.value(), b.value()), attributes, dims, s.site());
    return joined(s, y, join);
  }

  private static Tensor recurrentWeight(LayerScope s, List<Expr> dims, Fans fans) {
    Recorder.Setting own = s.settings().last("weightInitRecurrent");
    Initialiser rule = own == null ? null : WeightInits.of(own);
    return rule == null
        ? s.weight("RW", dims, fans)
        : s.parameter("RW", dims, fans, rule, own.site());
  }

  /**
   * The forget gate starts at {@code forgetGateBiasInit}; the library has one bias, which stands
   * beside W, so that the one beside R is zero.
   */
  private static Initialiser forgetBias(LayerScope s, boolean both) {
    double f = s.settings().real(1, "forgetGateBiasInit");
    Law law =
        Laws.other(
            "forget gate " + f + ", others 0", Expr.of(f / 8), Expr.of(f * f / 8 - f * f / 64));
    Law[] blocks = new Law[both ? 16 : 8];
    Arrays.fill(blocks, Law.constant(0));
    for (int direction = 0; direction < blocks.length; direction += 8) {
      blocks[direction + FORGET] = Law.constant(f);
    }
    return new Initialiser() {
      @Override
      public Law law(Fans fans) {
        return law;
      }

      @Override
      public List<Law> blocks() {
        return List.of(blocks);
      }

      @Override
      public String name() {
        return "forgetGateBiasInit";
      }
    };
  }

  private static Tensor joined(LayerScope s, Tensor y, Join join) {
    return switch (join) {
      case NONE -> TensorOps.axis("Squeeze", y, 2, s.site());
      case CONCAT ->
          y.rank() != 4
              ? y
              : TensorOps.reshape(
                  y, List.of(y.dim(0), y.dim(1), y.dim(2).times(y.dim(3))), s.site());
      case ADD -> TensorOps.reduce("ReduceSum", y, false, s.site(), 2);
      case MUL -> TensorOps.reduce("ReduceProd", y, false, s.site(), 2);
      case AVERAGE -> TensorOps.reduce("ReduceMean", y, false, s.site(), 2);
    };
  }

  /** The last position of a sequence. */
  static Tensor lastStep(LayerScope s, Tensor x) {
    if (x.rank() != 3) {
      return x;
    }
    GraphWriter w = s.writer();
    Tensor one =
        w.node(
            "Slice",
            List.of(
                x.value(),
                w.integers(s.site(), -1),
                w.integers(s.site(), Long.MAX_VALUE),
                w.integers(s.site(), 1)),
            Map.of(),
            List.of(x.dim(0), Expr.ONE, x.dim(2)),
            s.site());
    return TensorOps.axis("Squeeze", one, 1, s.site());
  }
}
