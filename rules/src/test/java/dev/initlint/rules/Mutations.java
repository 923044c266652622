package dev.initlint.rules;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Hazards, each as one change of the text of three clean models. */
final class Mutations {
  private Mutations() {}

  /** Three models that have all the parts that mutations change, each in its own arrangement. */
  static final Map<String, String> CLEAN = clean();

  private static Map<String, String> clean() {
    String gpt =
        """
        ids = tokens(4, 32)
        e = embedding(ids, 2000, 256, normal(0, 0.02))
        x = positions(e, normal(0, 0.02))
        repeat 4
          n = layernorm(x)
          q = linear(n, 256, normal(0, 0.0625))
          k = linear(n, 256, normal(0, 0.0625))
          v = linear(n, 256, normal(0, 0.0626))
          a = attention(q, k, v, heads=4, scale=0.125)
          x = add(x, linear(a, 256, normal(0, 0.0221)))
          n = layernorm(x)
          h = gelu(linear(n, 1024, normal(0, 0.0627)))
          x = add(x, linear(h, 256, normal(0, 0.0110)))
        f = layernorm(x)
        y = linear(f, 2000, normal(0, 0.021))
        """;
    String llama =
        gpt.replace("x = positions(e, normal(0, 0.02))", "x = positions(e, normal(0, 0.02))")
            .replace("layernorm(x)", "rmsnorm(x)")
            .replace("gelu(", "relu(")
            .replace("repeat 4", "repeat 3")
            .replace("tokens(4, 32)", "tokens(2, 64)");
    String bert =
        """
        ids = tokens(4, 32)
        e = embedding(ids, 2000, 256, normal(0, 0.02))
        p = positions(e, normal(0, 0.02))
        x = layernorm(p)
        repeat 2
          q = linear(x, 256, normal(0, 0.0625))
          k = linear(x, 256, normal(0, 0.0625))
          v = linear(x, 256, normal(0, 0.0626))
          a = attention(q, k, v, heads=4, scale=0.125)
          x = layernorm(add(x, linear(a, 256, normal(0, 0.0221))))
          h = gelu(linear(x, 1024, normal(0, 0.0627)))
          x = layernorm(add(x, linear(h, 256, normal(0, 0.0110))))
        y = linear(x, 2000, normal(0, 0.021))
        """;
    return new TreeMap<>(Map.of("gpt", gpt, "llama", llama, "bert", bert));
  }

  /** One change of a text that brings in a hazard, which is found under one of the names. */
  record Mutation(String hazard, List<String> rules, UnaryOperator<String> change) {
    @Override
    public String toString() {
      return hazard;
    }
  }

  private static Mutation of(String hazard, String rules, UnaryOperator<String> change) {
    return new Mutation(hazard, List.of(rules.split(" ")), change);
  }

  private static UnaryOperator<String> swap(String from, String to) {
    return text -> text.replace(from, to);
  }

  private static UnaryOperator<String> head(String with) {
    return text -> text.replace("normal(0, 0.021))", with);
  }

  private static UnaryOperator<String> training(String how, UnaryOperator<String> more) {
    return text -> "train " + how + "\n" + more.apply(text);
  }

  /** The stack as norm_first makes it, without the norm at its end. */
  private static String withoutFinalNorm(String text) {
    String pre = text.contains("f = ") ? text : CLEAN.get("gpt").replace("repeat 4", "repeat 12");
    return pre.replaceAll("f = \\w+norm\\(x\\)\n", "").replace("linear(f,", "linear(x,");
  }

  static List<Mutation> all() {
    return List.of(
        of(
            "queries and keys too narrow",
            "ATT004 GRAD001",
            swap("normal(0, 0.0625)", "normal(0, 0.005)")),
        of(
            "normed queries, no scale",
            "ATT005",
            t ->
                t.replace(
                    "attention(q, k, v, heads=4, scale=0.125)",
                    "attention(layernorm(q), layernorm(k), v, heads=4)")),
        of(
            "fan of q, k, v packed",
            "ATT006",
            t ->
                t.replaceAll(
                    "([qkv]) = linear\\((\\w), 256, normal\\(0, 0.062[56]\\)\\)",
                    "$1 = linear($2, 256, uniform(0.0765466))")),
        of(
            "scale in the query weights",
            "ATT007",
            t ->
                t.replaceAll(
                        "q = linear\\((\\w), 256, normal\\(0, 0.0625\\)\\)",
                        "q = linear($1, 256, normal(0, 0.0078125))")
                    .replace(", scale=0.125", "")),
        of("a deep stack that averages", "ATT010", Mutations::averaging),
        of(
            "two draws of what is tied",
            "EMB005",
            t ->
                seeded(t)
                    .replaceAll(
                        "y = linear\\((\\w), 2000, normal\\(0, 0.021\\)\\)",
                        "y = untied($1, e, normal(0, 0.021) seed 6)")),
        of("a head tied to a wide table", "EMB006 HEAD003 HEAD002 HEAD001", t -> tied(t, "0.2")),
        of("a head tied to a table of std 1", "HEAD003 HEAD001", t -> tied(t, "1")),
        of("scores of std 2.4", "HEAD002", head("normal(0, 0.15))")),
        of("the logarithm of a temperature", "HEAD006", Mutations::similarity),
        of(
            "a stream of zeros",
            "NORM003 INIT013 INIT003",
            t ->
                t.replace("2000, 256, normal(0, 0.02))", "2000, 256, zeros)")
                    .replace("positions(e, normal(0, 0.02))", "positions(e, zeros)")),
        of("a stream below ε", "NORM004", t -> t.replace("normal(0, 0.02))", "normal(0, 1e-4))")),
        of(
            "post-norm without warm-up",
            "RES001",
            training("optimizer=adam lr=1e-3 warmup=0", Mutations::postNorm)),
        of(
            "branches as wide as their inputs",
            "RES002",
            t ->
                deep(t)
                    .replace("normal(0, 0.0221)", "normal(0, 0.0625)")
                    .replace("normal(0, 0.0110)", "normal(0, 0.0313)")),
        of("depth's factor on the way in", "RES003", Mutations::misplaced),
        of(
            "depth's factor left out",
            "RES004",
            t ->
                deep(t)
                    .replace("normal(0, 0.0110)", "normal(0, 0.02) meant normal(0, 0.005)")
                    .replace("normal(0, 0.0627)", "normal(0, 0.02)")),
        of(
            "DeepNorm's α without its β",
            "RES005",
            t ->
                postNorm(t)
                    .replaceAll("repeat \\d+", "repeat 24")
                    .replace("layernorm(add(x,", "layernorm(add(times(x, 2.6321),")
                    .replace("normal(0, 0.0221)", "normal(0, 0.0625)")
                    .replace("normal(0, 0.0110)", "normal(0, 0.0395)")
                    .replace("normal(0, 0.0627)", "normal(0, 0.0395)")),
        of("no norms on the stream", "RES006", Mutations::bare),
        of("Xavier before ReLU", "ACT001", behind(8, "relu(linear(z, 256, normal(0, 0.0625)))")),
        of(
            "weights too small for their depth",
            "ACT002",
            behind(16, "relu(linear(z, 256, normal(0, 0.03)))")),
        of("He before SELU", "ACT003", behind(6, "selu(linear(z, 256, normal(0, 0.0884)))")),
        of(
            "a weight norm drawn anew",
            "INIT011",
            behind(1, "relu(weightnorm(z, 256, normal(0, 0.02), constant(0.58)))")),
        of("a router of std 1", "INIT016", Mutations::router),
        of("recurrence that forgets", "INIT017", Mutations::recurrence),
        of("a head as in no µP", "INIT015", t -> t + "beside\n" + narrower(t)),
        of("no scale on the scores", "ATT001", swap(", scale=0.125", "")),
        of("scale 1/√d_model", "ATT002", swap("scale=0.125", "scale=0.0625")),
        of("queries and keys too wide", "ATT003", swap("normal(0, 0.0625)", "normal(0, 0.15)")),
        of("values of zeros", "ATT008", Mutations::zeroValues),
        of("one key", "ATT009", t -> t.replaceAll("tokens\\((\\d), \\d+\\)", "tokens($1, 1)")),
        of(
            "positions over tokens",
            "EMB003",
            swap("positions(e, normal(0, 0.02))", "positions(e, normal(0, 1))")),
        of(
            "embedding of std 1",
            "EMB001 EMB002",
            swap("2000, 256, normal(0, 0.02)", "2000, 256, normal(0, 1)")),
        of(
            "pad row drawn",
            "EMB004",
            swap("256, normal(0, 0.02))\n", "256, normal(0, 0.02) seed 5, pad=0)\n")),
        of(
            "new rows of std 1",
            "EMB007",
            swap("256, normal(0, 0.02))\n", "256, normal(0, 0.02) seed 5, wide=100)\n")),
        of("head of std 1", "HEAD001", head("normal(0, 1))")),
        of(
            "softmax before the loss",
            "HEAD004",
            t -> t.replace("y = ", "z = ") + "y = softmax(z)\n"),
        of(
            "wide bias of the head",
            "HEAD005",
            t -> t.replace("y = ", "z = ") + "y = bias(z, normal(0, 0.9))\n"),
        of(
            "queries and keys of std 1",
            "INIT001 ATT003",
            swap("normal(0, 0.0625)", "normal(0, 1)")),
        of("hidden weights near 0", "INIT002", swap("normal(0, 0.0627)", "normal(0, 1e-5)")),
        of("constant weights", "INIT003", swap("normal(0, 0.0627)", "constant(0.05)")),
        of("weights all above 0", "INIT004", swap("normal(0, 0.0627)", "normal(0.0627, 0.0362)")),
        of("cut normal", "INIT005", swap("normal(0, 0.0627)", "truncated(0.0625)")),
        of("copies of a layer", "INIT008", swap("normal(0, 0.0627)", "normal(0, 0.0627) seed 7")),
        of("uninitialised memory", "INIT009", swap("normal(0, 0.0627)", "memory(1)")),
        of("adapter of two zeros", "INIT013", Mutations::deadAdapter),
        of(
            "weight scaled twice",
            "INIT012",
            t ->
                t.replace("linear(f,", "scaled(f,")
                    .replace("y = linear(x,", "y = scaled(x,")
                    .replace("normal(0, 0.021))", "normal(0, 0.0625), 0.0625)")),
        of("gain of a norm at 0.02", "NORM001", Mutations::smallGain),
        of("no final norm", "NORM002", Mutations::withoutFinalNorm),
        of("second sum past the first", "RES007", Mutations::pastTheFirst),
        of(
            "two maps in a row",
            "ACT004",
            t ->
                t.replaceAll(
                    "[gr]elu\\(linear\\((\\w), 1024, normal\\(0, 0.0627\\)\\)\\)",
                    "linear($1, 1024, normal(0, 0.0627))")),
        of(
            "ReLU that reads −5",
            "ACT005",
            t ->
                t.replaceAll(
                    "[gr]elu\\((linear\\(\\w, 1024, normal\\(0, 0.0627\\)\\))\\)",
                    "relu(shift($1, -5))")),
        of(
            "fp16 with wide values",
            "NUM001",
            training("precision=fp16", swap("normal(0, 0.0627)", "normal(0, 3000)"))),
        of(
            "plain descent, small queries",
            "TRAIN001",
            training("optimizer=sgd lr=0.1", swap("normal(0, 0.0625)", "normal(0, 0.005)"))),
        of("ε of 1", "TRAIN002", training("optimizer=adam lr=1e-3 epsilon=1", t -> t)),
        of("a rate of 1", "TRAIN003", training("optimizer=adamw lr=1 warmup=0", t -> t)),
        of(
            "clipped far below the norm",
            "TRAIN004",
            training("optimizer=sgd lr=0.1 clip=1e-4", t -> t)),
        of("first step too far", "TRAIN005", training("optimizer=adam lr=0.015 warmup=0", t -> t)));
  }

  private static String pastTheFirst(String text) {
    return text.replace("x = add(x, linear(a", "z = add(x, linear(a")
        .replace("x = layernorm(add(x, linear(a", "z = layernorm(add(x, linear(a")
        .replaceAll("n = (\\w+)\\(x\\)\n  h", "n = $1(z)\n  h")
        .replace("h = gelu(linear(x,", "h = gelu(linear(z,");
  }

  private static String zeroValues(String text) {
    String zeros = text.contains("tokens(2, 64)") ? "zeros(2, 64, 256)" : "zeros(4, 32, 256)";
    return text.replaceAll("v = linear\\(\\w, ", "v = linear(" + zeros + ", ");
  }

  private static String deadAdapter(String text) {
    String from = text.contains("h = gelu(linear(x") ? "x" : "n";
    String adapter = "add(linear(linear(" + from + ", 8, zeros), 1024, zeros), linear(" + from;
    return text.replaceAll(
        "linear\\([xn], 1024, normal\\(0, 0.0627\\)\\)",
        adapter.replace("$", "") + ", 1024, normal(0, 0.0627)))");
  }

  private static String smallGain(String text) {
    return text.replace("f = layernorm(x)", "f = layernorm(x, constant(0.02))")
        .replace("f = rmsnorm(x)", "f = rmsnorm(x, 0.02)")
        .replace("x = layernorm(p)", "x = layernorm(p, normal(0, 0.02))");
  }

  private static String tied(String text, String std) {
    return text.replace("2000, 256, normal(0, 0.02))", "2000, 256, normal(0, " + std + "))")
        .replaceAll("y = linear\\((\\w), 2000, normal\\(0, 0.021\\)\\)", "y = tied($1, e)");
  }

  private static String seeded(String text) {
    return text.replace("2000, 256, normal(0, 0.02))", "2000, 256, normal(0, 0.02) seed 5)");
  }

  /** The name of what the head reads. */
  private static String last(String text) {
    return text.contains("f = ") ? "f" : "x";
  }

  private static String withoutHead(String text) {
    return text.substring(0, text.indexOf("y = "));
  }

  private static String similarity(String text) {
    return withoutHead(text)
        + "z = mean("
        + last(text)
        + ")\n"
        + "a = linear(z, 64, normal(0, 0.0625))\nb = linear(z, 64, normal(0, 0.0625))\n"
        + "y = similarity(a, b, 2.6592)\n";
  }

  private static String router(String text) {
    return withoutHead(text)
        + "r = linear("
        + last(text)
        + ", 8, normal(0, 1))\n"
        + "y = linear(topk(softmax(r), 2), 2, normal(0, 0.7))\n";
  }

  private static String recurrence(String text) {
    return withoutHead(text).replace("tokens(2, 64)", "tokens(16, 8)")
        + "y = rnn("
        + last(text)
        + ", 64, normal(0, 0.01))\n";
  }

  /** A stack of layers without norms between the stream and the head. */
  private static UnaryOperator<String> behind(int layers, String layer) {
    return text ->
        withoutHead(text)
            + "z = "
            + last(text)
            + "\nrepeat "
            + layers
            + "\n  z = "
            + layer
            + "\n"
            + text.substring(text.indexOf("y = ")).replace("(" + last(text) + ",", "(z,");
  }

  private static String preNorm(String text) {
    return text.contains("f = ") ? text : CLEAN.get("gpt").replace("repeat 4", "repeat 2");
  }

  private static String postNorm(String text) {
    String post = text.contains("f = ") ? CLEAN.get("bert") : text;
    String depth = text.contains("repeat 4") ? "8" : text.contains("repeat 3") ? "7" : "6";
    return post.replaceAll("repeat \\d+", "repeat " + depth);
  }

  private static String deep(String text) {
    return preNorm(text).replaceAll("repeat (\\d)", "repeat 1$1");
  }

  private static String averaging(String text) {
    return postNorm(text)
        .replaceAll("repeat (\\d)", "repeat 1$1")
        .replace("normal(0, 0.0626)", "normal(0, 0.1)")
        .replace("normal(0, 0.0221)", "normal(0, 0.1)");
  }

  private static String misplaced(String text) {
    return preNorm(text)
        .replaceAll("repeat \\d", "repeat 8")
        .replaceAll("normal\\(0, 0.062[56]\\)", "normal(0, 0.02)")
        .replace("normal(0, 0.0627)", "normal(0, 0.005)")
        .replace("normal(0, 0.0221)", "normal(0, 0.02)")
        .replace("normal(0, 0.0110)", "normal(0, 0.02)")
        .replaceAll("[gr]elu\\(", "relu(");
  }

  private static String bare(String text) {
    return preNorm(text)
        .replaceAll("n = \\w+norm\\(x\\)", "n = times(x, 1)")
        .replaceAll("f = \\w+norm\\(x\\)", "f = times(x, 1)")
        .replaceAll("repeat \\d+", "repeat 9")
        .replace("normal(0, 0.0110)", "normal(0, 0.0625)")
        .replace("normal(0, 0.0627)", "normal(0, 0.0884)")
        .replaceAll("[gr]elu\\(", "relu(");
  }

  /** The same at half the width, with maps drawn by their fan-in, and the head too. */
  private static String narrower(String text) {
    return text.replace("256", "128")
        .replace("1024", "512")
        .replace("heads=4", "heads=2")
        .replace("0.0625", "0.0884")
        .replace("0.0626", "0.0885")
        .replace("0.0627", "0.0887")
        .replace("0.0221", "0.0313")
        .replace("0.0110", "0.0156")
        .replace("0.021)", "0.0297)");
  }
}
