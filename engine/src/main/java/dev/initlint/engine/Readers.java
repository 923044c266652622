package dev.initlint.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The front ends, in the order in which they are asked.
 *
 * @param list the last one takes whatever is left
 */
record Readers(List<ModelReader> list) {
  Readers {
    list = List.copyOf(list);
  }

  /** Those of this version. */
  static Readers standard() {
    return new Readers(List.of(new JavaModels(), new HubModels(), new OnnxModels()));
  }

  /** The reader of a path that was named. */
  ModelReader of(Path path) {
    return list.stream().filter(r -> r.takes(path)).findFirst().orElseThrow();
  }

  boolean recognise(Path path) {
    return of(path).recognises(path);
  }

  /** The same readers of files as they would be after edits. */
  Readers over(Map<Path, String> texts) {
    return new Readers(list.stream().map(r -> r.over(texts)).toList());
  }
}
