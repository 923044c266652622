package dev.initlint.javasource.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The models that one run has begun, in order. */
public final class Roots {
  private static final int LIMIT = 4096;

  private final List<ModelRoot> roots = new ArrayList<>();
  private final Set<ModelRoot> known = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Notes a model; once is enough. */
  public void add(ModelRoot root) {
    if (roots.size() < LIMIT && known.add(root)) {
      roots.add(root);
    }
  }

  /** Those that belong to no other. */
  public List<ModelRoot> independent() {
    return roots.stream().filter(r -> !r.consumed()).toList();
  }
}
