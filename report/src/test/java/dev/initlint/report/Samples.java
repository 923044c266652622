package dev.initlint.report;

import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Coverage;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Fix;
import dev.initlint.finding.Location;
import dev.initlint.finding.Prediction;
import dev.initlint.finding.Severity;
import dev.initlint.finding.Step;
import dev.initlint.finding.Unmodelled;
import dev.initlint.propagate.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results as the analysis would give them. */
final class Samples {
  private Samples() {}

  static List<CheckResult> results() {
    return List.of(attention(), trained(), java(), unreadable());
  }

  static CheckResult.Checked attention() {
    List<Finding> findings = new ArrayList<>();
    for (int block = 0; block < 6; block++) {
      findings.add(
          new Finding(
              "ATT001",
              "missing-attention-scale",
              Severity.ERROR,
              "attention logits have std 5.66: one key takes 61% of the weight",
              null,
              Location.ofValue("m.onnx", "/blocks." + block + "/Softmax", "scores." + block),
              new Prediction("attention logit std", 5.656854249492381, 0.05, 2),
              "√(d_k)·std(q)·std(k)",
              List.of(
                  new Step(
                      "q[q]",
                      "linear",
                      "d_model·var(W_q)·q[x]",
                      new TreeMap<>(Map.of("d_model", 64.0, "var(W_q)", 0.0153125, "q[x]", 1.0)),
                      0.98,
                      List.of())),
              Fix.advice("multiply the logits by 0.177, that is 1/√d_k"),
              List.of("Vaswani 2017, section 3.2.1")));
    }
    findings.add(
        new Finding(
            "ATT003",
            "saturated-softmax",
            Severity.WARNING,
            "softmax passes 8% of the gradient",
            "ATT001",
            Location.ofValue("m.onnx", "/blocks.0/Softmax", null),
            null,
            null,
            List.of(),
            null,
            List.of()));
    return new CheckResult.Checked(
        "m.onnx",
        true,
        "every weight follows an initialisation law",
        findings,
        new Coverage(
            56,
            54,
            List.of(new Unmodelled("com.ms::Attn", 2, "no such operator is known", 2, false))),
        List.of());
  }

  private static CheckResult.Checked trained() {
    return new CheckResult.Checked(
        "trained.onnx", false, "9 of 12 weights look trained", List.of(), Coverage.NONE, List.of());
  }

  private static CheckResult.Checked java() {
    Finding finding =
        new Finding(
            "INIT003",
            "constant-weight",
            Severity.NOTE,
            "all units of \u001b[31mfc\u0007\u202e start equal",
            null,
            new Location("src/Net.java", null, null, "fc.weight", 41, 7),
            new Prediction("distinct rows", Double.NaN, 2, Double.POSITIVE_INFINITY),
            null,
            List.of(),
            null,
            List.of());
    return new CheckResult.Checked(
        "src/Net.java", true, "read from source", List.of(finding), Coverage.NONE, List.of());
  }

  private static CheckResult.Unreadable unreadable() {
    return new CheckResult.Unreadable(
        "bad.onnx", 17, "a tensor claims 2 GB and 4 bytes follow; export the model again");
  }

  static Trace trace() {
    List<Trace.ValueRow> values = new ArrayList<>();
    values.add(value("wte", "Weight", "", new long[] {1000, 192}, 4e-4, null));
    values.add(value("x", "Gather", "", new long[] {4, 64, 192}, 4e-4, 0.01));
    for (int block = 0; block < 4; block++) {
      String b = "blocks." + block;
      double growth = Math.pow(1.25, block);
      values.add(
          value("/" + b + "/norm", "LayerNormalization", b, new long[] {4, 64, 192}, 1.0, 0.1));
      values.add(
          value("/" + b + "/add", "Add", b, new long[] {4, 64, 192}, growth, 2.0 / (1 + block)));
    }
    values.add(value("mask", "Foo", "", null, null, null));
    values.add(value("logits", "MatMul", "", new long[] {4, 64, 1000}, 192.25, 1.0));
    Map<String, Double> dims = new LinkedHashMap<>();
    dims.put("d_model", 192.0);
    dims.put("n", 64.0);
    List<Trace.ParameterRow> parameters = new ArrayList<>();
    parameters.add(parameter("wte", new long[] {1000, 192}, "normal(0, 0.02)", 3.25));
    for (int block = 0; block < 4; block++) {
      parameters.add(
          parameter("blocks." + block + ".fc", new long[] {192, 192}, "1/√fan_in", 1.5 + block));
    }
    return new Trace(
        "m.onnx",
        dims,
        values,
        parameters,
        List.of(new Trace.OutputRow("logits", 192.25, 96.9, 90.0)),
        List.of(
            new Trace.AttentionRow(
                "/blocks.0/Softmax", "blocks.0", 0.98, 0.177, 32, 64, 0.08, 0.93, 0.0249)),
        new Coverage(
            3, 2, List.of(new Unmodelled("Foo", 1, "no such operator is known", 1, false))),
        true,
        "every weight follows an initialisation law",
        new Trace.Laws(
            List.of(new Trace.BlockRow("blocks.0", 1.25, 0.9, 0.2, Double.NaN)),
            new TreeMap<>(Map.of("d_model", 1.0, "n", -2.9e-7))),
        List.of("input ids taken as uniform over 1000 tokens"));
  }

  private static Trace.ValueRow value(
      String name, String op, String block, long[] shape, Double moment, Double gradient) {
    return new Trace.ValueRow(
        name,
        op,
        "node of " + name,
        block,
        shape,
        shape == null ? null : "[batch, n, d_model]",
        moment == null ? null : 0.0,
        moment,
        moment == null ? null : 0.02,
        moment == null ? null : 0.031,
        gradient,
        moment == null ? null : "d_model·var(W)",
        moment == null ? Map.of() : new TreeMap<>(Map.of("d_model", 192.0, "var(W)", 0.005)),
        moment == null ? "no such operator is known" : null);
  }

  private static Trace.ParameterRow parameter(
      String name, long[] shape, String law, double gradient) {
    return new Trace.ParameterRow(name, shape, 0.0, 4e-4, law, gradient);
  }
}
