package dev.initlint.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What the process is connected to.
 *
 * @param out receives the report and nothing else
 * @param err receives progress, summary and errors
 * @param terminal whether a person is looking at {@code out}
 * @param errorTerminal whether a person is looking at {@code err}
 * @param unicode whether {@code out} can show more than ASCII
 * @param environment environment variables
 */
record Console(
    InputStream in,
    OutputStream out,
    OutputStream err,
    boolean terminal,
    boolean errorTerminal,
    boolean unicode,
    Map<String, String> environment) {

  /** The streams of this process; the launcher says what the JVM cannot know. */
  static Console ofProcess() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        isTerminal(),
        Boolean.getBoolean("initlint.errorTerminal"),
        !Boolean.getBoolean("initlint.ascii") && StandardCharsets.UTF_8.equals(outputCharset()),
        System.getenv());
  }

  private static boolean isTerminal() {
    String told = System.getProperty("initlint.terminal");
    return told == null ? System.console() != null : Boolean.parseBoolean(told);
  }

  private static Charset outputCharset() {
    for (String property : new String[] {"stdout.encoding", "native.encoding"}) {
      String name = System.getProperty(property);
      if (name != null && Charset.isSupported(name)) {
        return Charset.forName(name);
      }
    }
    return Charset.defaultCharset();
  }
}
