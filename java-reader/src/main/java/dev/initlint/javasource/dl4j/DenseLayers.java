package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.samediff.WeightInits;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.Laws;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.source.SourceFact;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Fully connected layers, embeddings and losses. */
final class DenseLayers {
  private DenseLayers() {}

  /** {@code f(xW + b)} over the last axis, with a layer norm before {@code f} if asked for. */
  static Tensor dense(LayerScope s, Tensor input) {
    Tensor x = flat(s, s.dropInput(input));
    Expr in = s.inputs(x, -1);
    Expr out = s.outputs();
    Tensor w = s.weight("W", Sizes.of(in, out), Fans.right(in, out));
    x.assume(Sizes.of(Sizes.BATCH, in));
    Tensor y = TensorOps.matMul(x, w, s.site());
    if (s.settings().flag(false, "hasLayerNorm")) {
      y = layerNorm(s, y, out);
    }
    Tensor b = s.bias(Sizes.of(out));
    if (b != null) {
      y = TensorOps.binary("Add", y, b, s.site());
    }
    return s.activate(y);
  }

  private static Tensor layerNorm(LayerScope s, Tensor y, Expr out) {
    double gain = s.settings().real(s.global().real(1, "gainInit"), "gainInit");
    Tensor g = s.parameter("g", Sizes.of(out), null, WeightInits.constant(gain), null);
    return s.writer()
        .node(
            "LayerNormalization",
            List.of(y.value(), g.value()),
            Map.of("axis", -1L, "epsilon", 1e-5),
            y.dims(),
            s.site());
  }

  /**
   * What a variational autoencoder passes on: its encoder, then the mean of the latent variables.
   * The decoder takes no part in the network around it.
   */
  static Tensor encoder(LayerScope s, Tensor input) {
    Tensor x = flat(s, s.dropInput(input));
    long[] sizes = s.settings().wholes("encoderLayerSizes");
    Expr in = s.inputs(x, -1);
    for (int i = 0; i < (sizes == null ? 1 : sizes.length); i++) {
      Expr out = Expr.of(sizes == null ? 100 : sizes[i]);
      x = s.activate(affine(s, x, in, out, "e" + i));
      in = out;
    }
    Tensor mean = affine(s, x, in, s.outputs(), "pZXMean");
    Object activation = s.settings().value("pzxActivationFunction", "pzxActivationFn");
    return activation == null ? mean : Activations.apply(activation, mean, s.site());
  }

  private static Tensor affine(LayerScope s, Tensor x, Expr in, Expr out, String key) {
    Tensor w = s.weight(key + "W", Sizes.of(in, out), Fans.right(in, out));
    x.assume(Sizes.of(Sizes.BATCH, in));
    Tensor b = s.parameter(key + "b", Sizes.of(out), null, WeightInits.constant(0), null);
    return TensorOps.binary("Add", TensorOps.matMul(x, w, s.site()), b, s.site());
  }

  /** Feature maps become vectors, as the preprocessors in front of dense layers do. */
  static Tensor flat(LayerScope s, Tensor x) {
    if (x.rank() < 4) {
      return x;
    }
    Expr n = s.size("nIn");
    boolean open = Sizes.fixed(Sizes.product(x.dims(), 1, x.rank())) < 0;
    return open && n != null
        ? TensorOps.reshape(x, List.of(x.dim(0), n), s.site())
        : TensorOps.flatten(x, s.site());
  }

  /** A dense layer that is scored. */
  static Tensor output(LayerScope s, Tensor x) {
    Tensor y = dense(s, x);
    head(s, y);
    return y;
  }

  /**
   * The score of a one-class network, {@code f(xV) w}: one number a sample. {@code w} is stored as
   * a row and drawn with the fans of one, whose fan-in is 1.
   */
  static Tensor oneClass(LayerScope s, Tensor input) {
    Tensor x = flat(s, s.dropInput(input));
    Expr in = s.inputs(x, -1);
    Expr given = s.size("hiddenLayerSize");
    Expr hidden = given == null ? Expr.symbol(s.name() + ".hiddenLayerSize") : given;
    Tensor v = s.weight("v", Sizes.of(in, hidden), Fans.right(in, hidden));
    x.assume(Sizes.of(Sizes.BATCH, in));
    Tensor h = s.activate(TensorOps.matMul(x, v, s.site()));
    Fans fans = new Fans(Expr.ONE, hidden, hidden, Expr.ONE);
    return TensorOps.matMul(h, s.weight("w", Sizes.of(hidden, 1), fans), s.site());
  }

  /** A layer that only scores. */
  static Tensor loss(LayerScope s, Tensor x) {
    Tensor y = s.activate(x);
    head(s, y);
    return y;
  }

  private static void head(LayerScope s, Tensor y) {
    String loss = LayerDefaults.loss(s.layer());
    if (loss != null) {
      Object activation = s.activation();
      s.writer()
          .fact(
              new SourceFact.Head(
                  y.value(), Activations.name(activation), loss, false, s.site().range()));
    }
  }

  /** A table look-up; the rule sees fan-in 1, whatever the table's size. */
  static Tensor embedding(LayerScope s, Tensor ids) {
    Expr size = s.size("nIn");
    Expr rows = size != null ? size : s.inputs(ids, -1);
    Expr out = s.outputs();
    Tensor w = s.weight("W", Sizes.of(rows, out), Fans.formal(Expr.ONE, out));
    List<Expr> dims = ids.rank() < 0 ? null : new java.util.ArrayList<>(ids.dims());
    if (dims != null) {
      dims.add(out);
    }
    Tensor y =
        s.writer()
            .node("Gather", List.of(w.value(), ids.value()), Map.of("axis", 0L), dims, s.site());
    if (s.settings().flag(false, "hasBias")) {
      y = TensorOps.binary("Add", y, s.bias(Sizes.of(out)), s.site());
    }
    return s.activate(y);
  }

  /** {@code f(x * w + b)}, element by element. */
  static Tensor elementWise(LayerScope s, Tensor x) {
    Expr in = s.inputs(x, -1);
    Tensor w = s.weight("W", Sizes.of(in), new Fans(in, in, Expr.ONE, Expr.ONE));
    Tensor y = TensorOps.binary("Mul", x, w, s.site());
    return s.activate(TensorOps.binary("Add", y, s.bias(Sizes.of(in)), s.site()));
  }

  /** Leaky with a learned slope, which starts at zero. */
  static Tensor prelu(LayerScope s, Tensor x) {
    List<Expr> dims = x.rank() < 2 ? List.of(Expr.ONE) : x.dims().subList(1, x.rank());
    Tensor slope = s.parameter("W", dims, null, WeightInits.constant(0), null);
    return s.writer()
        .node("PRelu", List.of(x.value(), slope.value()), Map.of(), x.dims(), s.site());
  }

  /** Batch normalisation as it trains: by the figures of the batch. */
  static Tensor batchNorm(LayerScope s, Tensor x) {
    Site site = s.site();
    int axis = x.rank() >= 4 ? 1 : -1;
    Tensor in = axis < 0 && x.rank() == 3 ? TensorOps.swap(x, 1, 2, site) : x;
    Expr n = s.inputs(x, axis);
    double gamma = s.settings().real(1, "gamma");
    double beta = s.settings().real(0, "beta");
    var w = s.writer();
    boolean locked = s.settings().flag(false, "lockGammaBeta");
    String g = norm(s, "gamma", n, gamma, locked);
    String b = norm(s, "beta", n, beta, locked);
    String mean = w.buffer("mean", Sizes.of(n), Laws.constant(Expr.ZERO), site);
    String variance = w.buffer("var", Sizes.of(n), Laws.constant(Expr.ONE), site);
    in.assume(Sizes.of(Sizes.BATCH, n));
    Tensor y =
        w.node(
            "BatchNormalization",
            List.of(in.value(), g, b, mean, variance),
            Map.of(
                "training_mode",
                1L,
                "epsilon",
                s.settings().real(1e-5, "eps"),
                "momentum",
                s.settings().real(0.9, "decay")),
            in.dims(),
            site);
    Recorder.Setting activation = s.settings().last("activation");
    if (activation != null && !Activations.name(activation.value()).equals("identity")) {
      boolean linear = Set.of("Conv", "ConvTranspose", "MatMul", "Add").contains(w.producer(x));
      w.fact(
          new SourceFact.WithoutEffect(
              "BatchNormalization.activation(" + Activations.name(activation.value()) + ")",
              "the layer never reads its activation",
              linear,
              activation.site().lastCall()));
    }
    return in == x ? y : TensorOps.swap(y, 1, 2, site);
  }

  private static String norm(LayerScope s, String key, Expr n, double value, boolean locked) {
    return locked
        ? s.writer().buffer(key, Sizes.of(n), Laws.constant(Expr.of(value)), s.site())
        : s.parameter(key, Sizes.of(n), null, WeightInits.constant(value), null).value();
  }
}
