package dev.initlint.weight;

import dev.initlint.graph.TensorData;

/**
 * Elements of a tensor that no initialiser writes: NaN, infinities, numbers far beyond any weight,
 * and the denormals that memory never written holds beside them.
 *
 * @param nans elements that are not a number
 * @param infinities elements that are infinite
 * @param huge finite elements above {@link #HUGE} in size
 * @param denormals elements below the smallest normal float but not 0
 * @param largest largest finite size
 */
public record Garbage(long nans, long infinities, long huge, long denormals, double largest) {

  /** A weight of this size turns an input of one into a number that half precision cannot hold. */
  public static final double HUGE = 1e5;

  /** Of a whole tensor: what is this small is as good as nothing beside any gradient. */
  private static final double SMALLEST = 1e-30;

  /** What the facts tell, reading the tensor again only where they leave a doubt. */
  public static Garbage of(WeightFacts f, TensorData data) {
    double largest = f.finite() == 0 ? 0 : f.extreme();
    boolean doubtful = largest > HUGE || largest < SMALLEST && f.zeros() < f.finite();
    if (!doubtful) {
      return new Garbage(f.nans(), f.infinities(), 0, 0, largest);
    }
    long[] found = new long[2];
    data.stream(
        (values, length) -> {
          for (int i = 0; i < length; i++) {
            float size = Math.abs(values[i]);
            found[0] += size > HUGE && size <= Float.MAX_VALUE ? 1 : 0;
            found[1] += size > 0 && size < Float.MIN_NORMAL ? 1 : 0;
          }
        });
    return new Garbage(f.nans(), f.infinities(), found[0], found[1], largest);
  }

  /** Elements that are not a finite number. */
  public long notFinite() {
    return nans + infinities;
  }

  /** Whether nothing was found. */
  public boolean isClean() {
    return notFinite() + huge == 0 && !isAllTiny();
  }

  /** Whether denormals are all that there is. */
  public boolean isAllTiny() {
    return denormals > 0 && largest < SMALLEST;
  }
}
