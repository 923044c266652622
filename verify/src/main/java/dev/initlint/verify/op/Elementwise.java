package dev.initlint.verify.op;

import dev.initlint.graph.Attributes;
import dev.initlint.verify.tensor.Floats;
import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Function;

/** Applies a curve to every element of the first input. */
final class Elementwise implements Operator {
  /** Elements per hand-over to another thread. */
  static final int GRAIN = 16 * Reals.BLOCK;

  private final Function<Attributes, Curve> curves;
  private final boolean fromOutput;

  /** The curve depends on attributes, but not whether its slope is a function of its value. */
  Elementwise(Function<Attributes, Curve> curves) {
    this.curves = curves;
    this.fromOutput = curves.apply(Attributes.NONE).fromOutput();
  }

  @Override
  public Tensor[] forward(Call call) {
    Tensor x = call.need(0);
    if (!x.isReal()) {
      return new Tensor[] {ofIntegers(x, curves.apply(call.attributes()))};
    }
    Tensor y = call.over(0);
    apply(call.machine(), curves.apply(call.attributes()), x.reals(), y.reals());
    return new Tensor[] {y};
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Tensor v = fromOutput ? call.out(0) : call.in(0);
    Tensor g = call.arena().reals(v.dims());
    pull(
        call.machine(),
        curves.apply(call.attributes()),
        v.reals(),
        gradients[0].reals(),
        g.reals());
    return new Tensor[] {g};
  }

  @Override
  public Keep keeps() {
    return fromOutput ? Keep.OUTPUTS : Keep.INPUTS;
  }

  private static Tensor ofIntegers(Tensor x, Curve curve) {
    double[] y = new double[x.size()];
    curve.value().of(x.doubles(), y, y.length);
    return Tensor.of(x.type(), x.dims(), Arrays.stream(y).mapToLong(v -> (long) v).toArray());
  }

  /** y = f(x). */
  static void apply(Machine machine, Curve curve, Reals x, Reals y) {
    if (curve.single() != null && x instanceof Floats from && y instanceof Floats to) {
      applySingle(machine, curve.single(), from, to);
      return;
    }
    machine
        .workers()
        .range(
            x.size(),
            GRAIN,
            (from, to) -> {
              double[] a = new double[Reals.BLOCK];
              double[] b = new double[Reals.BLOCK];
              for (int i = from; i < to; i += Reals.BLOCK) {
                int n = Math.min(Reals.BLOCK, to - i);
                x.load(i, a, 0, n);
                curve.value().of(a, b, n);
                y.store(i, b, 0, n);
              }
            });
  }

  private static void applySingle(Machine machine, Curve.Single curve, Floats x, Floats y) {
    machine
        .workers()
        .range(
            x.size(),
            GRAIN,
            (from, to) -> {
              float[] a = new float[Reals.BLOCK];
              float[] b = new float[Reals.BLOCK];
              for (int i = from; i < to; i += Reals.BLOCK) {
                int n = Math.min(Reals.BLOCK, to - i);
                x.buffer().get(i, a, 0, n);
                curve.of(machine.lanes(), a, b, n);
                y.buffer().put(i, b, 0, n);
              }
            });
  }

  /** result = g·f', where {@code v} is what the curve's slope is a function of. */
  static void pull(Machine machine, Curve curve, Reals v, Reals g, Reals result) {
    if (curve.singlePull() != null && result instanceof Floats to) {
      pullSingle(machine, curve.singlePull(), (Floats) v, (Floats) g, to);
      return;
    }
    machine
        .workers()
        .range(
            v.size(),
            GRAIN,
            (from, to) -> {
              double[] a = new double[Reals.BLOCK];
              double[] b = new double[Reals.BLOCK];
              for (int i = from; i < to; i += Reals.BLOCK) {
                int n = Math.min(Reals.BLOCK, to - i);
                v.load(i, a, 0, n);
                g.load(i, b, 0, n);
                curve.pull().of(a, b, n);
                result.store(i, b, 0, n);
              }
            });
  }

  private static void pullSingle(
      Machine machine, Curve.SinglePull pull, Floats v, Floats g, Floats result) {
    machine
        .workers()
        .range(
            v.size(),
            GRAIN,
            (from, to) -> {
              float[] a = new float[Reals.BLOCK];
              float[] b = new float[Reals.BLOCK];
              for (int i = from; i < to; i += Reals.BLOCK) {
                int n = Math.min(Reals.BLOCK, to - i);
                v.buffer().get(i, a, 0, n);
                g.buffer().get(i, b, 0, n);
                pull.of(machine.lanes(), a, b, n);
                result.buffer().put(i, b, 0, n);
              }
            });
  }
}
