package dev.initlint.cli;

import dev.initlint.engine.ScaleRequest;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of a size as they are written: {@code 256..4096}, {@code 1..96/8}, {@code 8:12}. */
final class SizeRange {
  private static final Pattern RANGE = Pattern.compile("(\\d+)\\.\\.(\\d+)(?:/(\\d+))?");
  private static final int MOST = 64;

  private SizeRange() {}

  /**
   * @throws UsageException if the text is none
   */
  static ScaleRequest.Axis parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw wrong(text, "give a size and its values, as d_model=256..4096 or d_model=256:512");
    }
    String name = text.substring(0, equals);
    String values = text.substring(equals + 1);
    Matcher range = RANGE.matcher(values);
    try {
      double[] points = range.matches() ? range(range, text) : list(values);
      for (int i = 0; i < points.length; i++) {
        if (points[i] < 1 || i > 0 && points[i] <= points[i - 1]) {
          throw wrong(text, "sizes are at least 1 and ascend");
        }
      }
      if (points.length > MOST) {
        throw wrong(text, "that is more than " + MOST + " sizes");
      }
      return new ScaleRequest.Axis(name, points);
    } catch (NumberFormatException e) {
      throw wrong(text, "\"" + values + "\" is neither FROM..TO, FROM..TO/N nor A:B:C");
    }
  }

  private static double[] list(String values) {
    return Arrays.stream(values.split(":", -1)).mapToDouble(Long::parseLong).toArray();
  }

  private static double[] range(Matcher m, String text) {
    double from = Long.parseLong(m.group(1));
    double to = Long.parseLong(m.group(2));
    if (from < 1 || to <= from) {
      throw wrong(text, "the range goes from a size of at least 1 to a larger one");
    }
    if (m.group(3) == null) {
      int n = (int) Math.floor(Math.log(to / from) / Math.log(2) + 1e-9) + 1;
      double[] points = new double[n];
      Arrays.setAll(points, i -> from * Math.pow(2, i));
      return points[n - 1] == to ? points : appended(points, to);
    }
    int n = Integer.parseInt(m.group(3));
    if (n < 2 || n > MOST) {
      throw wrong(text, "a range has 2 sizes or more, and not more than " + MOST + " sizes");
    }
    return java.util.stream.IntStream.range(0, n)
        .mapToDouble(i -> Math.rint(from * Math.pow(to / from, i / (n - 1.0))))
        .distinct()
        .toArray();
  }

  private static double[] appended(double[] points, double last) {
    double[] more = Arrays.copyOf(points, points.length + 1);
    more[points.length] = last;
    return more;
  }

  private static UsageException wrong(String text, String what) {
    return new UsageException("--vary " + text + ": " + what);
  }
}
