package dev.initlint.verify.op;

import dev.initlint.graph.ElementType;
import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Extents;
import dev.initlint.verify.tensor.Tensor;
import java.util.Map;

/**
 * Cast and CastLike. All real types share the storage of the run, so a cast between them is a view:
 * the rounding of narrow types is not imitated.
 */
final class Casts implements Operator {
  private final boolean like;

  private Casts(boolean like) {
    this.like = like;
  }

  static void register(Map<String, Operator> operators) {
    operators.put("Cast", new Casts(false));
    operators.put("CastLike", new Casts(true));
  }

  /**
   * The type of an ONNX type code.
   *
   * @throws Unsupported if there is none or it holds no numbers
   */
  static ElementType type(long code) {
    ElementType[] all = ElementType.values();
    if (code <= 0 || code >= all.length || all[(int) code].bits() == 0) {
      throw new Unsupported("element type " + code + " holds no numbers");
    }
    return all[(int) code];
  }

  /** A tensor of a type, with undefined contents. */
  static Tensor empty(Arena arena, ElementType type, int[] dims) {
    return type.isReal() ? arena.reals(dims) : Tensor.of(type, dims, new long[Extents.size(dims)]);
  }

  @Override
  public Tensor[] forward(Call call) {
    Tensor x = call.need(0);
    ElementType to = like ? call.need(1).type() : type(call.attributes().integer("to", 1));
    if (x.isReal() && to.isReal()) {
      return new Tensor[] {x.view(x.dims())};
    }
    if (to.isReal()) {
      return new Tensor[] {call.arena().of(x.doubles(), x.dims())};
    }
    long[] v = x.longs().clone();
    if (to == ElementType.BOOL) {
      double[] exact = x.doubles();
      for (int i = 0; i < v.length; i++) {
        v[i] = exact[i] != 0 ? 1 : 0;
      }
    }
    if (to != ElementType.BOOL && to.bits() < Long.SIZE) {
      wrap(v, to);
    }
    return new Tensor[] {Tensor.of(to, x.dims(), v)};
  }

  /** Keeps the low bits, as casts between integers do. */
  private static void wrap(long[] v, ElementType to) {
    int above = Long.SIZE - to.bits();
    boolean signed = !to.name().startsWith("U");
    for (int i = 0; i < v.length; i++) {
      v[i] = signed ? v[i] << above >> above : v[i] << above >>> above;
    }
  }

  @Override
  public Tensor[] backward(Call call, Tensor[] gradients) {
    Tensor[] result = new Tensor[call.arity()];
    result[0] = call.wants(0) ? gradients[0].view(call.dims(0)) : null;
    return result;
  }

  @Override
  public Keep keeps() {
    return Keep.NOTHING;
  }
}
