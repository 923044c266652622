package dev.initlint.verify.measure;

import dev.initlint.verify.tensor.Reals;
import dev.initlint.verify.tensor.Workers;
import java.util.SplittableRandom;

/** Random numbers that depend on what they are for, not on the order or the thread. */
public final class Seeds {
  /** Elements per generator; fixed, so that threads do not matter. */
  private static final int PART = 1 << 15;

  private Seeds() {}

  /** A seed for one purpose, as the name of a weight, of draw {@code index} under {@code seed}. */
  public static long of(long seed, String purpose, int index) {
    long h = seed * 0x9E3779B97F4A7C15L + index;
    for (int i = 0; i < purpose.length(); i++) {
      h = (h ^ purpose.charAt(i)) * 0x100000001B3L;
      h ^= h >>> 29;
    }
    return h;
  }

  /** Fills a part of a block with independent numbers. */
  @FunctionalInterface
  public interface Fill {
    void next(SplittableRandom random, double[] block, int n);
  }

  /** Fills all elements; {@code fill} must not depend on how many it is asked for at a time. */
  public static void fill(Reals to, long seed, Workers workers, Fill fill) {
    workers.range(
        to.size(),
        PART,
        (from, end) -> {
          SplittableRandom random =
              new SplittableRandom(seed + 0x632BE59BD9B4E019L * (from / PART + 1));
          double[] block = new double[Reals.BLOCK];
          for (int i = from; i < end; i += Reals.BLOCK) {
            int n = Math.min(Reals.BLOCK, end - i);
            fill.next(random, block, n);
            to.store(i, block, 0, n);
          }
        });
  }

  /** Independent normal elements. */
  public static Fill normal(double mean, double std) {
    return (random, block, n) -> {
      for (int i = 0; i < n; i++) {
        block[i] = mean + std * random.nextGaussian();
      }
    };
  }
}
