package dev.initlint.engine;

import dev.initlint.propagate.Trace;
import java.util.ArrayList;
import java.util.List;

/** What is told of the figures of a model in source, beside the figures. */
final class SourceTrace {
  private SourceTrace() {}

  /** The trace of a model, which says which one that is where the file defines several. */
  static Trace of(Trace trace, SourceChoice choice, List<String> notes) {
    List<String> remarks = new ArrayList<>(trace.remarks());
    remarks.add(choice.name() + ": " + choice.model().resolution());
    if (!choice.others().isEmpty()) {
      remarks.add(
          "these figures are of "
              + choice.name()
              + "; for the others name one with --model: "
              + String.join(", ", choice.others()));
    }
    remarks.addAll(notes);
    return new Trace(
        trace.model(),
        trace.dims(),
        trace.values(),
        trace.parameters(),
        trace.outputs(),
        trace.attention(),
        trace.coverage(),
        true,
        SourceCheck.VERDICT,
        trace.laws(),
        remarks);
  }
}
