package dev.initlint.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One run of the command line inside this JVM.
 *
 * @param code exit code
 */
record Run(int code, String out, String err, FakeEngine engine) {

  static Run of(String... args) {
    return with("", false, Map.of(), args);
  }

  static Run with(String in, boolean terminal, Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    FakeEngine engine = new FakeEngine();
    Console console =
        new Console(
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            out,
            err,
            terminal,
            false,
            true,
            environment);
    int code = new Cli(() -> engine, console).run(args);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), engine);
  }
}
