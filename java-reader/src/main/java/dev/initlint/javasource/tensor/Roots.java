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
  private ModelRoot handedOut;
  private final Set<ModelRoot> known = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Notes a model; once is enough. */
  public void add(ModelRoot root) {
    if (roots.size() < LIMIT && known.add(root)) {
      roots.add(root);
    }
  }

  /** Notes what an entry point gives its caller: a model if it has parameters. */
  public void handOut(ModelRoot root) {
    if (!known.contains(root)) {
      handedOut = root;
      add(root);
    }
  }

  /**
   * True for what is a model only if it has parameters, as a function wrapped as a block is not.
   */
  public boolean needsParameters(ModelRoot root) {
    return root == handedOut;
  }

  /** Those that belong to no other. */
  public List<ModelRoot> independent() {
    return roots.stream().filter(r -> !r.consumed()).toList();
  }
}
