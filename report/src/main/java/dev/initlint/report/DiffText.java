package dev.initlint.report;

import dev.initlint.graph.OpKind;
import dev.initlint.propagate.Difference;
import dev.initlint.propagate.Difference.Kind;
import dev.initlint.propagate.Difference.TensorRow;
import dev.initlint.propagate.Difference.ValueRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The difference of two models as text: tensors first, then what that does to the signal. */
public final class DiffText {
  /** Columns below which a law is told without the deviation that it has. */
  private static final int NARROW = 70;

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** Rows of signals that are shown; the first ones tell where it starts. */
  private static final int SIGNALS = 12;

  /** Operations that move elements and change none. */
  private static final Set<OpKind> REARRANGING =
      EnumSet.of(OpKind.MOVE, OpKind.COPY, OpKind.PART, OpKind.JOIN, OpKind.SOURCE, OpKind.INDEX);

  private final Difference d;
  private final Style style;
  private final Appendable out;

  private DiffText(Difference d, Style style, Appendable out) {
    this.d = d;
    this.style = style;
    this.out = out;
  }

  /** Writes one report. */
  public static void write(Difference d, Style style, Appendable to) throws IOException {
    DiffText text = new DiffText(d, style, to);
    text.summary();
    text.tensors();
    text.signals();
    text.consequences();
  }

  private void summary() throws IOException {
    Map<Kind, Integer> counts = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      int n = (int) d.tensors().stream().filter(t -> t.kind() == kind).count();
      if (n > 0) {
        counts.put(kind, n);
      }
    }
    List<String> parts = new ArrayList<>();
    counts.forEach((kind, n) -> parts.add(n + " " + kind.words()));
    paragraph(
        d.left()
            + " → "
            + d.right()
            + ": "
            + (parts.isEmpty() ? "no tensor in either" : "tensors " + String.join(", ", parts)));
  }

  /** Names that differ in numbers only, and differ alike, are one row. */
  private void tensors() throws IOException {
    Map<List<String>, List<TensorRow>> groups = new LinkedHashMap<>();
    for (TensorRow row : d.tensors()) {
      if (!row.kind().isHarmless()) {
        String name = NUMBER.matcher(row.name()).replaceAll("*");
        groups
            .computeIfAbsent(
                List.of(name, row.kind().words(), law(row.left()), law(row.right())),
                k -> new ArrayList<>())
            .add(row);
      }
    }
    if (groups.isEmpty()) {
      return;
    }
    line("");
    Table table =
        new Table(style, Table.LEFT, Table.LEFT, Table.LEFT, Table.LEFT, Table.LEFT)
            .leavesOut(2, 1);
    table.row("tensor", "", "", "first", "second");
    groups.forEach(
        (alike, rows) -> {
          TensorRow first = rows.get(0);
          table.row(
              rows.size() == 1 ? first.name() : alike.get(0),
              rows.size() == 1 ? "" : "×" + rows.size(),
              first.kind().words(),
              told(first.left(), first.kind()),
              told(first.right(), first.kind()));
        });
    for (String row : table.lines()) {
      line("  " + row);
    }
  }

  private static String law(Difference.Side side) {
    return side == null ? "" : String.valueOf(side.law());
  }

  private String told(Difference.Side side, Kind kind) {
    if (side == null) {
      return "-";
    }
    String shape = kind == Kind.OTHER_SHAPE ? side.shape() + " " : "";
    boolean brief = side.std() == null || style.width() < NARROW && side.law() != null;
    String std = brief ? "" : " (std " + Figure.of(side.std()) + ")";
    return shape + (side.law() == null ? "unrecognised" : side.law()) + std;
  }

  private void signals() throws IOException {
    if (d.values().isEmpty()) {
      return;
    }
    line("");
    Table table =
        new Table(
                style,
                Table.LEFT,
                Table.RIGHT,
                Table.RIGHT,
                Table.RIGHT,
                Table.RIGHT,
                Table.RIGHT,
                Table.RIGHT)
            .leavesOut(5, 4);
    table.row("signal", "E[x²] first", "second", "×", "gradient first", "second", "gradient ×");
    List<ValueRow> shown =
        d.values().stream()
            .filter(v -> !OpKind.isOneOf(REARRANGING, v.op()))
            .limit(SIGNALS)
            .toList();
    for (ValueRow v : shown) {
      table.row(
          v.name(),
          Figure.of(v.left()),
          Figure.of(v.right()),
          Figure.factor(v.factor()),
          Figure.of(v.leftGradient()),
          Figure.of(v.rightGradient()),
          Figure.factor(v.gradientFactor()));
    }
    for (String row : table.lines()) {
      line("  " + row);
    }
    if (d.values().size() > shown.size()) {
      line("  and " + (d.values().size() - shown.size()) + " more; --format json has them all");
    }
  }

  private void consequences() throws IOException {
    line("");
    if (d.values().isEmpty()) {
      paragraph(
          d.compared() == 0
              ? "no signal of the one is in the other"
              : "none of " + d.compared() + " signals moves by more than its band");
    } else {
      paragraph(
          d.values().size()
              + " of "
              + d.compared()
              + " signals move, first "
              + d.values().get(0).name()
              + most("the stream or a branch", d.values(), ValueRow::factor)
              + most("a gradient", d.values(), ValueRow::gradientFactor));
    }
    for (Difference.OutputRow o : d.outputs()) {
      if (o.leftLoss() != null && o.rightLoss() != null) {
        paragraph(
            "loss at "
                + o.name()
                + ": "
                + Figure.of(o.leftLoss())
                + " → "
                + Figure.of(o.rightLoss())
                + " nats");
      }
    }
  }

  private static String most(
      String what, List<ValueRow> rows, java.util.function.Function<ValueRow, Double> factor) {
    return rows.stream()
        .filter(r -> factor.apply(r) != null && factor.apply(r) > 0)
        .max(Comparator.comparingDouble(r -> Math.abs(Math.log(factor.apply(r)))))
        .map(r -> "; " + what + " most at " + r.name() + ", " + Figure.factor(factor.apply(r)))
        .orElse("");
  }

  private void paragraph(String text) throws IOException {
    for (String l : Paragraph.lines(style.foreign(text), "  ", style.width())) {
      line(l);
    }
  }

  private void line(String text) throws IOException {
    out.append(text).append('\n');
  }
}
