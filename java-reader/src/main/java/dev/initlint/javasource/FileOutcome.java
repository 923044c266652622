package dev.initlint.javasource;

import dev.initlint.source.SourceModel;
import java.util.List;

/** What the reader makes of one source file. */
public sealed interface FileOutcome {
  /** The file as the user named it. */
  String path();

  /**
   * The file defines models.
   *
   * @param notes why other definitions in it could not be followed, one sentence each
   */
  record Models(String path, List<SourceModel> models, List<String> notes) implements FileOutcome {
    public Models {
      models = List.copyOf(models);
      notes = List.copyOf(notes);
    }
  }

  /**
   * The file uses a framework and no model could be built from it.
   *
   * @param reasons one sentence each; never empty
   */
  record WithoutModel(String path, List<String> reasons) implements FileOutcome {
    public WithoutModel {
      reasons = List.copyOf(reasons);
    }
  }

  /** The file mentions no framework. */
  record Skipped(String path) implements FileOutcome {}

  /**
   * The file cannot be read.
   *
   * @param line line at fault, from 1, or 0
   * @param reason one sentence with the cure, without the path
   */
  record Unreadable(String path, int line, String reason) implements FileOutcome {}
}
