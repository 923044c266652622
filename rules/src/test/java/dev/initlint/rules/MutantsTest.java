package dev.initlint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each hazard is put into three clean models by one change of their text, and found under its name:
 * the mutated model has the finding, the clean one has none above a note.
 */
class MutantsTest {
  private static final List<String> TABLE = new ArrayList<>();

  /** Three models that have all the parts that mutations change, each in its own arrangement. */
  private static final Map<String, String> CLEAN = clean();

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
  private record Mutation(String hazard, List<String> rules, UnaryOperator<String> change) {
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

  static List<Mutation> mutations() {
    return List.of(
        of("no scale on the scores", "ATT001", swap(", scale=0.125", "")),
        of("scale 1/√d_model", "ATT002", swap("scale=0.125", "scale=0.0625")),
        of("queries and keys too wide", "ATT003", swap("normal(0, 0.0625)", "normal(0, 0.15)")),
        of("values of zeros", "ATT008", MutantsTest::zeroValues),
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
        of("adapter of two zeros", "INIT013", MutantsTest::deadAdapter),
        of(
            "weight scaled twice",
            "INIT012",
            t ->
                t.replace("linear(f,", "scaled(f,")
                    .replace("y = linear(x,", "y = scaled(x,")
                    .replace("normal(0, 0.021))", "normal(0, 0.0625), 0.0625)")),
        of("gain of a norm at 0.02", "NORM001", MutantsTest::smallGain),
        of("no final norm", "NORM002", MutantsTest::withoutFinalNorm),
        of("second sum past the first", "RES007", MutantsTest::pastTheFirst),
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

  @Test
  void cleanModelsHaveNothingAboveANote() {
    CLEAN.forEach(
        (name, text) ->
            assertThat(ExamplesTest.check(text))
                .as(name)
                .allMatch(f -> f.severity() == Severity.NOTE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutations")
  void isFoundInThreeModelsUnderItsName(Mutation mutation) {
    Map<String, String> found = new TreeMap<>();
    List<String> missed = new ArrayList<>();
    CLEAN.forEach(
        (name, text) -> {
          String mutant = mutation.change().apply(text);
          assertThat(mutant).as(name + " is changed").isNotEqualTo(text);
          List<Finding> all = ExamplesTest.check(mutant);
          String hit =
              all.stream()
                  .filter(f -> mutation.rules().contains(f.rule()))
                  .findFirst()
                  .map(f -> f.rule() + " " + f.severity().word())
                  .orElse("missed");
          found.put(name, hit);
          if (hit.equals("missed")) {
            missed.add(
                name + ": " + all.stream().map(Finding::rule).collect(Collectors.joining(" ")));
          }
        });
    TABLE.add(
        String.format(
            "%-30s %-22s %-22s %-22s",
            mutation.hazard(), found.get("bert"), found.get("gpt"), found.get("llama")));
    assertThat(missed).isEmpty();
  }

  @AfterAll
  static void print() {
    String head = String.format("%n%-30s %-22s %-22s %-22s%n", "hazard", "bert", "gpt", "llama");
    System.out.println(head + String.join("\n", TABLE));
  }
}
