package dev.initlint.engine;

import dev.initlint.javasource.FileOutcome;
import dev.initlint.source.SourceModel;
import java.util.List;

/**
 * One of the models that a file of source defines.
 *
 * @param others names of the rest, in the order of the file
 */
record SourceChoice(SourceModel model, List<String> others) {

  /**
   * The model that is asked for, or the first.
   *
   * @param wanted name of the definition, with its line where a name stands for several, as {@code
   *     Nets.deep:12}; or null
   * @throws SettingsException if no model has that name, or several have
   */
  static SourceChoice of(FileOutcome.Models file, String wanted) {
    List<SourceModel> named =
        wanted == null
            ? file.models().subList(0, 1)
            : file.models().stream().filter(m -> isCalled(m, wanted)).toList();
    if (named.size() != 1) {
      throw new SettingsException(
          (named.isEmpty()
                  ? file.path() + " defines no model \"" + wanted + "\"; it defines "
                  : "\"" + wanted + "\" of " + file.path() + " stands for several; name one of ")
              + String.join(
                  ", ",
                  (named.isEmpty() ? file.models() : named)
                      .stream().map(SourceChoice::exactName).toList()));
    }
    SourceModel chosen = named.get(0);
    return new SourceChoice(
        chosen,
        file.models().stream().filter(m -> m != chosen).map(SourceChoice::exactName).toList());
  }

  private static boolean isCalled(SourceModel m, String wanted) {
    return m.graph().name().equals(wanted) || exactName(m).equals(wanted);
  }

  /** The definition and its line, since variants of one definition share its name. */
  String name() {
    return exactName(model);
  }

  private static String exactName(SourceModel m) {
    return m.graph().name() + ":" + m.definition().line();
  }
}
