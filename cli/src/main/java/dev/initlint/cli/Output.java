package dev.initlint.cli;

import dev.initlint.report.Escaped;
import dev.initlint.report.Paragraph;
import dev.initlint.report.ReportFile;
import dev.initlint.report.Style;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where commands write: the report to standard output or a file, all else to standard error. */
final class Output {
  private final Console console;
  private final Writer out;
  private final PrintWriter err;
  private boolean showsDefects;

  Output(Console console) {
    this.console = console;
    out = new BufferedWriter(new OutputStreamWriter(console.out(), StandardCharsets.UTF_8));
    err = new PrintWriter(new OutputStreamWriter(console.err(), StandardCharsets.UTF_8), true);
  }

  /**
   * Writes a report to standard output, or to {@code file} unless null.
   *
   * @return false if the reader of standard output has gone away
   * @throws UsageException if the file cannot be written
   */
  boolean write(Path file, ReportFile.Report report) {
    if (file == null) {
      try {
        report.write(out);
        out.flush();
        return true;
      } catch (IOException closed) {
        return false;
      }
    }
    requireFolder(file);
    try {
      ReportFile.write(file, report);
      return true;
    } catch (IOException e) {
      throw new UsageException("cannot write " + file + ": " + reason(e));
    }
  }

  /**
   * Writes bytes as they are to standard output, or to {@code file} unless null.
   *
   * @return false if the reader of standard output has gone away
   * @throws UsageException if the file cannot be written
   */
  boolean write(Path file, byte[] bytes) {
    if (file != null) {
      requireFolder(file);
      try {
        ReportFile.write(file, bytes);
        return true;
      } catch (IOException e) {
        throw new UsageException("cannot write " + file + ": " + reason(e));
      }
    }
    try {
      out.flush();
      console.out().write(bytes);
      console.out().flush();
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  /**
   * A mistyped folder is not made.
   *
   * @throws UsageException if the folder of a file to write does not exist
   */
  static void requireFolder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new UsageException("cannot write " + file + ": there is no folder " + folder);
    }
  }

  /** Has defects print their stack traces. */
  void showDefects() {
    showsDefects = true;
  }

  /** Tells where a defect lies, if that was asked for. */
  void defect(Throwable defect) {
    if (showsDefects) {
      defect.printStackTrace(err);
    }
  }

  /** One sentence on standard error. */
  void error(String message) {
    err.println("initlint: " + Escaped.of(message));
  }

  /** One line of progress or summary on standard error. */
  void say(String line) {
    int columns = console.errorTerminal() ? columns() : Style.ENDLESS;
    Paragraph.lines(Escaped.of(line), "  ", columns).forEach(err::println);
  }

  private int columns() {
    String told = console.environment().getOrDefault("COLUMNS", "");
    return told.matches("[1-9]\\d{1,5}") ? Integer.parseInt(told) : Style.ENDLESS;
  }

  /** Where progress is shown, or null when nobody looks. */
  PrintWriter progress() {
    return console.errorTerminal() ? err : null;
  }

  Console console() {
    return console;
  }

  boolean coloursByDefault() {
    return ColorChoice.AUTO.colours(console.terminal(), console.environment());
  }

  PrintWriter printer() {
    return new PrintWriter(out);
  }

  PrintWriter errorPrinter() {
    return err;
  }

  void flush() {
    try {
      out.flush();
    } catch (IOException closed) {
      // Nobody is left to be told.
    }
    err.flush();
  }

  /** Why an operation on a file failed, in words. */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    // Its message begins with the file, which has been named.
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e.getMessage();
  }
}
