package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.source.SourceFact;
import dev.initlint.symbol.Expr;
import java.util.List;
import java.util.Map;

/** Normalisations and dropout. */
final class NormBlocks {
  private NormBlocks() {}

  /** Batch normalisation along {@code optAxis}, at initialisation: running mean 0, variance 1. */
  static Tensor batch(Forward f, DjlBlock b, Tensor x) {
    Recorder r = b.settings();
    int axis = (int) r.whole(1, "optAxis");
    if (x.rank() < 0) {
      ConvBlocks.spatial(x, axis == 1 ? 2 : 1);
    }
    int last = x.rank() - 1;
    int at = axis < 0 ? last : axis;
    if (at > last) {
      return f.writer().foreign("BatchNormalization", List.of(x.value()), x.dims(), b.site());
    }
    Tensor in = at == 1 ? x : TensorOps.swap(x, 1, at, b.site());
    Expr n = in.dim(1);
    List<Expr> dims = List.of(n);
    Tensor gamma = b.parameter("gamma", "GAMMA").write(f.writer(), dims, null, b.type());
    Tensor beta = b.parameter("beta", "BETA").write(f.writer(), dims, null, b.type());
    Tensor mean = b.parameter("runningMean", "RUNNING_MEAN").write(f.writer(), dims, null, "");
    Tensor variance = b.parameter("runningVar", "RUNNING_VAR").write(f.writer(), dims, null, "");
    Tensor y =
        f.writer()
            .node(
                "BatchNormalization",
                List.of(in.value(), gamma.value(), beta.value(), mean.value(), variance.value()),
                Map.of(
                    "training_mode",
                    1L,
                    "epsilon",
                    r.real(1e-5, "optEpsilon"),
                    "momentum",
                    r.real(0.9, "optMomentum")),
                in.dims(),
                b.site());
    return at == 1 ? y : TensorOps.swap(y, 1, at, b.site());
  }

  /** Layer normalisation over the given axes; over all but the batch where none is given. */
  static Tensor layer(Forward f, DjlBlock b, Tensor x) {
    Recorder r = b.settings();
    long[] axes = r.wholes("axis", "optAxis");
    if (axes == null || axes.length == 0) {
      f.writer()
          .fact(
              new SourceFact.NormWithoutAxis(
                  f.writer().scoped(""),
                  x.rank() < 0 ? -1 : x.rank() - 1,
                  b.site().range(),
                  b.insertAt()));
    }
    x.assume(List.of(Sizes.BATCH, Expr.symbol("T"), f.writer().open("width", x)));
    int first = axes == null || axes.length == 0 ? 1 : (int) axes[0];
    first = first < 0 ? first + x.rank() : first;
    List<Expr> dims = x.dims().subList(Math.min(first, x.rank() - 1), x.rank());
    Tensor gamma = b.parameter("gamma", "GAMMA").write(f.writer(), dims, null, b.type());
    Tensor beta = b.parameter("beta", "BETA").write(f.writer(), dims, null, b.type());
    return f.writer()
        .node(
            "LayerNormalization",
            List.of(x.value(), gamma.value(), beta.value()),
            Map.of("axis", (long) first, "epsilon", r.real(1e-5, "optEpsilon")),
            x.dims(),
            b.site());
  }

  /** Dropout; DJL's number is the probability to drop. */
  static Tensor dropout(Forward f, DjlBlock b, Tensor x) {
    double rate = b.settings().real(0.5, "optRate");
    Recorder.Setting set = b.settings().last("optRate");
    f.writer()
        .fact(
            new SourceFact.DropoutRate(
                f.writer().scoped(""),
                rate,
                1 - rate,
                false,
                set == null ? b.site().range() : set.site().lastCall()));
    return dropout(x, rate, b);
  }

  /** Dropout inside a composite block. */
  static Tensor dropout(Tensor x, double rate, DjlBlock b) {
    if (rate == 0) {
      return x;
    }
    return x.writer()
        .node(
            "Dropout",
            List.of(x.value(), x.writer().scalar(rate, b.site())),
            Map.of(),
            x.dims(),
            b.site());
  }
}
