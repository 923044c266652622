package dev.initlint.verify;

import dev.initlint.verify.Comparison.Row;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a disagreement begins: back along what a figure follows from, as long as a source is off
 * the same way by more than half as much and beyond its tolerance.
 */
final class Origin {
  private final Measured measured;
  private final Flow flow;
  private final Map<Figure, Row> rows;

  /**
   * The place.
   *
   * @param reason what is known of its sources, and what the prediction rests on
   */
  record Found(Row row, String reason) {}

  Origin(Measured measured, Flow flow, Map<Figure, Row> rows) {
    this.measured = measured;
    this.flow = flow;
    this.rows = rows;
  }

  /** The beginning of what shows at {@code row}. */
  Found of(Row row) {
    Row at = row;
    Set<Row> seen = new HashSet<>();
    while (at != null && seen.add(at)) {
      Row here = at;
      at =
          sources(here).stream()
              .filter(s -> explains(s, here))
              .max(Comparator.comparingDouble(s -> Math.abs(error(s))))
              .orElse(null);
      row = here;
    }
    return new Found(row, before(row) + "; " + premise(row));
  }

  private List<Row> sources(Row row) {
    return flow.sources(new Figure(row.quantity(), row.name())).stream()
        .filter(rows::containsKey)
        .map(rows::get)
        .toList();
  }

  private static boolean explains(Row source, Row row) {
    double s = error(source);
    double e = error(row);
    return s * e > 0
        && Math.abs(s) > Math.abs(e) / 2
        && Math.abs(s) > Math.log1p(source.quantity().tolerance());
  }

  private static double error(Row row) {
    return Math.log(row.ratio());
  }

  private String before(Row row) {
    List<Row> sources = sources(row);
    if (sources.isEmpty()) {
      return "nothing that it follows from is predicted";
    }
    double worst = sources.stream().mapToDouble(s -> Math.abs(s.ratio() - 1)).max().orElse(0);
    return Double.isFinite(worst)
        ? String.format(
            Locale.ROOT, "what it follows from agrees to %.0f %%", Math.ceil(100 * worst))
        : "what it follows from is predicted or measured as zero and not both";
  }

  private String premise(Row row) {
    List<Measured.ValueFigures> operators =
        row.quantity() == Comparison.Quantity.SECOND_MOMENT
            ? List.of(flow.value(row.name()))
            : flow.readers(row.name());
    String text =
        operators.stream()
            .map(v -> Premise.of(row.quantity(), v.op(), hasWeight(v)))
            .distinct()
            .collect(Collectors.joining(", and that "));
    return "the prediction takes it that "
        + (text.isEmpty() ? "the gradient enters there" : text)
        + correlation(row)
        + shared();
  }

  private boolean hasWeight(Measured.ValueFigures v) {
    return v.inputs().stream()
        .anyMatch(i -> measured.parameters().stream().anyMatch(p -> p.name().equals(i)));
  }

  /** What a sum of two terms says of them: q = q₁ + q₂ + 2ρ√(q₁q₂). */
  private String correlation(Row row) {
    Measured.ValueFigures v = flow.value(row.name());
    if (row.quantity() != Comparison.Quantity.SECOND_MOMENT
        || !v.op().equals("Add")
        || v.inputs().size() != 2) {
      return "";
    }
    Measured.ValueFigures a = flow.value(v.inputs().get(0));
    Measured.ValueFigures b = flow.value(v.inputs().get(1));
    if (a == null || b == null || !Arrays.equals(a.shape(), b.shape())) {
      return "";
    }
    double qa = a.secondMoment().mean();
    double qb = b.secondMoment().mean();
    double rho = (v.secondMoment().mean() - qa - qb) / (2 * Math.sqrt(qa * qb));
    return Double.isFinite(rho)
        ? String.format(Locale.ROOT, " (measured: a correlation of %.2f)", rho)
        : "";
  }

  private String shared() {
    long more =
        measured.parameters().stream()
            .filter(p -> p.shape().length > 1 && flow.readers(p.name()).size() > 1)
            .count();
    long again = measured.copies().size() + more;
    return again == 0
        ? ""
        : "; draws are taken as independent, yet "
            + again
            + (again == 1 ? " matrix is" : " matrices are")
            + " read or written more than once";
  }
}
