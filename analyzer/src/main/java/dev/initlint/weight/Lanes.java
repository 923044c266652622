package dev.initlint.weight;

/**
 * The innermost loop: all that one look at an element adds to the figures of its tensor, of the
 * elements x as they are and of y = (x − shift)·scale. There is one for each kind of compiler,
 * since neither compiles the other's well.
 */
abstract class Lanes {
  /** What HotSpot calls itself where it was told to do with its first compiler, as launchers do. */
  private static final boolean FIRST_COMPILER_ALONE =
      System.getProperty("java.vm.info", "").contains("emulated-client");

  final float shift;
  final float scale;

  private float high = Float.NEGATIVE_INFINITY;
  private float low = Float.POSITIVE_INFINITY;
  private boolean zero;
  private double cubes;
  private double fourths;

  Lanes(float shift, float scale) {
    this.shift = shift;
    this.scale = scale;
  }

  /** The loop that the compiler at hand compiles best. */
  static Lanes of(float shift, float scale, int most) {
    return FIRST_COMPILER_ALONE
        ? new RegisterLanes(shift, scale)
        : new VectorLanes(shift, scale, most);
  }

  /** Adds y and y² of the first n lanes of four lines. */
  abstract void four(float[][] x, float[] sums, float[] squares, int n);

  /** Adds y and y² of the first n lanes of one line. */
  abstract void one(float[] x, float[] sums, float[] squares, int n);

  /** Moves what is still in lanes to the figures below, which are complete then. */
  abstract void settle();

  /** Takes in figures of some elements. */
  final void add(float highest, float lowest, boolean anyZero, double cube, double fourth) {
    high = Math.max(high, highest);
    low = Math.min(low, lowest);
    zero |= anyZero;
    cubes += cube;
    fourths += fourth;
  }

  /** Adds what was met in other lines. */
  final void add(Lanes other) {
    add(other.high, other.low, other.zero, other.cubes, other.fourths);
  }

  /** The largest element, −∞ if there is none. Of use where all are finite. */
  final float high() {
    return high;
  }

  /** The smallest element, ∞ if there is none. Of use where all are finite. */
  final float low() {
    return low;
  }

  /** False if no element since the last call is 0 or −0; true as well where products underflow. */
  final boolean takeZero() {
    boolean met = zero;
    zero = false;
    return met;
  }

  /** Sum of y³. */
  final double cubes() {
    return cubes;
  }

  /** Sum of y⁴. */
  final double fourths() {
    return fourths;
  }
}
