package dev.initlint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A module whose jar is not linked at its build would cost each start the linking of its lambdas.
 */
class LinkedJarsIT {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "analyzer",
        "stored",
        "onnx-reader",
        "java-reader",
        "hub-reader",
        "rules",
        "verify",
        "report",
        "engine",
        "cli"
      })
  void lambdasAreClassesInTheJarsOfTheLauncher(String module) throws IOException {
    try (Stream<Path> jars = Files.list(Shell.root().resolve("cli/target/dist/lib"))) {
      Path jar =
          jars.filter(j -> j.getFileName().toString().matches("initlint-" + module + "[-0-9.].*"))
              .findFirst()
              .orElseThrow();
      try (JarFile file = new JarFile(jar.toFile())) {
        assertThat(file.stream()).anyMatch(e -> e.getName().contains("$$Function"));
      }
    }
  }
}
