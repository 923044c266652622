package dev.initlint.report;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Location;
import dev.initlint.graph.OpKind;
import dev.initlint.propagate.Trace;
import dev.initlint.propagate.Trace.AttentionRow;
import dev.initlint.propagate.Trace.ValueRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The figures of a trace by block, in one table: a line for each part of a block, and a line for
 * the equal blocks that follow it. Lines at which a rule fired are marked.
 */
public final class BlockText {
  /** Parts of a section beyond which parts are told by the first step of their paths. */
  private static final int MOST_PARTS = 12;

  /** What is no line of its own: the figures of what it was made from are its own. */
  private static final Set<OpKind> MOVES =
      EnumSet.of(OpKind.MOVE, OpKind.COPY, OpKind.PART, OpKind.JOIN, OpKind.CHOICE, OpKind.INDEX);

  private static final String GAP = "  ";

  /** Columns of the figures beside a name, and of one rule that fired there. */
  private static final int BESIDE = 52;

  /** The same without what attentions have, for which there is no room below that many columns. */
  private static final int BESIDE_IN_NARROW = 32;

  private static final int NARROW = 72;

  /** Columns from which on there is room for the overlap of tokens. */
  private static final int WIDE = 100;

  /** Lines of the table; what is in the middle of more is counted. */
  private static final int MOST_LINES = 30;

  private final Trace trace;
  private final Style style;
  private final Appendable out;
  private final Map<String, AttentionRow> attention = new LinkedHashMap<>();
  private final Map<String, Set<String>> fired = new LinkedHashMap<>();

  private BlockText(Trace trace, List<Finding> findings, Style style, Appendable out) {
    this.trace = trace;
    this.style = style;
    this.out = out;
    trace.attention().forEach(a -> attention.put(a.node(), a));
    for (Finding f : findings) {
      for (Location at : f.places()) {
        if (at.node() != null) {
          fired.computeIfAbsent(at.node(), n -> new TreeSet<>()).add(f.rule());
        }
      }
    }
  }

  /**
   * Writes the table.
   *
   * @param findings what rules report of the model
   */
  public static void write(Trace trace, List<Finding> findings, Style style, Appendable to)
      throws IOException {
    new BlockText(trace, findings, style, to).all();
  }

  /**
   * A line.
   *
   * @param rows the values that it stands for; the last that is known is told
   * @param inner whether it is a part of a block
   * @param all the values of all blocks that it stands for
   */
  private record Line(
      String label, List<ValueRow> rows, boolean inner, String remark, List<ValueRow> all) {
    Line(String label, List<ValueRow> rows, boolean inner) {
      this(label, rows, inner, "", rows);
    }

    ValueRow told() {
      ValueRow last = rows.get(rows.size() - 1);
      for (ValueRow row : rows) {
        boolean telling = row.secondMoment() != null && !OpKind.isOneOf(MOVES, row.op());
        last = telling || last.secondMoment() == null && row.secondMoment() != null ? row : last;
      }
      return last;
    }
  }

  private void all() throws IOException {
    for (String l :
        Paragraph.lines(
            style.foreign(trace.model() + ": " + trace.verdict()), "  ", style.width())) {
      line(l);
    }
    line("");
    List<Line> lines = new ArrayList<>();
    for (Section section : Section.of(trace)) {
      lines.addAll(lines(section));
    }
    int name = 5;
    for (Line l : lines) {
      name = Math.max(name, Paragraph.length(label(l)));
    }
    name = Math.min(name, Math.max(16, style.width() - (isNarrow() ? BESIDE_IN_NARROW : BESIDE)));
    String heads = columns("", "E[x²]", "gradient", "overlap", "logit std", "entropy", name);
    line(style.own(heads.stripTrailing()));
    int hidden = lines.size() - MOST_LINES;
    for (int i = 0; i < lines.size(); i++) {
      boolean shown = hidden <= 1 || i < MOST_LINES / 2 || i >= MOST_LINES / 2 + hidden;
      if (shown) {
        line(row(lines.get(i), name));
      } else if (i == MOST_LINES / 2) {
        line("  … " + hidden + " lines more");
      }
    }
    tail();
  }

  private List<Line> lines(Section section) {
    List<Line> lines = new ArrayList<>();
    boolean block = !section.rows().get(0).block().isEmpty();
    if (block) {
      lines.add(new Line(section.title(), section.rows(), false));
    } else if (!section.title().isEmpty()) {
      lines.add(new Line(section.title(), List.of(), false));
    }
    parts(section, block).forEach((label, rows) -> lines.add(new Line(label, rows, true)));
    if (!section.repeats().isEmpty()) {
      List<ValueRow> last = section.repeats().get(section.repeats().size() - 1);
      List<ValueRow> all = section.repeats().stream().flatMap(List::stream).toList();
      lines.add(new Line(section.others(), last, false, remark(section), all));
    }
    return lines;
  }

  /** By how much the stream grows from one block to the next, where it does. */
  private static String remark(Section section) {
    Double growth = section.growth(section.rows().size() - 1);
    return growth == null
        ? "as it"
        : Math.abs(growth - 1) < 0.01 ? "same within 1 %" : Figure.factor(growth) + " each";
  }

  /** The parts of a section in the order in which they begin: modules, else maps and norms. */
  private static Map<String, List<ValueRow>> parts(Section section, boolean block) {
    Map<String, List<ValueRow>> parts = grouped(section, block, false);
    return parts.size() > MOST_PARTS ? grouped(section, block, true) : parts;
  }

  private static Map<String, List<ValueRow>> grouped(
      Section section, boolean block, boolean coarse) {
    Map<String, List<ValueRow>> parts = new LinkedHashMap<>();
    for (ValueRow row : section.rows()) {
      String path = Modules.of(row);
      String prefix = block ? section.title() + "." : "";
      boolean below = path.startsWith(prefix) && path.length() > prefix.length();
      if (block && !below || !block && path.isEmpty() && OpKind.isOneOf(MOVES, row.op())) {
        continue;
      }
      String part = path.isEmpty() ? row.name() : path.substring(prefix.length());
      if (coarse && part.indexOf('.') > 0) {
        part = part.substring(0, part.indexOf('.'));
      }
      parts.computeIfAbsent(part, k -> new ArrayList<>()).add(row);
    }
    parts
        .values()
        .removeIf(
            rows ->
                rows.stream().allMatch(r -> Section.isConstant(r) || OpKind.isOneOf(MOVES, r.op()))
                    || rows.stream()
                        .allMatch(r -> r.secondMoment() == null && r.unknown() == null));
    return parts;
  }

  private static String label(Line l) {
    return l.inner() ? "  " + l.label() : l.label();
  }

  /** A label that fits into the column of names: a name keeps its end, a phrase its first words. */
  private String shortened(Line l, int name) {
    String label = style.foreign(l.label());
    String indent = l.inner() ? "  " : "";
    return label.indexOf(' ') > 0
        ? Paragraph.cut(indent + label, name)
        : indent + Paragraph.end(label, name - indent.length(), style.own("…"));
  }

  private String row(Line l, int name) {
    String label = shortened(l, name);
    if (l.rows().isEmpty()) {
      return label;
    }
    ValueRow told = l.told();
    AttentionRow a = null;
    Set<String> rules = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    for (ValueRow row : l.all()) {
      a = attention.containsKey(row.node()) && a == null ? attention.get(row.node()) : a;
      boolean mine = l.inner() || !l.remark().isEmpty() || isStream(row);
      if (mine && seen.add(row.node())) {
        rules.addAll(fired.getOrDefault(row.node(), Set.of()));
      }
    }
    boolean shows = l.inner() || !l.remark().isEmpty();
    String mark = rules.isEmpty() ? "" : "! " + String.join(" ", rules);
    String figures =
        columns(
            label,
            told.unknown() != null ? "unknown" : Figure.of(told.secondMoment()),
            Figure.of(told.gradientSecondMoment()),
            Figure.of(told.tokenOverlap()),
            a == null || !shows ? "" : Figure.of(a.logitStd()),
            a == null || !shows ? "" : Shares.of(a.entropyShare()),
            name);
    String both = mark + (l.remark().isEmpty() || mark.isEmpty() ? "" : "  ") + l.remark();
    // Where there is room for one of the two, it is the rule.
    boolean fits = mark.isEmpty() || Paragraph.length(figures + both) <= style.width();
    String line = (figures + (fits ? both : mark)).stripTrailing();
    return Paragraph.cut(style.own(line), style.width());
  }

  /** A value of the block itself, which is in none of its parts. */
  private static boolean isStream(ValueRow row) {
    return Modules.of(row).equals(row.block());
  }

  private String columns(
      String name,
      String moment,
      String gradient,
      String overlap,
      String logits,
      String entropy,
      int width) {
    return left(name, width)
        + GAP
        + right(moment, 8)
        + GAP
        + right(gradient, 8)
        + GAP
        + (style.width() < WIDE ? "" : right(overlap, 8) + GAP)
        + (isNarrow() ? "" : right(logits, 9) + GAP + right(entropy, 7) + GAP);
  }

  private boolean isNarrow() {
    return style.width() < NARROW;
  }

  private static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - Paragraph.length(text)));
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - Paragraph.length(text))) + text;
  }

  private void tail() throws IOException {
    for (Trace.OutputRow o : trace.outputs()) {
      if (o.initialCrossEntropy() != null) {
        double even = o.initialCrossEntropy() - (o.excess() == null ? 0 : o.excess());
        String loss = Figure.of(o.initialCrossEntropy());
        line(style.foreign("loss of " + o.name() + " " + loss + " nats, ln V " + Figure.of(even)));
      }
    }
    String coverage = trace.coverage().sentence();
    if (!coverage.isEmpty()) {
      paragraph(coverage);
    }
    for (String remark : trace.remarks()) {
      paragraph("remark: " + remark);
    }
    line("");
    paragraph("--block NAME and --all show every value, --explain VALUE how one follows");
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
