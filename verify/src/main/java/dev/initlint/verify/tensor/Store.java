package dev.initlint.verify.tensor;

/** Elements of a tensor in row-major order. */
public sealed interface Store permits Reals, Longs {
  /** Number of elements. */
  int size();

  /** Element {@code i} as a double. */
  double get(int i);

  /** Sets element {@code i}, rounding to what the store can hold. */
  void set(int i, double value);

  /** Copies {@code n} elements from {@code from} on into {@code to}, a store of the same kind. */
  void copy(int from, Store to, int at, int n);
}
