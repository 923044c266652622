package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the action, the job for GitLab and the container are made of, as far as it runs anywhere.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "scripts of POSIX shells")
class CiIT {
  private static final Path ROOT = Shell.root();
  private static final String CHECK = ROOT.resolve("packaging/ci/check").toString();
  private static final Path FAULTY = ROOT.resolve("fixtures/models/std-one-head.onnx");

  @TempDir Path temporary;

  @Test
  void theScriptPassesOnWhatItIsToldAndGivesTheExitCodeOfTheCheck() throws IOException {
    Path stub = temporary.resolve("stub");
    Files.writeString(stub, "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 7\n");
    assertThat(stub.toFile().setExecutable(true)).isTrue();
    Map<String, String> environment = new HashMap<>();
    environment.put("INITLINT", stub.toString());
    environment.put("GITHUB_ACTIONS", "");
    Shell plain = Shell.run(temporary, environment, CHECK);
    assertThat(plain.code()).isEqualTo(7);
    assertThat(plain.out().lines())
        .containsExactly(
            "check",
            "--fail-on",
            "error",
            "--format",
            "text",
            "--format",
            "sarif=./initlint.sarif",
            "--format",
            "gitlab=./initlint-quality.json",
            ".");
    environment.put("GITHUB_ACTIONS", "true");
    environment.put("INITLINT_FAIL_ON", "warning");
    environment.put("INITLINT_ARGS", "--ignore=ATT004 --preview");
    environment.put("INITLINT_REPORTS", "out");
    assertThat(Shell.run(temporary, environment, CHECK, "a b", "c").out().lines())
        .containsExactly(
            "check",
            "--ignore=ATT004",
            "--preview",
            "--fail-on",
            "warning",
            "--format",
            "github",
            "--format",
            "sarif=out/initlint.sarif",
            "--format",
            "gitlab=out/initlint-quality.json",
            "a b",
            "c");
  }

  @Test
  void theScriptWritesBothReports() throws IOException {
    Map<String, String> environment = new HashMap<>(Shell.packaged());
    environment.put("GITHUB_ACTIONS", "");
    Shell help = Shell.run(temporary, environment, ROOT + "/initlint", "check", "--help");
    assumeTrue(help.out().contains("sarif"), "check writes no SARIF yet");
    Shell run = Shell.run(temporary, environment, CHECK, FAULTY.toString());
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("HEAD001");
    assertThat(temporary.resolve("initlint.sarif")).content().contains("2.1.0", "HEAD001");
    assertThat(temporary.resolve("initlint-quality.json")).content().contains("fingerprint");
  }

  @Test
  void whatTheTemplatesNameIsThere() throws IOException {
    Pattern named = Pattern.compile("packaging/[\\w./-]+\\w");
    for (String file :
        new String[] {
          "action.yml", "packaging/ci/gitlab.yml", "packaging/Dockerfile", "docs/ci.md"
        }) {
      String text = Files.readString(ROOT.resolve(file));
      assertThat(text).as(file).doesNotContain("\t");
      assertThat(named.matcher(text).results().map(MatchResult::group))
          .as(file)
          .isNotEmpty()
          .allSatisfy(path -> assertThat(ROOT.resolve(path)).exists());
    }
    for (String script : new String[] {"packaging/ci/check", "packaging/release", "initlint"}) {
      assertThat(ROOT.resolve(script)).isExecutable();
      assertThat(Shell.run(ROOT, Map.of(), "sh", "-n", script).code()).as(script).isZero();
    }
  }
}
