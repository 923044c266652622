package dev.initlint.cli;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.SettingsException;
import dev.initlint.engine.Traced;
import dev.initlint.engine.Verified;
import dev.initlint.engine.VerifyRequest;
import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Coverage;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.finding.Severity;
import dev.initlint.finding.Step;
import dev.initlint.finding.Unmodelled;
import dev.initlint.graph.Cancelled;
import dev.initlint.propagate.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Does what the text of the file says: a list of severities, or a kind of trouble. */
final class FakeEngine implements Engine {
  private static final Coverage OBSCURE =
      new Coverage(10, 3, List.of(new Unmodelled("Foo", 1, "operator Foo is new", 7, false)));

  final List<EngineSettings> asked = Collections.synchronizedList(new ArrayList<>());

  @Override
  public boolean recognises(Path file) {
    return file.toString().endsWith(".onnx");
  }

  @Override
  public CheckResult check(Path file, EngineSettings settings) {
    asked.add(settings);
    String path = file.toString();
    List<Finding> findings = new ArrayList<>();
    Coverage coverage = Coverage.NONE;
    List<String> remarks = new ArrayList<>(List.of("a remark"));
    for (String word : text(file).split("\\s+")) {
      switch (word) {
        case "clean" -> {}
        case "twice" -> remarks.add("a remark");
        case "bad" -> {
          return new CheckResult.Unreadable(path, 3, "not a model; export it again");
        }
        case "bug" -> throw new IllegalStateException("secret detail");
        case "huge" -> throw new OutOfMemoryError();
        case "deep" -> throw new StackOverflowError();
        case "slow" -> endlessly();
        case "obscure" -> coverage = OBSCURE;
        default -> findings.add(finding(path, Severity.valueOf(word.toUpperCase(Locale.ROOT))));
      }
    }
    findings.removeIf(f -> !settings.rules().contains(f.rule()));
    return new CheckResult.Checked(path, true, "fresh", findings, coverage, remarks);
  }

  private static Finding finding(String path, Severity severity) {
    return new Finding(
        severity == Severity.ERROR ? "ATT001" : "EMB002",
        severity == Severity.ERROR ? "missing-attention-scale" : "unscaled-embedding",
        severity,
        "logits have std 5.66",
        null,
        Location.ofValue(path, "/Softmax", null),
        null,
        "√d_k",
        List.of(),
        null,
        List.of());
  }

  @Override
  public Traced trace(Path file, EngineSettings settings) {
    asked.add(settings);
    if (text(file).equals("bad")) {
      return new Traced.Unreadable(file.toString(), 3, "not a model; export it again");
    }
    switch (text(file)) {
      case "bug" -> throw new IllegalStateException("secret detail");
      case "huge" -> throw new OutOfMemoryError();
      case "deep" -> throw new StackOverflowError();
      case "slow" -> endlessly();
      default -> {}
    }
    Trace trace =
        new Trace(
            file.toString(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Coverage.NONE,
            true,
            "fresh",
            new Trace.Laws(List.of(), Map.of()),
            List.of());
    return new Traced.Model(
        trace,
        (value, set) -> {
          if (!value.equals("logits")) {
            throw new SettingsException("no value is called '" + value + "'");
          }
          return Step.said("E[x²] = 1").on(List.of(Step.said("set " + set)));
        });
  }

  @Override
  public Verified verify(Path file, EngineSettings settings, VerifyRequest request) {
    throw new IllegalStateException("models of this engine cannot be run");
  }

  @Override
  public List<RuleInfo> rules() {
    return List.of(
        new RuleInfo(
            "ATT001",
            "missing-attention-scale",
            Severity.ERROR,
            "logits of attention are too large",
            "## What it does\nFlags it.\n"),
        new RuleInfo(
            "EMB002",
            "unscaled-embedding",
            Severity.WARNING,
            "embeddings are too small",
            "## What it does\nFlags that.\n"));
  }

  private static void endlessly() {
    while (true) {
      Cancelled.check();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
