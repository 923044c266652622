package dev.initlint.report;

import dev.initlint.propagate.Trace;
import dev.initlint.propagate.Trace.ValueRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Values that are shown in one table: a block, or what lies before, between or after blocks.
 *
 * @param title label of the block, or where the values lie
 * @param rows the values of the first block
 * @param repeats the rows of each further block that has the same operators and shapes, in order
 * @param labels labels of those blocks
 */
record Section(
    String title, List<ValueRow> rows, List<List<ValueRow>> repeats, List<String> labels) {

  private static final String WEIGHT = "Weight";

  /** All values of a trace, in the order of the network; equal consecutive blocks folded. */
  static List<Section> of(Trace trace) {
    List<Section> sections = new ArrayList<>();
    for (Map.Entry<String, List<ValueRow>> group : groups(trace.values()).entrySet()) {
      Section last = sections.isEmpty() ? null : sections.get(sections.size() - 1);
      if (last != null && last.isRepeatedBy(group.getValue())) {
        last.repeats.add(group.getValue());
        last.labels.add(group.getKey());
      } else {
        sections.add(
            new Section(group.getKey(), group.getValue(), new ArrayList<>(), new ArrayList<>()));
      }
    }
    return sections;
  }

  private static Map<String, List<ValueRow>> groups(List<ValueRow> all) {
    // Weights have a table of their own.
    List<ValueRow> values = all.stream().filter(v -> !v.op().equals(WEIGHT)).toList();
    int first = values.size();
    int last = -1;
    for (int i = 0; i < values.size(); i++) {
      if (isInBlock(values.get(i))) {
        first = Math.min(first, i);
        last = i;
      }
    }
    boolean blocks = last >= 0;
    Map<String, List<ValueRow>> groups = new LinkedHashMap<>();
    List<ValueRow> before = new ArrayList<>();
    groups.put(blocks ? "before the blocks" : "", before);
    List<ValueRow> after = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      ValueRow value = values.get(i);
      if (isInBlock(value)) {
        groups.computeIfAbsent(value.block(), b -> new ArrayList<>()).add(value);
      } else if (!blocks || i < first || isConstant(value)) {
        before.add(value);
      } else if (i > last) {
        after.add(value);
      } else {
        groups.computeIfAbsent("beside the blocks", b -> new ArrayList<>()).add(value);
      }
    }
    groups.values().removeIf(List::isEmpty);
    if (!after.isEmpty()) {
      groups.put("after the blocks", after);
    }
    return groups;
  }

  /**
   * A constant that blocks share stands in none of them: in a file it is the first that reads it.
   */
  private static boolean isInBlock(ValueRow value) {
    return !value.block().isEmpty() && !isConstant(value);
  }

  /** Whether a value is one that the file states, as a size or a mask. */
  static boolean isConstant(ValueRow value) {
    return value.op().equals("Constant");
  }

  private boolean isRepeatedBy(List<ValueRow> other) {
    return !rows.get(0).block().isEmpty()
        && !other.get(0).block().isEmpty()
        && signature(rows).equals(signature(other));
  }

  private static String signature(List<ValueRow> rows) {
    return rows.stream()
        .map(r -> r.op() + Arrays.toString(r.shape()) + (r.unknown() != null))
        .collect(Collectors.joining(";"));
  }

  /** What the repeats are called together, as {@code blocks.1 … 11}. */
  String others() {
    String first = labels.get(0);
    String last = labels.get(labels.size() - 1);
    int stem = last.lastIndexOf('.') + 1;
    boolean same = first.length() > stem && first.startsWith(last.substring(0, stem));
    return labels.size() == 1 ? first : first + " … " + (same ? last.substring(stem) : last);
  }

  /**
   * By how much the second moment of row {@code i} grows from one block to the next: the geometric
   * mean over the repeats; null when it is not known.
   */
  Double growth(int i) {
    if (repeats.isEmpty()) {
      return null;
    }
    Double start = rows.get(i).secondMoment();
    Double end = repeats.get(repeats.size() - 1).get(i).secondMoment();
    return start == null || end == null || start <= 0 || end <= 0
        ? null
        : Math.pow(end / start, 1.0 / repeats.size());
  }
}
