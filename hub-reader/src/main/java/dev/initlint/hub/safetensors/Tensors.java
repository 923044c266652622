package dev.initlint.hub.safetensors;

import java.util.Set;

/** The tensors of a folder or of one weights file, over all shards. */
public interface Tensors {
  /** All names, in the order in which the files hold them. */
  Set<String> names();

  /** The tensor of a name, or null. */
  StoredTensor get(String name);

  /** What reading them left to be said, one sentence each. */
  java.util.List<String> remarks();
}
