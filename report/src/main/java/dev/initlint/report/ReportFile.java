package dev.initlint.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Reports in files, in UTF-8. */
public final class ReportFile {
  private ReportFile() {}

  /** Writes one report. */
  @FunctionalInterface
  public interface Report {
    /**
     * Writes all of it.
     *
     * @throws IOException if {@code to} does
     */
    void write(Appendable to) throws IOException;
  }

  /**
   * Writes a report to a file, whose folder is made if need be. A reader of the file never sees
   * half a report: what is there before stays until all of the new one is written.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, Report report) throws IOException {
    StringBuilder text = new StringBuilder();
    report.write(text);
    write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes bytes to a file in the same way.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, byte[] report) throws IOException {
    Path target = file.toAbsolutePath();
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      // A device or a pipe cannot be replaced.
      Files.write(target, report);
      return;
    }
    Files.createDirectories(target.getParent());
    // No temporary file of the library: those are readable by their owner only.
    Path written = target.resolveSibling("." + target.getFileName() + "." + System.nanoTime());
    try {
      Files.write(written, report, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
