package dev.initlint.report;

import dev.initlint.propagate.Trace.ParameterRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Parameters whose names differ in numbers only and whose shapes and laws are equal. */
record ParameterGroup(String name, List<ParameterRow> rows) {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  static List<ParameterGroup> of(List<ParameterRow> parameters) {
    Map<List<String>, List<ParameterRow>> groups = new LinkedHashMap<>();
    for (ParameterRow row : parameters) {
      List<String> alike =
          List.of(
              NUMBER.matcher(row.name()).replaceAll("*"),
              Arrays.toString(row.shape()),
              String.valueOf(row.law()));
      groups.computeIfAbsent(alike, k -> new ArrayList<>()).add(row);
    }
    List<ParameterGroup> result = new ArrayList<>();
    groups.forEach(
        (alike, rows) ->
            result.add(
                new ParameterGroup(rows.size() == 1 ? rows.get(0).name() : alike.get(0), rows)));
    return result;
  }

  ParameterRow first() {
    return rows.get(0);
  }

  int size() {
    return rows.size();
  }

  /** The gradient's second moment, or its range over the group. */
  String gradients() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (ParameterRow row : rows) {
      if (row.gradientSecondMoment() == null) {
        return "-";
      }
      low = Math.min(low, row.gradientSecondMoment());
      high = Math.max(high, row.gradientSecondMoment());
    }
    String from = Figure.of(low);
    String to = Figure.of(high);
    return from.equals(to) ? from : from + "–" + to;
  }
}
