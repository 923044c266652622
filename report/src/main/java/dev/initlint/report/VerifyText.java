package dev.initlint.report;

import dev.initlint.propagate.MeasuredTrace;
import dev.initlint.propagate.MeasuredTrace.Measure;
import dev.initlint.propagate.Trace;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Predicted against measured figures: the verdict, then a table, worst disagreement first. */
public final class VerifyText {
  /** Rows of the table unless all are wanted. */
  public static final int WORST = 20;

  /** A band as wide as this says only that draws are too far apart to test anything. */
  private static final double WIDEST = 10;

  /** Columns from which on quantities are told by their full names. */
  private static final int WIDE = 100;

  /** Columns below which a row's name alone says whether a gradient is that of a weight. */
  private static final int NARROW = 70;

  private final MeasuredTrace figures;
  private final Style style;
  private final Appendable out;

  private VerifyText(MeasuredTrace figures, Style style, Appendable out) {
    this.figures = figures;
    this.style = style;
    this.out = out;
  }

  /**
   * Writes the report.
   *
   * @param all whether to print every row instead of the worst {@value #WORST}
   */
  public static void write(MeasuredTrace figures, boolean all, Style style, Appendable to)
      throws IOException {
    VerifyText text = new VerifyText(figures, style, to);
    text.head();
    text.rows(all ? figures.rows() : worst(figures.rows()));
    text.attention();
    text.outputs();
    text.tail();
  }

  /** How it was measured, on one line. */
  public static String conditions(MeasuredTrace.Conditions c) {
    return (c.complete() ? "measured over " : "interrupted while measuring over ")
        + count(c.draws(), "input draw")
        + " of "
        + count(c.seeds(), "weight draw")
        + " in "
        + Figure.of(c.seconds())
        + " s on "
        + count(c.threads(), "thread")
        + ", matrix products by "
        + c.kernels();
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /**
   * Without figures that only moved on, as those of a value do that is reshaped or transposed; what
   * is measured there differs in the last digits, as its elements are added up in another order.
   */
  private static List<MeasuredTrace.Row> worst(List<MeasuredTrace.Row> rows) {
    Set<List<Object>> told = new HashSet<>();
    return rows.stream()
        .filter(
            r ->
                told.add(
                    List.of(r.quantity(), r.predicted(), "%.5e".formatted(r.measured().mean()))))
        .limit(WORST)
        .toList();
  }

  private void head() throws IOException {
    paragraph(figures.trace().model() + ": " + figures.sentence());
    if (!figures.conditions().complete()) {
      line("interrupted; the figures are of the draws that were done");
    }
    for (MeasuredTrace.NotRun n : figures.notRun()) {
      String below =
          n.downstream() == 0
              ? ""
              : ", nor " + count(n.downstream(), "node") + " that follow from it";
      String node = n.node().isEmpty() ? "" : " (" + n.node() + ")";
      paragraph("not run: " + n.op() + node + ": " + n.reason() + below);
    }
  }

  private void rows(List<MeasuredTrace.Row> rows) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    int hidden = figures.rows().size() - rows.size();
    title(
        hidden == 0
            ? "figures, worst first"
            : "the "
                + rows.size()
                + " worst of "
                + figures.rows().size()
                + ", each figure once (--all shows all)");
    Table table =
        new Table(style, false, false, false, true, true, true, true, true, false)
            .leavesOut(1, 5, 7);
    table.row("value", "op", "quantity", "predicted", "measured", "± error", "ratio", "band", "");
    for (MeasuredTrace.Row r : rows) {
      table.row(
          r.name(),
          r.op(),
          quantity(r.quantity()),
          Figure.of(r.predicted()),
          Figure.of(r.measured().mean()),
          Figure.of(r.measured().standardError()),
          Figure.of(r.ratio()),
          r.band() > WIDEST ? "> " + Figure.percent(WIDEST) : Figure.percent(r.band()),
          r.contradicts() ? "beyond" : "");
    }
    print(table);
  }

  /** A quantity in as many words as there is room for. */
  private String quantity(String name) {
    if (style.width() >= WIDE) {
      return name;
    }
    String brief = name.replace(" second moment", "").replace("second moment", "E[x²]");
    return style.width() < NARROW ? brief.replace("weight gradient", "gradient") : brief;
  }

  private void attention() throws IOException {
    if (figures.attention().isEmpty()) {
      return;
    }
    Table table = new Table(style, false, true, true, true, true, true, true).leavesOut(3, 4);
    table.row("softmax", "logit std", "measured", "largest p", "measured", "entropy", "measured");
    Set<String> told = new LinkedHashSet<>();
    for (Trace.AttentionRow p : figures.trace().attention()) {
      figures.attention().values().stream()
          .filter(a -> a.node().equals(p.node()) && told.add(a.node()))
          .findFirst()
          .ifPresent(a -> attention(table, p, a));
    }
    figures.attention().values().stream()
        .filter(a -> !told.contains(a.node()))
        .sorted(java.util.Comparator.comparing(MeasuredTrace.AttentionMeasure::node))
        .forEach(a -> attention(table, null, a));
    title("attention");
    print(table);
  }

  private static void attention(
      Table table, Trace.AttentionRow p, MeasuredTrace.AttentionMeasure a) {
    table.row(
        a.node(),
        Figure.of(p == null ? null : p.logitStd()),
        figure(a.logitStd()),
        Figure.of(p == null ? null : p.largestProbability()),
        figure(a.largestProbability()),
        Figure.percent(p == null ? null : p.entropyShare()),
        Figure.percent(a.entropyShare() == null ? null : (Double) a.entropyShare().mean()));
  }

  private void outputs() throws IOException {
    Table table = new Table(style, false, true, true, true, true);
    String loss = style.width() < NARROW ? "initial loss" : "initial cross-entropy";
    table.row("output", "E[x²]", "measured", loss, "measured");
    boolean any = false;
    for (Trace.OutputRow p : figures.trace().outputs()) {
      MeasuredTrace.OutputMeasure o = figures.outputs().get(p.name());
      if (o != null) {
        any = true;
        // Only a head that is one has a loss worth comparing.
        boolean head = p.initialCrossEntropy() != null;
        table.row(
            p.name(),
            Figure.of(p.secondMoment()),
            figure(o.secondMoment()),
            Figure.of(p.initialCrossEntropy()),
            head ? figure(o.initialCrossEntropy()) : "-");
      }
    }
    if (any) {
      title("outputs");
      print(table);
    }
  }

  private void tail() throws IOException {
    Set<String> remarks = new LinkedHashSet<>(figures.trace().remarks());
    remarks.addAll(figures.remarks());
    if (!remarks.isEmpty()) {
      line("");
    }
    for (String remark : remarks) {
      paragraph("remark: " + remark);
    }
  }

  private static String figure(Measure m) {
    return m == null ? "-" : Figure.of(m.mean());
  }

  private void title(String title) throws IOException {
    line("");
    line(style.strong(style.foreign(title)));
  }

  private void print(Table table) throws IOException {
    for (String row : table.lines()) {
      line("  " + row);
    }
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
