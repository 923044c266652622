package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.EnumConstant;
import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** LSTM, GRU and RNN, one node per layer; batch first. */
final class RecurrentBlocks {
  private RecurrentBlocks() {}

  static Tensor apply(Forward f, DjlBlock b, Tensor input) {
    Recorder r = b.settings();
    Expr hidden = r.size("setStateSize");
    if (hidden == null) {
      hidden = Expr.symbol(f.writer().scoped("stateSize"));
    }
    input.assume(List.of(Sizes.BATCH, Expr.symbol("T"), f.writer().open("in", input)));
    long layers = Math.min(r.whole(1, "setNumLayers"), 64);
    boolean both = r.flag(false, "optBidirectional");
    boolean first = r.flag(true, "optBatchFirst");
    Tensor x = first || input.rank() != 3 ? input : TensorOps.transpose(input, b.site(), 1, 0, 2);
    for (int i = 0; i < layers && x.rank() == 3; i++) {
      x = layer(f, b, x, hidden, i, both);
    }
    return first || x.rank() != 3 ? x : TensorOps.transpose(x, b.site(), 1, 0, 2);
  }

  private static Tensor layer(
      Forward f, DjlBlock b, Tensor x, Expr hidden, int index, boolean both) {
    int gates = b.type().equals("LSTM") ? 4 : b.type().equals("GRU") ? 3 : 1;
    Expr in = x.dim(-1);
    Expr wide = hidden.times(Expr.of(gates));
    Expr directions = Expr.of(both ? 2 : 1);
    Tensor w =
        b.parameter("l_" + index + "_i2h_WEIGHT", "WEIGHT")
            .write(f.writer(), List.of(directions, wide, in), Fans.right(in, wide), b.type());
    Tensor r =
        b.parameter("l_" + index + "_h2h_WEIGHT", "WEIGHT")
            .write(
                f.writer(), List.of(directions, wide, hidden), Fans.right(hidden, wide), b.type());
    Tensor bias =
        b.parameter("l_" + index + "_BIAS", "BIAS")
            .write(f.writer(), List.of(directions, wide.times(Expr.of(2))), null, b.type());
    Map<String, Object> attributes = new TreeMap<>();
    attributes.put("hidden_size", hidden);
    attributes.put("layout", 1L);
    attributes.put("direction", both ? "bidirectional" : "forward");
    // DJL runs the recurrences of cuDNN and MXNet, whose GRU resets behind the matrix.
    if (b.type().equals("GRU")) {
      attributes.put("linear_before_reset", 1L);
    }
    if (b.type().equals("RNN")) {
      Object a = b.settings().value("setActivation");
      String name = a instanceof EnumConstant e ? e.name().toLowerCase(Locale.ROOT) : "tanh";
      attributes.put("activations", new String[] {name});
    }
    List<Expr> dims = List.of(x.dim(0), x.dim(1), directions, hidden);
    Tensor y =
        f.writer()
            .node(
                b.type(),
                List.of(x.value(), w.value(), r.value(), bias.value()),
                attributes,
                dims,
                b.site());
    return both
        ? TensorOps.reshape(y, List.of(y.dim(0), y.dim(1), directions.times(hidden)), b.site())
        : TensorOps.axis("Squeeze", y, 2, b.site());
  }
}
