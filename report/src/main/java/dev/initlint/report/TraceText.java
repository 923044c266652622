package dev.initlint.report;

import dev.initlint.finding.Unmodelled;
import dev.initlint.propagate.Trace;
import dev.initlint.propagate.Trace.ValueRow;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The figures of a propagation as tables, one per block; equal blocks are folded. */
public final class TraceText {
  /** Exponents below this are what numerical differentiation leaves of zero. */
  private static final double LEAST_SLOPE = 0.005;

  private final Trace trace;
  private final Style style;
  private final Appendable out;

  private TraceText(Trace trace, Style style, Appendable out) {
    this.trace = trace;
    this.style = style;
    this.out = out;
  }

  /** Writes all tables. */
  public static void write(Trace trace, Style style, Appendable to) throws IOException {
    TraceText text = new TraceText(trace, style, to);
    text.head();
    for (Section section : Section.of(trace)) {
      text.values(section);
    }
    text.attention();
    text.blocks();
    text.parameters();
    text.outputs();
    text.tail();
  }

  /** Writes the values of one block. */
  public static void write(Trace trace, String block, Style style, Appendable to)
      throws IOException {
    TraceText text = new TraceText(trace, style, to);
    text.head();
    List<ValueRow> rows = trace.values().stream().filter(v -> v.block().equals(block)).toList();
    text.values(new Section(block, rows, List.of(), List.of()));
  }

  private void head() throws IOException {
    paragraph(trace.model() + ": " + trace.verdict());
    if (!trace.dims().isEmpty()) {
      paragraph(
          trace.dims().entrySet().stream()
              .map(d -> d.getKey() + "=" + Figure.of(d.getValue()))
              .collect(Collectors.joining(" ")));
    }
  }

  private void values(Section section) throws IOException {
    boolean folded = !section.repeats().isEmpty();
    String title = section.title().isEmpty() ? "values" : section.title();
    if (folded) {
      title += ", and " + range(section.labels()) + " as it, growth per block";
    }
    title(title);
    Table table =
        new Table(style, false, false, false, true, true, true, true, true, true)
            .leavesOut(4, 5, 6, 1, 2);
    table.row(
        "value",
        "op",
        "shape",
        "E[x²]",
        "std",
        "overlap",
        "band",
        "gradient",
        folded ? "growth" : "");
    for (int i = 0; i < section.rows().size(); i++) {
      ValueRow row = section.rows().get(i);
      if (row.unknown() != null) {
        table.row(row.name(), row.op(), shape(row.shape()), "unknown: " + row.unknown());
      } else {
        table.row(
            row.name(),
            row.op(),
            shape(row.shape()),
            Figure.of(row.secondMoment()),
            std(row.mean(), row.secondMoment()),
            Figure.of(row.tokenOverlap()),
            Figure.percent(row.relativeBand()),
            Figure.of(row.gradientSecondMoment()),
            folded ? Figure.factor(section.growth(i)) : "");
      }
    }
    print(table);
  }

  private void attention() throws IOException {
    Table table = new Table(style, false, true, true, true, true, true, true);
    table.row("attention", "logit std", "scale", "d_k", "keys", "largest p", "entropy");
    for (Trace.AttentionRow row : trace.attention()) {
      table.row(
          row.node(),
          Figure.of(row.logitStd()),
          Figure.of(row.scale()),
          String.valueOf(row.headDim()),
          String.valueOf(row.keys()),
          Figure.of(row.largestProbability()),
          Figure.percent(row.entropyShare()));
    }
    if (!trace.attention().isEmpty()) {
      title("attention");
      print(table);
    }
  }

  private void blocks() throws IOException {
    if (trace.laws().blocks().isEmpty()) {
      return;
    }
    title("growth by block");
    Table table = new Table(style, false, true, true, true, true);
    table.row("block", "stream", "gradient", "branch share", "overlap");
    for (Trace.BlockRow row : trace.laws().blocks()) {
      table.row(
          row.name(),
          Figure.factor(row.streamGrowth()),
          Figure.factor(row.gradientGrowth()),
          Figure.percent(row.branchShare()),
          Figure.of(row.tokenOverlap()));
    }
    print(table);
  }

  private void parameters() throws IOException {
    if (trace.parameters().isEmpty()) {
      return;
    }
    title("parameters");
    Table table = new Table(style, false, true, false, false, true, true);
    table.row("parameter", "", "shape", "law", "std", "gradient");
    for (ParameterGroup group : ParameterGroup.of(trace.parameters())) {
      Trace.ParameterRow first = group.first();
      table.row(
          group.name(),
          group.size() == 1 ? "" : "×" + group.size(),
          shape(first.shape()),
          first.law() == null ? "-" : first.law(),
          std(first.mean(), first.secondMoment()),
          group.gradients());
    }
    print(table);
  }

  private void outputs() throws IOException {
    if (trace.outputs().isEmpty()) {
      return;
    }
    title("outputs");
    Table table = new Table(style, false, true, true, true);
    table.row("output", "E[x²]", "initial cross-entropy", "excess");
    for (Trace.OutputRow row : trace.outputs()) {
      table.row(
          row.name(),
          Figure.of(row.secondMoment()),
          Figure.of(row.initialCrossEntropy()),
          Figure.of(row.excess()));
    }
    print(table);
    String growth =
        trace.laws().slopes().entrySet().stream()
            .filter(slope -> Math.abs(slope.getValue()) >= LEAST_SLOPE)
            .map(slope -> slope.getKey() + "^" + Figure.of(slope.getValue()))
            .collect(Collectors.joining(" "));
    if (!growth.isEmpty()) {
      line(style.foreign("E[x²] of the output grows as " + growth));
    }
  }

  private void tail() throws IOException {
    String coverage = trace.coverage().sentence();
    if (!coverage.isEmpty() || !trace.remarks().isEmpty()) {
      line("");
    }
    if (!coverage.isEmpty()) {
      paragraph(coverage);
    }
    for (Unmodelled operator : trace.unknown()) {
      line(
          style.foreign(
              "not modelled: "
                  + operator.op()
                  + " ×"
                  + operator.count()
                  + ", "
                  + operator.reason()
                  + ": "
                  + operator.firstCauseOf()
                  + (operator.firstCauseOf() == 1 ? " value" : " values")));
    }
    for (String remark : trace.remarks()) {
      paragraph("remark: " + remark);
    }
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

  private static String range(List<String> labels) {
    return labels.size() == 1 ? labels.get(0) : labels.get(0) + "–" + labels.get(labels.size() - 1);
  }

  private static String shape(long[] shape) {
    return shape == null ? "?" : Arrays.toString(shape).replace(" ", "");
  }

  /** √(E[x²] − E[x]²), or a dash where either is not known. */
  private static String std(Double mean, Double secondMoment) {
    return mean == null || secondMoment == null
        ? "-"
        : Figure.of(Math.sqrt(Math.max(0, secondMoment - mean * mean)));
  }
}
