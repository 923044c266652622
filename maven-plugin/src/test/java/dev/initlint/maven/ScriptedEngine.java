package dev.initlint.maven;

import dev.initlint.engine.Engine;
import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.RuleInfo;
import dev.initlint.engine.Traced;
import dev.initlint.engine.Verified;
import dev.initlint.engine.VerifyRequest;
import dev.initlint.finding.CheckResult;
import dev.initlint.finding.Coverage;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.finding.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds in a file what its text says. */
final class ScriptedEngine implements Engine {
  final List<Path> checked = new ArrayList<>();

  @Override
  public boolean recognises(Path file) {
    return file.toString().endsWith(".onnx") || text(file).equals("uses");
  }

  @Override
  public CheckResult check(Path file, EngineSettings settings) {
    checked.add(file);
    if (text(file).equals("bad")) {
      return new CheckResult.Unreadable(file.toString(), 3, "not a model");
    }
    List<Finding> findings = new ArrayList<>();
    for (String word : text(file).replace("uses", "").split(" ")) {
      if (!word.isEmpty()) {
        findings.add(
            new Finding(
                "ATT001",
                "missing-scale",
                Severity.valueOf(word.toUpperCase(Locale.ROOT)),
                "too large",
                null,
                Location.ofValue(file.toString(), "/Softmax", null),
                null,
                null,
                List.of(),
                null,
                List.of()));
      }
    }
    return new CheckResult.Checked(file.toString(), true, "", findings, Coverage.NONE, List.of());
  }

  @Override
  public Traced trace(Path file, EngineSettings settings) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Verified verify(Path file, EngineSettings settings, VerifyRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<RuleInfo> rules() {
    return List.of(new RuleInfo("ATT001", "missing-scale", Severity.ERROR, "", ""));
  }

  private String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
