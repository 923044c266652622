package dev.initlint.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of text, aligned in columns as they are shown. A row may have fewer cells than there are
 * columns.
 */
final class Table {
  static final boolean LEFT = false;
  static final boolean RIGHT = true;
  private static final String GAP = "  ";

  private final Style style;
  private final boolean[] right;
  private final List<String[]> rows = new ArrayList<>();

  /**
   * @param right by column, whether it is aligned to the right
   */
  Table(Style style, boolean... right) {
    this.style = style;
    this.right = right;
  }

  Table row(String... cells) {
    rows.add(Arrays.stream(cells).map(style::foreign).toArray(String[]::new));
    return this;
  }

  /** The lines, without trailing blanks. */
  List<String> lines() {
    int[] widths = new int[right.length];
    for (String[] row : rows) {
      // The last cell of a short row may run over the columns that it does not have.
      int aligned = row.length < right.length ? row.length - 1 : row.length;
      for (int i = 0; i < aligned; i++) {
        widths[i] = Math.max(widths[i], width(row[i]));
      }
    }
    List<String> lines = new ArrayList<>(rows.size());
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String blanks = " ".repeat(Math.max(0, widths[i] - width(row[i])));
        line.append(i == 0 ? "" : GAP);
        line.append(right[i] ? blanks + row[i] : row[i] + blanks);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
