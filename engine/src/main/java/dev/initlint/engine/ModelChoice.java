package dev.initlint.engine;

import dev.initlint.propagate.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the models that a file defines.
 *
 * @param others names of the rest, in the order of the file
 * @param notes what is to be told of the file
 */
record ModelChoice(ReadModel model, List<String> others, List<String> notes) {

  /**
   * The model that is asked for, or the first.
   *
   * @param wanted name of the definition, with its line where a name stands for several, as {@code
   *     Nets.deep:12}; or null
   * @throws SettingsException if no model has that name, or several have
   */
  static ModelChoice of(Path path, ReadFile.Models file, String wanted) {
    boolean single = file.models().size() == 1 && !file.models().get(0).isOneOfSeveral();
    if (wanted != null && single) {
      throw new SettingsException(
          "--model " + wanted + " chooses among the models of a Java file; " + path + " holds one");
    }
    List<ReadModel> named =
        wanted == null
            ? file.models().subList(0, 1)
            : file.models().stream().filter(m -> m.isCalled(wanted)).toList();
    if (named.size() != 1) {
      throw new SettingsException(
          (named.isEmpty()
                  ? path + " defines no model \"" + wanted + "\"; it defines "
                  : "\"" + wanted + "\" of " + path + " stands for several; name one of ")
              + String.join(
                  ", ",
                  (named.isEmpty() ? file.models() : named)
                      .stream().map(ReadModel::name).toList()));
    }
    ReadModel chosen = named.get(0);
    return new ModelChoice(
        chosen,
        file.models().stream().filter(m -> m != chosen).map(ReadModel::name).toList(),
        file.remarks());
  }

  /** Why there is no model to choose, or null. */
  static ReadFile.Unreadable unreadable(ReadFile read) {
    if (read instanceof ReadFile.Models m) {
      return m.models().isEmpty()
          ? new ReadFile.Unreadable(-1, String.join("; ", m.remarks()))
          : null;
    }
    return (ReadFile.Unreadable) read;
  }

  /** The trace of the model, which says which one that is where the file defines several. */
  Trace told(Trace trace) {
    List<String> remarks = new ArrayList<>(trace.remarks());
    boolean stated = model.stated() != null;
    String name = model.isOneOfSeveral() ? model.name() + ": " : "";
    model.remarks().forEach(r -> remarks.add(name + r));
    if (!others.isEmpty()) {
      remarks.add(
          "these figures are of "
              + model.name()
              + "; for the others name one with --model: "
              + String.join(", ", others));
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
        stated ? Boolean.TRUE : trace.atInitialisation(),
        stated ? model.stated() : trace.verdict(),
        trace.laws(),
        remarks);
  }
}
