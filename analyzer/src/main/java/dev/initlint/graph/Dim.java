package dev.initlint.graph;

/** One extent of a declared shape. */
public sealed interface Dim {
  /** An extent the file states. */
  record Fixed(long size) implements Dim {
    @Override
    public String toString() {
      return Long.toString(size);
    }
  }

  /** An extent the file only names, as in {@code batch}. */
  record Named(String name) implements Dim {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An extent the file says nothing of. */
  record Unstated() implements Dim {
    @Override
    public String toString() {
      return "?";
    }
  }

  static Dim of(long size) {
    return new Fixed(size);
  }

  static Dim of(String name) {
    return new Named(name);
  }
}
