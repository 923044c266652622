package dev.initlint.engine;

import dev.initlint.javasource.FileOutcome;
import dev.initlint.propagate.Trace;
import dev.initlint.source.SourceModel;
import java.util.ArrayList;
import java.util.List;

/** What is told of the figures of a model in source, beside the figures. */
final class SourceTrace {
  private SourceTrace() {}

  /** The trace of the first model of a file, which says which one that is of several. */
  static Trace of(Trace trace, FileOutcome outcome) {
    List<String> remarks = new ArrayList<>(trace.remarks());
    if (outcome instanceof FileOutcome.Models m) {
      List<String> names = m.models().stream().map(SourceTrace::name).toList();
      remarks.add(names.get(0) + ": " + m.models().get(0).resolution());
      if (names.size() > 1) {
        remarks.add(
            "these figures are of "
                + names.get(0)
                + "; the file also defines "
                + String.join(", ", names.subList(1, names.size())));
      }
      remarks.addAll(m.notes());
    }
    return new Trace(
        trace.model(),
        trace.dims(),
        trace.values(),
        trace.parameters(),
        trace.outputs(),
        trace.attention(),
        trace.unknown(),
        true,
        SourceCheck.VERDICT,
        trace.laws(),
        remarks);
  }

  /** The definition and its line, since variants of one definition share its name. */
  private static String name(SourceModel model) {
    return model.graph().name() + " (line " + model.definition().line() + ")";
  }
}
