package dev.initlint.testkit;

/**
 * How long a fuzz test goes on: as the test says, or with {@code -Dfuzz.mutants=N} until so many
 * mutants are done, however long that takes, and from another seed with {@code -Dfuzz.seed=S}.
 *
 * @param mutants to try
 * @param nanos after which it ends all the same
 * @param seed of the mutants
 */
public record FuzzRun(long mutants, long nanos, long seed) {
  private static final String MUTANTS = "fuzz.mutants";

  public static FuzzRun of(long mutants, long nanos, long seed) {
    Long wanted = Long.getLong(MUTANTS);
    long from = Long.getLong("fuzz.seed", seed);
    return wanted == null
        ? new FuzzRun(mutants, nanos, from)
        : new FuzzRun(wanted, Long.MAX_VALUE, from);
  }

  /** Whether another mutant is to be tried after {@code done}, begun at {@code System.nanoTime}. */
  public boolean goesOn(long done, long begun) {
    return done < mutants && System.nanoTime() - begun < nanos;
  }
}
