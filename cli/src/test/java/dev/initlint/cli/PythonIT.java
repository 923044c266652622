package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The Python package: its wheel in a fresh environment, and its own tests. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "paths of POSIX environments")
class PythonIT {
  private static final Path ROOT = Shell.root();
  private static final Path PACKAGE = ROOT.resolve("packaging/python");
  private static final Path DIST = ROOT.resolve("cli/target/dist");
  private static final Path FAULTY = ROOT.resolve("fixtures/models/std-one-head.onnx");

  /** One with PyTorch and more runs more tests. */
  private static final String PYTHON = System.getenv().getOrDefault("INITLINT_PYTHON", "python3");

  @TempDir Path temporary;

  @BeforeEach
  void needsPython() {
    String question = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))";
    String command = "command -v \"$0\" >/dev/null && \"$0\" -c \"$1\"";
    Shell asked = Shell.run(ROOT, Map.of(), "sh", "-c", command, PYTHON, question);
    assumeTrue(asked.code() == 0, "no Python 3.9 or later with venv");
  }

  @Test
  void theWheelWorksInAFreshEnvironment() throws IOException {
    Path wheel = build("a");
    succeed(PYTHON, "-m", "venv", temporary.resolve("e").toString());
    Path bin = temporary.resolve("e/bin");
    succeed(bin + "/python", "-m", "pip", "install", "-q", "--no-index", wheel.toString());
    Map<String, String> clean = new HashMap<>();
    assertThat(succeed(bin + "/initlint", "version").out()).startsWith("initlint ");
    Shell check = Shell.run(temporary, clean, bin + "/initlint", "check", FAULTY.toString());
    assertThat(check.code()).as(check.err()).isEqualTo(1);
    assertThat(check.out()).contains("HEAD001");
    String program =
        "import initlint; print([f.rule for f in initlint.check('" + FAULTY + "').errors])";
    assertThat(succeed(bin + "/python", "-c", program).out()).isEqualTo("['HEAD001']\n");
    assertThat(succeed(bin + "/python", "-m", "initlint", "version").out()).startsWith("initlint ");
  }

  @Test
  void theSameJarsMakeTheSameWheel() throws IOException {
    assertThat(build("a")).hasSameBinaryContentAs(build("b"));
  }

  @Test
  void thePackageDoesWhatItsTestsSay() {
    Map<String, String> environment = new HashMap<>(Shell.packaged());
    environment.put("PYTHONPATH", PACKAGE.resolve("src").toString());
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    Shell tests =
        Shell.run(
            PACKAGE.resolve("tests"), environment, PYTHON, "-W", "ignore", "-m", "unittest", "-v");
    assertThat(tests.code()).as(tests.err()).isZero();
    assertThat(tests.err()).containsPattern("Ran \\d{2,} tests");
    System.out.println(tests.err().strip().replaceAll("(?s).*\n(Ran \\d+ tests)", "Python: $1"));
  }

  private Path build(String folder) throws IOException {
    String script = PACKAGE.resolve("build").toString();
    String target = temporary.resolve(folder).toString();
    Shell run =
        Shell.run(temporary, Map.of("PYTHON", PYTHON), script, "--dist", DIST.toString(), target);
    assertThat(run.code()).as(run.err()).isZero();
    Path wheel = Path.of(run.out().strip());
    assertThat(Files.size(wheel)).isGreaterThan(1_000_000);
    return wheel;
  }

  private Shell succeed(String... command) {
    Shell run = Shell.run(temporary, Map.of(), command);
    assertThat(run.code()).as(String.join(" ", command) + run.out() + run.err()).isZero();
    return run;
  }
}
