package dev.initlint.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The difference of two versions of a file as {@code patch -p0} and {@code git apply} read it.
 * Lines are bytes up to and with a line feed, so that line ends and encodings pass unchanged.
 */
public final class UnifiedDiff {
  private static final int CONTEXT = 3;

  private final List<String> before;
  private final List<String> after;
  private final StringBuilder out = new StringBuilder();

  private UnifiedDiff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
  }

  /**
   * The difference; empty when there is none.
   *
   * @param name of the file, relative to where the patch is applied, with slashes
   */
  public static byte[] of(String name, byte[] before, byte[] after) {
    UnifiedDiff diff = new UnifiedDiff(lines(before), lines(after));
    diff.write();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (diff.out.length() > 0) {
      // The dot is what git strips from the front, and patch takes with or without it.
      String head = "--- ./" + name + "\n+++ ./" + name + "\n";
      bytes.writeBytes(head.getBytes(StandardCharsets.UTF_8));
      bytes.writeBytes(diff.out.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
    return bytes.toByteArray();
  }

  private static List<String> lines(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at) + 1;
      end = end == 0 ? text.length() : end;
      lines.add(text.substring(at, end));
      at = end;
    }
    return lines;
  }

  /** Lines {@code [from, to)} of one side that stand against {@code [otherFrom, otherTo)}. */
  private record Change(int from, int to, int otherFrom, int otherTo) {}

  private void write() {
    List<Change> changes = changes();
    int i = 0;
    while (i < changes.size()) {
      int last = i;
      while (last + 1 < changes.size()
          && changes.get(last + 1).from() - changes.get(last).to() <= 2 * CONTEXT) {
        last++;
      }
      hunk(changes.subList(i, last + 1));
      i = last + 1;
    }
  }

  private void hunk(List<Change> changes) {
    Change first = changes.get(0);
    Change last = changes.get(changes.size() - 1);
    int above = Math.min(CONTEXT, first.from());
    int below = Math.min(CONTEXT, before.size() - last.to());
    int start = first.from() - above;
    int otherStart = first.otherFrom() - above;
    out.append("@@ -").append(range(start, last.to() + below));
    out.append(" +").append(range(otherStart, last.otherTo() + below)).append(" @@\n");
    int at = start;
    for (Change c : changes) {
      lines(' ', before, at, c.from());
      lines('-', before, c.from(), c.to());
      lines('+', after, c.otherFrom(), c.otherTo());
      at = c.to();
    }
    lines(' ', before, at, last.to() + below);
  }

  private static String range(int from, int to) {
    int count = to - from;
    return (count == 0 ? from : from + 1) + (count == 1 ? "" : "," + count);
  }

  private void lines(char mark, List<String> side, int from, int to) {
    for (String line : side.subList(from, to)) {
      out.append(mark).append(line);
      if (!line.endsWith("\n")) {
        out.append("\n\\ No newline at end of file\n");
      }
    }
  }

  /** Runs of lines that differ, by the longest common subsequence of what differs at all. */
  private List<Change> changes() {
    int head = 0;
    int shorter = Math.min(before.size(), after.size());
    while (head < shorter && before.get(head).equals(after.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    List<String> a = before.subList(head, before.size() - tail);
    List<String> b = after.subList(head, after.size() - tail);
    // Beyond this the table would be large; one long run is as valid a difference.
    if ((long) a.size() * b.size() > 25_000_000) {
      return List.of(new Change(head, head + a.size(), head, head + b.size()));
    }
    return runs(a, b, head);
  }

  private static List<Change> runs(List<String> a, List<String> b, int offset) {
    int[][] common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        common[i][j] =
            a.get(i).equals(b.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<Change> changes = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      int from = i;
      int otherFrom = j;
      while (i < a.size() || j < b.size()) {
        if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
          break;
        }
        boolean removed = j == b.size() || i < a.size() && common[i + 1][j] >= common[i][j + 1];
        i += removed ? 1 : 0;
        j += removed ? 0 : 1;
      }
      if (i > from || j > otherFrom) {
        changes.add(new Change(offset + from, offset + i, offset + otherFrom, offset + j));
      }
      while (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
        i++;
        j++;
      }
    }
    return changes;
  }
}
