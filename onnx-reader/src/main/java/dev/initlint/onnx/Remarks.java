package dev.initlint.onnx;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the reader had to repair or could not follow: each sentence once, and not without end. */
final class Remarks {
  private static final int MOST = 50;

  private final Set<String> sentences = new LinkedHashSet<>();
  private int dropped;

  void add(String sentence) {
    if (sentences.contains(sentence)) {
      return;
    }
    if (sentences.size() < MOST) {
      sentences.add(sentence);
    } else {
      dropped++;
    }
  }

  void redefined(Set<String> values) {
    for (String value : values) {
      add(
          "value "
              + Quoted.name(value)
              + " is defined more than once; each use was taken to mean the definition before it");
    }
  }

  List<String> list() {
    List<String> list = new ArrayList<>(sentences);
    if (dropped > 0) {
      list.add("and " + dropped + " more of the kind");
    }
    return list;
  }
}
