package dev.initlint.engine;

import dev.initlint.finding.CheckResult;
import java.nio.file.Path;
import java.util.List;

/** The readers, the propagation and the rules that this build holds, put together. */
public final class StandardEngine implements Engine {
  private static final String NO_READER = "no reader for this kind of file is part of this build";

  @Override
  public boolean recognises(Path file) {
    return file.toString().endsWith(".onnx");
  }

  @Override
  public CheckResult check(Path file, EngineSettings settings) {
    return new CheckResult.Unreadable(file.toString(), -1, NO_READER);
  }

  @Override
  public Traced trace(Path file, EngineSettings settings) {
    return new Traced.Unreadable(file.toString(), -1, NO_READER);
  }

  @Override
  public List<RuleInfo> rules() {
    return List.of();
  }
}
