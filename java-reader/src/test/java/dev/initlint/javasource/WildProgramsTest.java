package dev.initlint.javasource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.source.SourceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Programs as people write them, one construct each beside the model: what is read of each stands
 * in {@code wild/read.txt}; run with {@code -Dupdate-golden=true} to write it anew.
 */
class WildProgramsTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/initlint/javasource/wild");

  private static String line(Path file, SourceModel m) {
    long unknown = m.graph().nodes().stream().filter(n -> n.domain().equals("java")).count();
    return String.join(
        " | ",
        file.getFileName().toString(),
        m.graph().name(),
        m.graph().nodes().size() + " operations, " + unknown + " unknown",
        m.resolution());
  }

  @Test
  void everyProgramYieldsItsModel() throws IOException {
    List<String> lines = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(FOLDER)) {
      files = all.filter(f -> f.toString().endsWith(".java")).sorted().toList();
    }
    for (Path file : files) {
      FileOutcome o = new JavaReader().read(List.of(file)).get(0);
      assertThat(o).as(o.toString()).isInstanceOf(FileOutcome.Models.class);
      ((FileOutcome.Models) o).models().forEach(m -> lines.add(line(file, m)));
    }
    Path golden = FOLDER.resolve("read.txt");
    if (Boolean.getBoolean("update-golden")) {
      Files.write(golden, lines);
    }
    assertThat(lines).isEqualTo(Files.readAllLines(golden));
  }
}
