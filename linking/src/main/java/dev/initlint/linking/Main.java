package dev.initlint.linking;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code Main FOLDER}: links the jars {@code initlint-*.jar} of a folder in place. */
public final class Main {
  private Main() {}

  /**
   * Libraries of others stay as they were published.
   *
   * @throws IOException if a jar cannot be read or written
   */
  public static void main(String[] folders) throws IOException {
    for (String folder : folders) {
      try (DirectoryStream<Path> jars =
          Files.newDirectoryStream(Path.of(folder), "initlint-*.jar")) {
        for (Path jar : jars) {
          LinkedJar.link(jar);
        }
      }
    }
  }
}
