package dev.initlint.engine;

import dev.initlint.finding.Coverage;
import dev.initlint.finding.Finding;
import dev.initlint.finding.Silenced;
import java.util.List;
import java.util.Set;

/** What a reader makes of one path. */
sealed interface ReadFile {

  /**
   * The path was read.
   *
   * @param models may be empty, and then the remarks say why
   * @param remarks what is to be told of the file beside its models, one sentence each
   * @param coverage what of the file is not known beside its models
   * @param hearing what the file asks not to hear of
   */
  record Models(List<ReadModel> models, List<String> remarks, Coverage coverage, Hearing hearing)
      implements ReadFile {
    public Models {
      models = List.copyOf(models);
      remarks = List.copyOf(remarks);
    }

    Models(List<ReadModel> models, List<String> remarks, Hearing hearing) {
      this(models, remarks, Coverage.NONE, hearing);
    }
  }

  /**
   * The path cannot be read.
   *
   * @param offset byte offset of the place at fault, or -1
   * @param reason one sentence with the cure
   */
  record Unreadable(long offset, String reason) implements ReadFile {}

  /** Findings that a file asks not to hear of. */
  interface Hearing {
    /** Everything is heard. */
    Hearing ALL = (findings, rules) -> new Heard(findings, List.of());

    /** Findings of one model: those that are heard, and those that are not. */
    record Heard(List<Finding> findings, List<Silenced> silenced) {}

    /**
     * Tells the findings of one model that nobody asked to be silent on from the others.
     *
     * @param rules ids of the rules that were applied
     */
    Heard heard(List<Finding> findings, Set<String> rules);

    /** What is to be said of the wishes once all models were heard, one sentence each. */
    default List<String> remarks(Set<String> rules) {
      return List.of();
    }
  }
}
