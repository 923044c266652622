package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.initlint.engine.EngineSettings;
import dev.initlint.engine.StandardEngine;
import dev.initlint.engine.Traced;
import dev.initlint.propagate.Trace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a browser shows it; without a browser these tests are skipped and say so. */
class ReportPageTest {
  private static final Path MODEL =
      Path.of("..", "engine", "src", "test", "resources", "scale", "gpt.onnx")
          .toAbsolutePath()
          .normalize();
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "chrome", "chrome-headless-shell");

  @TempDir Path folder;

  private static Path browser() {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String part : path.split(File.pathSeparator)) {
      for (String name : NAMES) {
        Path program = Path.of(part, name);
        if (Files.isExecutable(program)) {
          return program;
        }
      }
    }
    return null;
  }

  private static Run run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(new ByteArrayInputStream(new byte[0]), out, err, false, false, true, Map.of());
    int code = new Cli(StandardEngine::new, console).run(args);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), null);
  }

  private Path page() throws IOException {
    Path page = TARGET.resolve("report.html");
    Run run = run("report", MODEL.toString(), "-o", page.toString());
    assertThat(run.code()).as(run.err()).isZero();
    return page;
  }

  @Test
  void thePageIsOneFileBelowAMegabyteThatAsksNoNetwork() throws IOException {
    String html = Files.readString(page());
    assertThat(html.length()).isLessThan(1_000_000);
    assertThat(html)
        .contains("default-src 'none'", "ATT004", "prefers-color-scheme: dark", "@media print")
        .doesNotContainPattern("(src|href)=\"(https?:)?//")
        .doesNotContain("@import", "fetch(", "XMLHttpRequest");
  }

  @Test
  void aNameCannotLeaveItsPlaceInThePage() throws IOException {
    Path evil = folder.resolve("a<script>alert(1)<" + "!--.onnx");
    Files.copy(MODEL, evil);
    Path page = folder.resolve("p.html");
    assertThat(run("report", evil.toString(), "-o", page.toString()).code()).isZero();
    assertThat(Files.readString(page)).doesNotContain("<script>alert", "<!--.onnx");
  }

  @Test
  void whatCannotBeReadIsToldOnThePage() throws IOException {
    Path broken = folder.resolve("broken.onnx");
    Files.writeString(broken, "no model");
    Path page = folder.resolve("p.html");
    Run run = run("report", broken.toString(), "-o", page.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(Files.readString(page)).contains("broken.onnx");
  }

  @Test
  void aReaderCanUseThePage() throws Exception {
    Path browser = browser();
    assumeTrue(browser != null, "no Chromium on the PATH: the page is not opened");
    String html = Files.readString(page());
    String exercise =
        Files.readString(Path.of("src/test/resources/page/exercise.js").toAbsolutePath());
    String figures =
        json("trace", trace(Map.of()).values()) + json("wide", trace(twiceAsWide()).values());
    Path used = folder.resolve("used.html");
    Files.writeString(
        used, html.replace("</body>", figures + "<script>\n" + exercise + "</script>\n</body>"));
    for (boolean dark : new boolean[] {false, true}) {
      String dom = dom(browser, used, dark);
      assertThat(left("exercised", dom)).isEqualTo("true");
      assertThat(left("failures", dom)).isEmpty();
      assertThat(left("dark", dom)).isEqualTo(Boolean.toString(dark));
      assertThat(left("paper", dom)).isEqualTo(dark ? "rgb(20, 23, 27)" : "rgb(255, 255, 255)");
    }
  }

  /** What the page was left with under a name; null where it was not. */
  private static String left(String name, String dom) {
    Matcher m = Pattern.compile(" data-" + name + "=\"([^\"]*)\"").matcher(dom);
    return m.find() ? m.group(1) : null;
  }

  /** The hidden layer is four times as wide as the stream, and goes with it. */
  private static Map<String, Double> twiceAsWide() {
    Map<String, Double> own = trace(Map.of()).dims();
    return Map.of("d_model", 2 * own.get("d_model"), "d_ff", 2 * own.get("d_ff"));
  }

  private static Trace trace(Map<String, Double> set) {
    EngineSettings settings = EngineSettings.of(Set.of()).setting(set);
    return ((Traced.Model) new StandardEngine().trace(MODEL, settings)).trace();
  }

  private static String json(String id, List<Trace.ValueRow> rows) {
    return "<script type=\"application/json\" id=\""
        + id
        + "\">"
        + rows.stream()
            .filter(r -> r.secondMoment() != null)
            .map(r -> "\"" + r.name() + "\":" + r.secondMoment())
            .collect(Collectors.joining(",", "{", "}"))
        + "</script>";
  }

  /** The document after its scripts have run; a screenshot is left under target. */
  private String dom(Path browser, Path page, boolean dark) throws Exception {
    String shot = TARGET.resolve(dark ? "report-dark.png" : "report.png").toString();
    List<String> options = new ArrayList<>(List.of(browser.toString(), "--headless"));
    options.addAll(List.of("--no-sandbox", "--disable-gpu", "--window-size=1150,2600"));
    options.addAll(List.of("--virtual-time-budget=5000", "--enable-logging=stderr"));
    options.add("--user-data-dir=" + folder.resolve("profile"));
    options.add("--blink-settings=preferredColorScheme=" + (dark ? 0 : 1));
    String dom = output(options, "--dump-dom", page);
    output(options, "--screenshot=" + shot, page);
    assertThat(Path.of(shot)).exists();
    return dom;
  }

  private String output(List<String> options, String what, Path page) throws Exception {
    List<String> command = new ArrayList<>(options);
    command.add(what);
    command.add(page.toUri().toString());
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process p =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    boolean ended = p.waitFor(120, TimeUnit.SECONDS);
    if (!ended) {
      p.destroyForcibly().waitFor();
    }
    assertThat(ended).as("the browser ends").isTrue();
    String said = Files.readString(err);
    assertThat(said.lines().filter(l -> l.contains(":CONSOLE"))).isEmpty();
    return Files.readString(out);
  }
}
