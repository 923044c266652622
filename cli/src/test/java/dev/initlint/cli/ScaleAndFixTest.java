package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.engine.StandardEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleAndFixTest {
  private static final String MLP = "../engine/src/test/resources/scale/mlp-small.onnx";
  private static final String HEAD = "../fixtures/models/std-one-head.onnx";

  @TempDir Path folder;

  private static Run run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(new ByteArrayInputStream(new byte[0]), out, err, false, false, true, Map.of());
    int code = new Cli(StandardEngine::new, console).run(args);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), null);
  }

  @Test
  void figuresOverTheWidth() throws IOException {
    Path svg = folder.resolve("w.svg");
    Run run = run("scale", MLP, "--vary", "width=64..256", "--svg", svg.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("goes as", "┤", "loss above ln V", "= d_ff·var(head.weight)");
    assertThat(Files.readString(svg)).startsWith("<svg").endsWith("</svg>\n");
    Run csv = run("scale", MLP, "--vary", "width=64:128", "-f", "csv");
    assertThat(csv.out()).startsWith("axis,size,figure,value,exponent,error\n");
    Run judged = run("scale", MLP, "--vary", "width=64..256", "--class", "standard", "--no-plot");
    assertThat(judged.code()).isEqualTo(1);
    assertThat(judged.out()).contains("warning: E[x²] of").doesNotContain("┤");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "width|give a size and its values",
        "width=a..b|is neither FROM..TO",
        "width=512..64|to a larger one",
        "width=0..64|of at least 1",
        "width=64:64|ascend",
        "width=1..9999/80|more than 64 sizes",
        "width=64..128/1|2 sizes or more",
        "nothing=1..2|no symbol \"nothing\"",
        "length=8..16|has no positions"
      })
  void aSizeThatIsNoneIsOneSentence(String vary, String message) {
    Run run = run("scale", MLP, "--vary", vary);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message).hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void rangesDoubleOrHaveTheNumberThatIsAskedFor() {
    assertThat(SizeRange.parse("n=256..4096").points()).containsExactly(256, 512, 1024, 2048, 4096);
    assertThat(SizeRange.parse("n=100..250").points()).containsExactly(100, 200, 250);
    assertThat(SizeRange.parse("n=10..1000/3").points()).containsExactly(10, 100, 1000);
    assertThat(SizeRange.parse("n=8:12:30").points()).containsExactly(8, 12, 30);
  }

  @Test
  void aCopyIsFixedAndToldOf() throws IOException {
    Path copy = folder.resolve("fixed.onnx");
    Run run = run("fix", HEAD, "-o", copy.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "cured HEAD001 lm-head-std-one", " times ", "The copy was read back and checked.");
    assertThat(run("check", copy.toString()).code()).isZero();
    Run again = run("fix", HEAD, "-o", copy.toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("nothing is overwritten").hasLineCount(1);
    Run json = run("fix", HEAD, "-o", folder.resolve("j.onnx").toString(), "-f", "json");
    assertThat(json.out()).contains("\"cured\": true", "\"left\": [");
  }

  @Test
  void whatCannotBeFixedIsOneSentence() throws IOException {
    Path broken = folder.resolve("broken.onnx");
    Files.writeString(broken, "no model");
    List<String[]> wrong = new ArrayList<>();
    wrong.add(new String[] {"fix", broken.toString(), "-o", folder.resolve("x").toString()});
    wrong.add(new String[] {"fix", "no-such.onnx", "-o", folder.resolve("x").toString()});
    wrong.add(new String[] {"fix", HEAD});
    for (String[] args : wrong) {
      Run run = run(args);
      assertThat(run.code()).as(Arrays.toString(args)).isEqualTo(2);
      assertThat(run.err()).hasLineCount(1);
      assertThat(folder.resolve("x")).doesNotExist();
    }
  }

  @Test
  void helpHasExamples() {
    for (String command : List.of("gain", "scale", "fix", "report")) {
      Run run = run(command, "--help");
      assertThat(run.code()).isZero();
      assertThat(run.out()).contains("Examples:", "initlint " + command, "Exit codes:");
    }
  }
}
