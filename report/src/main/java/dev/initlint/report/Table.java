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

  /** Columns that names are left. */
  private static final int NARROWEST = 14;

  private final Style style;
  private final boolean[] right;
  private final List<String[]> rows = new ArrayList<>();
  private int[] order = new int[0];

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

  /** Says which columns are left out first where not all have room. */
  Table leavesOut(int... columns) {
    order = columns;
    return this;
  }

  /** The lines, without trailing blanks. */
  List<String> lines() {
    Table narrow = this;
    for (int i = 0; i < order.length && narrow.least() > room(); i++) {
      narrow = without(Arrays.copyOf(order, i + 1));
    }
    return narrow.aligned();
  }

  /** Columns that are taken when names have as few as they may. */
  private int least() {
    int[] widths = widths();
    widths[0] = Math.min(widths[0], NARROWEST);
    return Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1);
  }

  /** The same without some columns; the last cell of a short row stays. */
  private Table without(int[] columns) {
    List<Integer> gone = Arrays.stream(columns).boxed().toList();
    boolean[] left = new boolean[right.length - columns.length];
    for (int i = 0, to = 0; i < right.length; i++) {
      if (!gone.contains(i)) {
        left[to++] = right[i];
      }
    }
    Table narrow = new Table(style, left);
    for (String[] row : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.length; i++) {
        boolean runsOver = row.length < right.length && i == row.length - 1;
        if (!gone.contains(i) || runsOver) {
          cells.add(row[i]);
        }
      }
      narrow.rows.add(cells.toArray(String[]::new));
    }
    return narrow;
  }

  private int[] widths() {
    int[] widths = new int[right.length];
    for (String[] row : rows) {
      // The last cell of a short row may run over the columns that it does not have.
      int aligned = row.length < right.length ? row.length - 1 : row.length;
      for (int i = 0; i < aligned; i++) {
        widths[i] = Math.max(widths[i], width(row[i]));
      }
    }
    return widths;
  }

  private List<String> aligned() {
    int[] widths = widths();
    fit(widths);
    List<String> lines = new ArrayList<>(rows.size());
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String cell =
            i == 0 && row.length > 1 ? Paragraph.end(row[i], widths[i], style.own("…")) : row[i];
        String blanks = " ".repeat(Math.max(0, widths[i] - width(cell)));
        line.append(i == 0 ? "" : GAP);
        line.append(right[i] ? blanks + cell : cell + blanks);
      }
      lines.add(Paragraph.cut(line.toString().stripTrailing(), room()));
    }
    return lines;
  }

  /** Tables stand two columns in. */
  private int room() {
    return style.width() == Style.ENDLESS ? Style.ENDLESS : style.width() - 2;
  }

  /** Narrows the first column, of names, until the rest fits. */
  private void fit(int[] widths) {
    int all = GAP.length() * (widths.length - 1);
    for (int w : widths) {
      all += w;
    }
    int over = all - room();
    if (over > 0) {
      widths[0] = Math.min(widths[0], Math.max(NARROWEST, widths[0] - over));
    }
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
