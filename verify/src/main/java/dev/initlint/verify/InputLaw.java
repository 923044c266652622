package dev.initlint.verify;

import java.util.Arrays;

/** What the elements of a graph input are drawn from. */
public sealed interface InputLaw {

  /** Independent normal elements, for inputs of reals. */
  record Normal(double mean, double std) implements InputLaw {
    @Override
    public String toString() {
      return "normal(" + mean + ", " + std + ")";
    }
  }

  /**
   * Independent tokens {@code 0 … vocabulary - 1}, for inputs of integers.
   *
   * @param zipf true for P(k) proportional to 1/(k + 1), false for equal probabilities
   */
  record Tokens(int vocabulary, boolean zipf) implements InputLaw {
    public Tokens {
      if (vocabulary < 1) {
        throw new IllegalArgumentException("a vocabulary of " + vocabulary + " tokens");
      }
    }

    @Override
    public String toString() {
      return "tokens(" + vocabulary + ")" + (zipf ? " by Zipf's law" : "");
    }
  }

  /** The same value everywhere, as for a mask that hides nothing. */
  record Constant(double value) implements InputLaw {
    @Override
    public String toString() {
      return "constant(" + value + ")";
    }
  }

  /**
   * Given elements, the same in every draw; the extents replace those of the graph.
   *
   * @param dims extents, outermost first
   * @param elements in row-major order
   */
  record Given(int[] dims, double[] elements) implements InputLaw {
    @Override
    public String toString() {
      return "given " + Arrays.toString(dims);
    }
  }
}
