package dev.initlint.javasource.djl;

import dev.initlint.javasource.eval.Recorder;
import dev.initlint.javasource.eval.Site;
import dev.initlint.javasource.eval.Values;
import dev.initlint.javasource.tensor.Sizes;
import dev.initlint.javasource.tensor.Tensor;
import dev.initlint.javasource.tensor.TensorIndex;
import dev.initlint.javasource.tensor.TensorList;
import dev.initlint.javasource.tensor.TensorOps;
import dev.initlint.source.SourceFact;
import dev.initlint.symbol.Expr;
import java.util.List;

/** Attention, the transformer encoder block and BERT, as DJL computes them. */
final class AttentionBlocks {
  private AttentionBlocks() {}

  /** Builds the children that a composite block has from its construction on. */
  static void furnish(DjlBlock b) {
    Recorder r = b.settings();
    switch (b.type()) {
      case "ScaledDotProductAttentionBlock" -> {
        for (String name : List.of("key", "query", "value", "result")) {
          b.add(name + "Projection", linear(r.value("setEmbeddingSize"), b.site()));
        }
      }
      case "PointwiseFeedForwardBlock" -> {
        List<Object> hidden = Values.elements(b.args().get(0));
        for (Object h : hidden == null ? List.of(b.args().get(0)) : hidden) {
          b.add("Linear", linear(h, b.site()));
          b.add("LambdaBlock", function(b.args().get(2), b.site()));
        }
        b.add("Linear", linear(b.args().get(1), b.site()));
      }
      case "TransformerEncoderBlock" -> encoderParts(b);
      case "BertBlock" -> bertParts(b);
      case "BertPretrainingBlock" -> {
        if (b.args().get(0) instanceof BlockBuilder builder) {
          b.add("transformer", builder.build(b.site()));
        }
      }
      default -> {}
    }
  }

  private static DjlBlock make(String type, List<Object> args, Site site, Object... settings) {
    Recorder r = new Recorder();
    for (int i = 0; i + 1 < settings.length; i += 2) {
      r.record((String) settings[i], java.util.Arrays.asList(settings[i + 1]), site);
    }
    DjlBlock b = new DjlBlock(type, args, r, site, site, null);
    Declared.parameters(b);
    furnish(b);
    return b;
  }

  /** A block that applies a function, given as source or by the name of an activation. */
  private static DjlBlock function(Object f, Site site) {
    return f instanceof String
        ? DjlBlock.of("Activation", List.of(f), site)
        : DjlBlock.of("LambdaBlock", java.util.Arrays.asList(f), site);
  }

  private static DjlBlock linear(Object units, Site site) {
    return make("Linear", List.of(), site, "setUnits", units);
  }

  private static void encoderParts(DjlBlock b) {
    List<Object> a = b.args();
    Site site = b.site();
    b.add(
        "selfAttention",
        make(
            "ScaledDotProductAttentionBlock",
            List.of(),
            site,
            "setEmbeddingSize",
            a.get(0),
            "setHeadCount",
            a.get(1),
            "optAttentionProbsDropoutProb",
            a.get(3)));
    b.add("attentionNorm", make("BatchNorm", List.of(), site, "optAxis", 2));
    b.add(
        "outputBlock",
        make(
            "PointwiseFeedForwardBlock",
            java.util.Arrays.asList(List.of(a.get(2)), a.get(0), a.size() > 4 ? a.get(4) : null),
            site));
    b.add("outputNorm", make("BatchNorm", List.of(), site, "optAxis", 2));
  }

  private static Object or(Recorder r, String name, Object otherwise) {
    Object v = r.value(name);
    return v == null ? otherwise : v;
  }

  private static int preset(Recorder r, int micro, int base, int nano, int large, int none) {
    return r.last("nano") != null
        ? nano
        : r.last("micro") != null
            ? micro
            : r.last("large") != null ? large : r.last("base") != null ? base : none;
  }

  private static void bertParts(DjlBlock b) {
    Recorder r = b.settings();
    Site site = b.site();
    int width = preset(r, 512, 768, 256, 1024, 768);
    Object e = or(r, "optEmbeddingSize", width);
    Object heads = or(r, "optAttentionHeadCount", preset(r, 8, 12, 4, 16, 12));
    Object hidden = or(r, "optHiddenSize", 4 * width);
    Long count = Values.asLong(or(r, "optTransformerBlockCount", preset(r, 12, 12, 4, 24, 12)));
    Object words =
        or(
            r,
            "setTokenDictionarySize",
            dev.initlint.javasource.eval.Unknown.named("tokenDictionarySize"));
    b.add(
        "tokenEmbedding",
        make("IdEmbedding", List.of(), site, "setDictionarySize", words, "setEmbeddingSize", e));
    b.parameter("positionEmbedding", "WEIGHT")
        .shape(
            List.of(
                Values.asExpr(or(r, "optMaxSequenceLength", preset(r, 128, 512, 128, 512, 512))),
                Values.asExpr(e)));
    b.add(
        "typeEmbedding",
        make(
            "IdEmbedding",
            List.of(),
            site,
            "setDictionarySize",
            or(r, "optTypeDictionarySize", 16),
            "setEmbeddingSize",
            e));
    b.add("embeddingNorm", make("BatchNorm", List.of(), site, "optAxis", 2));
    for (int i = 0; i < (count == null ? 1 : Math.min(count, 256)); i++) {
      Object gelu = "gelu";
      b.add(
          "transformer_" + i,
          make("TransformerEncoderBlock", List.of(e, heads, hidden, 0.1f, gelu), site));
    }
    b.add("poolingProjection", linear(e, site));
  }

  private static Tensor child(Forward f, DjlBlock b, int i, Tensor... in) {
    DjlBlock.Child c = b.children().get(i);
    TensorList out = f.applyNamed(c.name(), c.block(), new TensorList(List.of(in)), b.site());
    return TensorList.tensors(out).get(0);
  }

  /** Softmax(q kᵀ / sqrt(E/heads)) v, projected; one input attends to itself. */
  static Tensor attention(Forward f, DjlBlock b, List<Tensor> in) {
    Expr e = b.settings().size("setEmbeddingSize");
    Expr heads = b.settings().size("setHeadCount");
    Site site = b.site();
    Tensor keys = in.get(0);
    keys.assume(List.of(Sizes.BATCH, Expr.symbol("T"), e == null ? Expr.symbol("E") : e));
    if (keys.rank() != 3 || e == null || heads == null) {
      return f.writer().foreign(b.type(), List.of(keys.value()), keys.dims(), site);
    }
    Tensor queries = in.size() > 2 ? in.get(1) : keys;
    Tensor values = in.size() > 2 ? in.get(2) : keys;
    queries.assume(List.of(Sizes.BATCH, Expr.symbol("Q"), e));
    values.assume(keys.dims());
    Expr head = e.over(heads);
    Tensor k = split(child(f, b, 0, keys), heads, head, site);
    Tensor q = split(child(f, b, 1, queries), heads, head, site);
    Tensor v = split(child(f, b, 2, values), heads, head, site);
    Tensor scores = TensorOps.matMul(q, TensorOps.transpose(k, site, 0, 1, 3, 2), site);
    Tensor scaled = TensorOps.binary("Mul", scores, Expr.power(head, -0.5), site);
    if (in.size() == 2 || in.size() == 4) {
      scaled = TensorOps.binary("Add", scaled, in.get(in.size() - 1), site);
    }
    Tensor p = TensorOps.softmax(scaled, -1, site);
    p = NormBlocks.dropout(p, b.settings().real(0.1, "optAttentionProbsDropoutProb"), b);
    Tensor y = TensorOps.transpose(TensorOps.matMul(p, v, site), site, 0, 2, 1, 3);
    return child(f, b, 3, TensorOps.reshape(y, List.of(y.dim(0), y.dim(1), e), site));
  }

  private static Tensor split(Tensor x, Expr heads, Expr head, Site site) {
    List<Expr> to = List.of(x.dim(0), x.dim(1), heads, head);
    return TensorOps.transpose(TensorOps.reshape(x, to, site), site, 0, 2, 1, 3);
  }

  /** Linear layers with the activation between them. */
  static Tensor feedForward(Forward f, DjlBlock b, Tensor x) {
    Tensor at = x;
    for (int i = 0; i < b.children().size(); i++) {
      at = child(f, b, i, at);
    }
    return at;
  }

  /**
   * BN₂(FFN(BN₁(x + attention(x))) + x): the second skip starts at the block's input, so the
   * attention reaches the output only through the feed-forward part.
   */
  static Tensor encoder(Forward f, DjlBlock b, List<Tensor> in) {
    Tensor x = in.get(0);
    Double rate = Values.asDouble(b.args().get(3));
    double drop = rate == null ? 0.1 : rate;
    Tensor[] inputs = in.toArray(new Tensor[0]);
    Tensor a = NormBlocks.dropout(child(f, b, 0, inputs), drop, b);
    f.writer()
        .fact(
            new SourceFact.LibraryQuirk(
                f.writer().scoped(""),
                "encoder-second-skip",
                null,
                null,
                "the second residual sum adds the block's input, not the attention's output, and"
                    + " the norms are over the batch",
                b.site().range()));
    Tensor normed = child(f, b, 1, TensorOps.binary("Add", a, x, b.site()));
    Tensor out = NormBlocks.dropout(child(f, b, 2, normed), drop, b);
    return child(f, b, 3, TensorOps.binary("Add", out, x, b.site()));
  }

  /** BERT and its two heads, which are not modelled. */
  static TensorList pretraining(Forward f, DjlBlock b, TensorList inputs) {
    if (b.children().isEmpty()) {
      return f.opaque(b.type(), inputs, b.site());
    }
    DjlBlock.Child c = b.children().get(0);
    TensorList encoded = f.applyNamed(c.name(), c.block(), inputs, b.site());
    return f.opaque("BertHeads", encoded, b.site());
  }

  /** Three embeddings summed, normalised, encoded; the pooler reads the token of index 1. */
  static TensorList bert(Forward f, DjlBlock b, TensorList inputs) {
    Site site = b.site();
    Tensor ids = (Tensor) inputs.call(f.in(), "get", List.of(0), site);
    Tensor types = (Tensor) inputs.call(f.in(), "get", List.of(1), site);
    int n = b.children().size();
    Tensor sum = TensorOps.binary("Add", child(f, b, 0, ids), child(f, b, 1, types), site);
    Tensor positions = b.parameter("positionEmbedding", "WEIGHT").write(f.writer(), "BertBlock");
    if (sum.rank() == 3) {
      positions = TensorOps.slice(positions, 0, Expr.ZERO, sum.dim(1), site);
    }
    sum = TensorOps.binary("Add", sum, positions, site);
    Tensor x = child(f, b, 2, sum);
    x = NormBlocks.dropout(x, b.settings().real(0.1, "optHiddenDropoutProbability"), b);
    for (int i = 3; i < n - 1; i++) {
      x = child(f, b, i, x);
    }
    Tensor first = TensorIndex.get(x, ":,1,:", List.of(), site);
    Tensor pooled = TensorOps.unary("Tanh", child(f, b, n - 1, first), site);
    return new TensorList(List.of(x, pooled));
  }
}
