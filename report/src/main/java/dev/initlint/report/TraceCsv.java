package dev.initlint.report;

import dev.initlint.propagate.Trace;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The values of a trace as comma-separated values (RFC 4180), numbers in full; what is not known is
 * empty.
 */
public final class TraceCsv {
  private static final List<String> HEAD =
      List.of(
          "name",
          "op",
          "node",
          "module",
          "block",
          "shape",
          "mean",
          "secondMoment",
          "tokenOverlap",
          "relativeBand",
          "gradientSecondMoment",
          "unknown");

  private TraceCsv() {}

  /** Writes a line of names and one for each value. */
  public static void write(Trace trace, Appendable to) throws IOException {
    line(HEAD, to);
    for (Trace.ValueRow v : trace.values()) {
      String shape =
          v.shape() == null ? "" : Arrays.toString(v.shape()).replaceAll("[\\[\\],]", "");
      line(
          Arrays.asList(
              v.name(),
              v.op(),
              v.node(),
              v.module(),
              v.block(),
              shape,
              number(v.mean()),
              number(v.secondMoment()),
              number(v.tokenOverlap()),
              number(v.relativeBand()),
              number(v.gradientSecondMoment()),
              v.unknown()),
          to);
    }
  }

  private static String number(Double n) {
    return n == null ? "" : n.toString();
  }

  private static void line(List<String> cells, Appendable to) throws IOException {
    to.append(cells.stream().map(TraceCsv::cell).collect(Collectors.joining(","))).append("\r\n");
  }

  private static String cell(String text) {
    if (text == null) {
      return "";
    }
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
