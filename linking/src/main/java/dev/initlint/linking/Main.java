package dev.initlint.linking;

import java.io.IOException;
import java.nio.file.Path;

/** {@code Main JAR...}: links jars in place. */
public final class Main {
  private Main() {}

  /**
   * Links the jars, which may be linked already.
   *
   * @throws IOException if one cannot be read or written
   */
  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      LinkedJar.link(Path.of(jar));
    }
  }
}
