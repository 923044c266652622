package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs what the pages below docs tell their reader to type, each page in an empty folder beside an
 * unpacked archive. A block below {@code <!-- file NAME -->} is written to that file; one of {@code
 * sh} is run and must exit with 0, or N after {@code <!-- exits N -->}. {@code <!-- needs torch
 * -->} skips what a Python without that cannot run. Blocks of other languages are for reading.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the POSIX launcher")
class DocsIT {
  private static final Path ROOT = Shell.root();
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- (.*?) -->\n)?```(\\w+)\n(.*?)```\n", Pattern.DOTALL);
  private static final String PYTHON = System.getenv().getOrDefault("INITLINT_PYTHON", "python3");

  @TempDir Path temporary;

  /** One fenced block, with what a comment above says of it. */
  record Block(String said, String language, String text) {
    static List<Block> all(String page) {
      List<Block> all = new ArrayList<>();
      Matcher m = BLOCK.matcher(page);
      while (m.find()) {
        all.add(new Block(m.group(1) == null ? "" : m.group(1), m.group(2), m.group(3)));
      }
      return all;
    }

    String said(String what) {
      Matcher m = Pattern.compile("\\b" + what + " ([^,]+)").matcher(said);
      return m.find() ? m.group(1) : null;
    }
  }

  @TestFactory
  Stream<DynamicTest> everyPageDoesWhatItSays() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of("docs", "docs/start")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        files.filter(f -> f.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    assertThat(pages).hasSizeGreaterThan(5);
    return pages.stream()
        .map(p -> DynamicTest.dynamicTest(ROOT.relativize(p).toString(), () -> run(p)));
  }

  @Test
  void blocksAreFoundWithWhatIsSaidOfThem() {
    List<Block> blocks =
        Block.all("<!-- needs torch pytest, exits 1 -->\n```sh\na\n```\n\n```java\nb\n```\n");
    assertThat(blocks).extracting(Block::text).containsExactly("a\n", "b\n");
    assertThat(blocks.get(0).said("needs")).isEqualTo("torch pytest");
    assertThat(blocks.get(0).said("exits")).isEqualTo("1");
    assertThat(blocks.get(1).said("exits")).isNull();
  }

  private void run(Path page) throws IOException {
    Path folder = Files.createTempDirectory(temporary, "page");
    Path archive = Files.createDirectory(folder.resolve("initlint"));
    Files.createSymbolicLink(archive.resolve("lib"), ROOT.resolve("cli/target/dist/lib"));
    Files.createSymbolicLink(archive.resolve("fixtures"), ROOT.resolve("fixtures"));
    List<String> skipped = new ArrayList<>();
    for (Block block : Block.all(Files.readString(page))) {
      String file = block.said("file");
      if (file != null) {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, block.text());
      } else if (block.language().equals("sh")) {
        if (lacks(block.said("needs"))) {
          skipped.add(block.said("needs"));
        } else {
          run(folder, block);
        }
      }
    }
    Files.delete(archive.resolve("lib"));
    Files.delete(archive.resolve("fixtures"));
    assumeTrue(skipped.isEmpty(), () -> "skipped what needs " + String.join("; ", skipped));
  }

  private void run(Path folder, Block block) throws IOException {
    Shell run = Shell.run(folder, environment(), "sh", "-u", "-c", block.text());
    int code = block.said("exits") == null ? 0 : Integer.parseInt(block.said("exits"));
    assertThat(run.code()).as(block.text() + run.out() + run.err()).isEqualTo(code);
    assertThat(run.err()).doesNotContain("Traceback (most recent call last):\n  File \"<string>");
  }

  private Map<String, String> environment() throws IOException {
    Path bin = temporary.resolve("bin");
    if (!Files.exists(bin)) {
      Files.createDirectory(bin);
      script(bin.resolve("initlint"), ROOT + "/initlint");
      script(bin.resolve("python"), PYTHON);
    }
    Map<String, String> environment = new HashMap<>(Shell.packaged());
    String java = System.getProperty("java.home") + "/bin";
    environment.put("PATH", bin + ":" + java + ":" + System.getenv("PATH"));
    environment.put("PYTHONPATH", ROOT.resolve("packaging/python/src").toString());
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("PYTEST_ADDOPTS", "-p initlint.pytest_plugin -p no:cacheprovider");
    environment.put("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1");
    return environment;
  }

  private static void script(Path file, String command) throws IOException {
    Files.writeString(file, "#!/bin/sh\nexec '" + command + "' \"$@\"\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static boolean lacks(String packages) {
    if (packages == null) {
      return false;
    }
    String imports = "import onnxscript, " + packages.strip().replaceAll("\\s+", ", ");
    String asked = "command -v \"$0\" >/dev/null && \"$0\" -c \"$1\"";
    return Shell.run(ROOT, Map.of(), "sh", "-c", asked, PYTHON, imports).code() != 0;
  }
}
