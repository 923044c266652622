package dev.initlint.javasource.dl4j;

import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.samediff.WeightInits;
import dev.initlint.javasource.tensor.Fans;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.source.SourceFact;
import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * Dot-product attention over sequences laid out as batch, time, channel. Scores are divided by the
 * square root of the head size.
 */
final class AttentionLayers {
  private AttentionLayers() {}

  /** {@code SelfAttentionLayer} and its relatives, whose fans are exchanged. */
  static Tensor self(LayerScope s, Tensor input, boolean learnedQueries) {
    Expr in = s.inputs(input, -1);
    input.assume(List.of(Sizes.BATCH, Expr.symbol("T"), in));
    Tensor queries = input;
    Expr heads = or(s.size("nHeads"), Expr.ONE);
    if (learnedQueries) {
      Expr n = or(s.size("nQueries"), Expr.symbol(s.name() + ".nQueries"));
      queries = s.weight("Q", Sizes.of(1, n, in), Fans.formal(in, n), false);
    }
    if (input.rank() != 3) {
      return s.writer().foreign(s.type(), List.of(input.value()), null, s.site());
    }
    if (!s.settings().flag(true, "projectInput") && heads.equals(Expr.ONE)) {
      return attend(s, queries, input, input, heads, in);
    }
    Expr out = s.size("nOut") == null ? in : s.outputs();
    Expr head = or(s.size("headSize"), out.over(heads));
    return projected(s, queries, input, input, heads, head, out, true);
  }

  /**
   * {@code RecurrentAttentionLayer}: {@code h_t = f(x_t W + attention(h_{t-1}, x, x) R + b)}. Its
   * parameters are known; what the recurrence gives is not followed.
   */
  static Tensor recurrent(LayerScope s, Tensor x) {
    Expr in = s.inputs(x, -1);
    x.assume(List.of(Sizes.BATCH, Expr.symbol("T"), in));
    Expr out = s.outputs();
    Expr heads = or(s.size("nHeads"), Expr.ONE);
    Expr head = or(s.size("headSize"), out.over(heads));
    List<Tensor> all = new ArrayList<>(List.of(x));
    all.add(s.weight("W", List.of(in, out), Fans.right(in, out), false));
    all.add(s.weight("RW", List.of(out, out), Fans.right(out, out), false));
    if (s.settings().flag(true, "projectInput")) {
      Expr inner = heads.times(head);
      for (String key : List.of("Wq", "Wk", "Wv")) {
        Expr from = key.equals("Wq") ? out : in;
        Tensor w = s.weight(key, List.of(from, inner), new Fans(inner, out, from, inner), false);
        quirk(s, w, true);
        all.add(w);
      }
      Tensor wo = s.weight("Wo", List.of(inner, out), new Fans(in, head, inner, out), false);
      quirk(s, wo, true);
      all.add(wo);
    }
    all.add(s.parameter("b", Sizes.of(out), null, WeightInits.constant(0), null));
    List<Expr> dims = x.rank() == 3 ? List.of(x.dim(0), x.dim(1), out) : null;
    return s.writer().foreign(s.type(), all.stream().map(Tensor::value).toList(), dims, s.site());
  }

  /** {@code AttentionVertex}, whose fans are right. */
  static Tensor vertex(LayerScope s, List<Tensor> inputs) {
    Tensor q = inputs.get(0);
    Tensor k = inputs.size() > 1 ? inputs.get(1) : q;
    Tensor v = inputs.size() > 2 ? inputs.get(2) : k;
    Expr heads = or(s.size("nHeads"), Expr.ONE);
    if (q.rank() != 3 || k.rank() != 3 || v.rank() != 3) {
      return s.writer().foreign(s.type(), List.of(q.value(), k.value()), null, s.site());
    }
    if (!s.settings().flag(false, "projectInput")) {
      return attend(s, q, k, v, heads, q.dim(-1));
    }
    Expr out = s.outputs();
    Expr head = or(s.size("headSize"), out.over(heads));
    return projected(s, q, k, v, heads, head, out, false);
  }

  private static Expr or(Expr a, Expr b) {
    return a == null ? b : a;
  }

  private static Tensor projected(
      LayerScope s,
      Tensor q,
      Tensor k,
      Tensor v,
      Expr heads,
      Expr head,
      Expr out,
      boolean swapped) {
    Expr inner = heads.times(head);
    Tensor y =
        attend(
            s,
            project(s, "Wq", q, inner, head, out, swapped),
            project(s, "Wk", k, inner, head, out, swapped),
            project(s, "Wv", v, inner, head, out, swapped),
            heads,
            head);
    Fans fans = swapped ? new Fans(v.dim(-1), head, inner, out) : new Fans(inner, out, inner, out);
    Tensor wo = s.weight("Wo", List.of(inner, out), fans, false);
    quirk(s, wo, swapped);
    return TensorOps.matMul(y, wo, s.site());
  }

  private static Tensor project(
      LayerScope s, String key, Tensor x, Expr inner, Expr head, Expr out, boolean swapped) {
    Expr in = x.dim(-1);
    Fans fans = swapped ? new Fans(inner, out, in, inner) : new Fans(in, head, in, inner);
    Tensor w = s.weight(key, List.of(in, inner), fans, false);
    quirk(s, w, swapped);
    return TensorOps.matMul(x, w, s.site());
  }

  private static void quirk(LayerScope s, Tensor w, boolean swapped) {
    if (swapped) {
      s.writer()
          .fanQuirk(
              w.value(),
              "attention-swapped-fans",
              "the fans of the projections and of the output are exchanged",
              s.site().range());
    }
    Recorder.Setting global = s.global().last("weightInit", "dist");
    boolean own = s.weightSetting(false) != null;
    if (global != null && !own && !WeightInits.of(global).name().equals("XAVIER")) {
      s.writer()
          .fact(
              new SourceFact.WithoutEffect(
                  "weightInit(..)",
                  s.type() + " does not take the network's weight initialisation and draws XAVIER",
                  true,
                  global.site().lastCall()));
    }
  }

  /** Softmax(q kᵀ / sqrt(head)) v, by heads. */
  private static Tensor attend(LayerScope s, Tensor q, Tensor k, Tensor v, Expr heads, Expr head) {
    boolean many = !heads.equals(Expr.ONE);
    Tensor qs = many ? split(s, q, heads, head) : q;
    Tensor ks = many ? split(s, k, heads, head) : k;
    Tensor vs = many ? split(s, v, heads, head) : v;
    Tensor scores = TensorOps.matMul(qs, TensorOps.swap(ks, -1, -2, s.site()), s.site());
    Tensor scaled = TensorOps.binary("Div", scores, head.sqrt(), s.site());
    Tensor y = TensorOps.matMul(TensorOps.softmax(scaled, -1, s.site()), vs, s.site());
    if (!many) {
      return y;
    }
    Tensor back = TensorOps.transpose(y, s.site(), 0, 2, 1, 3);
    return TensorOps.reshape(back, List.of(back.dim(0), back.dim(1), heads.times(head)), s.site());
  }

  private static Tensor split(LayerScope s, Tensor x, Expr heads, Expr head) {
    List<Expr> to = new ArrayList<>(List.of(x.dim(0), x.dim(1), heads, head));
    return TensorOps.transpose(TensorOps.reshape(x, to, s.site()), s.site(), 0, 2, 1, 3);
  }
}
