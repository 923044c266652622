package dev.initlint.engine;

import dev.initlint.finding.Finding;
import dev.initlint.finding.Silenced;
import dev.initlint.onnx.ModelWish;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Findings that the metadata of a model file asks not to hear of. */
final class ModelWishes implements ReadFile.Hearing {
  private final List<ModelWish> wishes;
  private final Map<ModelWish, Set<String>> used = new HashMap<>();

  private ModelWishes(List<ModelWish> wishes) {
    this.wishes = wishes;
  }

  static ReadFile.Hearing of(Path file) {
    List<ModelWish> wishes = ModelWish.of(file);
    return wishes.isEmpty() ? ReadFile.Hearing.ALL : new ModelWishes(wishes);
  }

  @Override
  public Heard heard(List<Finding> findings, Set<String> rules) {
    List<Finding> heard = new ArrayList<>();
    List<Silenced> silenced = new ArrayList<>();
    for (Finding f : findings) {
      ModelWish by = null;
      for (ModelWish wish : wishes) {
        if (asks(wish, f)) {
          used.computeIfAbsent(wish, w -> new HashSet<>()).add(f.rule());
          by = wish;
        }
      }
      if (by == null) {
        heard.add(f);
      } else {
        silenced.add(new Silenced(f, Silenced.By.MODEL_FILE, by.reason()));
      }
    }
    return new Heard(Consequences.without(heard, silenced), silenced);
  }

  private static boolean asks(ModelWish wish, Finding f) {
    if (!wish.rules().contains(f.rule()) && !wish.rules().contains(f.name())) {
      return false;
    }
    String node = f.location().node();
    return wish.node() == null
        || wish.outputs().contains(f.location().value())
        || Glob.of(wish.node()).matches(node);
  }

  @Override
  public List<String> remarks(Set<String> selected) {
    List<String> remarks = new ArrayList<>();
    for (ModelWish wish : wishes) {
      String place =
          ModelWish.KEY + (wish.node() == null ? "" : " of " + wish.node()) + " in the metadata: ";
      for (String word : wish.rules()) {
        String rule = Suppressions.rule(word);
        if (rule == null) {
          remarks.add(place + "no rule is called " + word + Suppressions.nearest(word));
        } else if (selected.contains(rule) && !used.getOrDefault(wish, Set.of()).contains(rule)) {
          remarks.add(place + "nothing is left to ignore of " + word + "; remove it");
        }
      }
      if (used.containsKey(wish) && wish.reason().isEmpty()) {
        remarks.add(place + "say behind a colon why this is ignored");
      }
    }
    return remarks.stream().distinct().collect(Collectors.toList());
  }
}
