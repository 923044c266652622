package dev.initlint.law;

import dev.initlint.symbol.Binding;
import java.util.Map;
import java.util.Objects;

/**
 * The law that the library which defines a model draws a parameter from. A front end that knows the
 * library attaches it to the {@link dev.initlint.graph.Weight}; rules compare it with what the file
 * holds. Variances are those of an entry as drawn, after any cutting; mean and variance of both
 * laws are constants, or expressions over {@link Law.Symbols} alone.
 *
 * @param law what the parameter should have been drawn from
 * @param general what the library's general rule draws for a parameter of this kind: what is found
 *     where the special rule behind {@code law} never reached it; equal to {@code law} where there
 *     is no special rule
 * @param purpose what the special rule is for
 * @param zeroRow the row that is set to zero after the draw, as that of a padding token, or -1
 * @param tiedTo name of the parameter that the library makes this one the same tensor as, or null
 * @param source where this stands, as {@code initializer_range in config.json}; never blank
 */
public record IntendedLaw(
    Law law, Law general, Purpose purpose, long zeroRow, String tiedTo, String source) {

  /** What a parameter's law is meant to bring about. */
  public enum Purpose {
    /** Nothing special: the general rule of the library. */
    GENERAL,
    /** The spread falls with depth, on the map that writes to the residual stream. */
    DEPTH_SCALED,
    /** The gain with which a norm starts; its law is the constant that makes the gain 1. */
    NORM_GAIN,
    /** Anything else that the library draws by a rule of its own. */
    SPECIAL
  }

  public IntendedLaw {
    Objects.requireNonNull(law);
    Objects.requireNonNull(general);
    Objects.requireNonNull(purpose);
    if (source.isBlank()) {
      throw new IllegalArgumentException("an intended law names where it stands");
    }
  }

  /** What the general rule draws. */
  public static IntendedLaw general(Law law, String source) {
    return new IntendedLaw(law, law, Purpose.GENERAL, -1, null, source);
  }

  /** What a rule of its own draws, where the general rule would have drawn another. */
  public static IntendedLaw special(Law law, Law general, Purpose purpose, String source) {
    return new IntendedLaw(law, general, purpose, -1, null, source);
  }

  /** The same, with a row that is set to zero after the draw. */
  public IntendedLaw withZeroRow(long row) {
    return new IntendedLaw(law, general, purpose, row, tiedTo, source);
  }

  /** The same, as one tensor with another parameter. */
  public IntendedLaw tiedTo(String parameter) {
    return new IntendedLaw(law, general, purpose, zeroRow, parameter, source);
  }

  /** Whether the special rule draws what the general one does not. */
  public boolean isSpecial() {
    return purpose != Purpose.GENERAL && !law.equals(general);
  }

  /** Variance of an entry for the given fans. */
  public static double variance(Law law, Fans fans) {
    return law.variance().evaluate(binding(fans));
  }

  /** Mean of an entry for the given fans. */
  public static double mean(Law law, Fans fans) {
    return law.mean().evaluate(binding(fans));
  }

  private static Binding binding(Fans fans) {
    return Binding.of(Map.of("fan_in", (double) fans.fanIn(), "fan_out", (double) fans.fanOut()));
  }
}
