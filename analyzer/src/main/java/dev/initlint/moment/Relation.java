package dev.initlint.moment;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * How a tensor follows from others, for what it has in common with a third: its operator's rule for
 * a pair of tensors, on the way forward and on the way back. The rule for one tensor is the case
 * that both are the same (docs/theory/pairs.md#forward).
 *
 * <p>In the limit of wide layers the images W x and W y of two tensors under one Gaussian matrix
 * are jointly Gaussian with E[(Wx)_i (Wy)_i] = n_in σ² E[x y], and independent under two matrices,
 * however x and y came about (Yang 2019, "Tensor Programs I", theorem 2.10: a matrix whose own
 * transpose is not applied). On the way back Wᵀ is as good as independent of the W that made the
 * activations (Yang 2020, "Tensor Programs II", simple gradient independence).
 */
public interface Relation {
  /**
   * E[a b] of two tensors of one kind of operator by a rule for both, or null where each is taken
   * apart by itself.
   *
   * @param self the tensor that this is the relation of
   */
  default Block together(Signal self, Signal other, Gram g) {
    return null;
  }

  /**
   * E[a b] with this tensor taken apart and the other left whole, or null where that cannot be: the
   * tensor is a fresh draw's image, or follows from the other in a way that has no rule.
   */
  default Block apart(Signal self, Signal other, Gram g) {
    return null;
  }

  /** Whether the gradient at input {@code edge} is a fixed linear image of the one here. */
  default boolean isLinearBack(Signal self, int edge) {
    return false;
  }

  /**
   * E[δx ε] at input {@code edge} from E[δ ε] with δ the gradient here and ε any other; asked for
   * where {@link #isLinearBack}.
   */
  default Block back(Signal self, int edge, Block gradients, Gram g) {
    throw new IllegalStateException("no linear step back");
  }

  /**
   * The same for two tensors of one kind: E of the gradients that they give two of their inputs;
   * null where these are independent.
   *
   * @param gradients E[δ ε] of the gradients at the two tensors
   */
  default Block backTogether(
      Signal self, int edge, Signal other, int otherEdge, Supplier<Block> gradients, Gram g) {
    return null;
  }

  /**
   * E[δx ε] as {@link #back}, to first order in what δ and ε share: asked for where neither is
   * linear and they are not of one kind. Null where there is none.
   */
  default Block bent(Signal self, int edge, Supplier<Block> gradients, Gram g) {
    return null;
  }

  /**
   * E[u v] for an entry of the gradients u and v that this and another use of one weight give it.
   *
   * @param gradients E[δ ε] of the gradients at the two tensors
   * @throws Gram.NotFollowed if the two uses have no rule together
   */
  default double weight(Signal self, Signal other, Block gradients, Gram g) {
    throw new Gram.NotFollowed("two uses of one weight that are not compared");
  }

  /** Whether the tensor is the image under a matrix: gradients of two matrices are independent. */
  default boolean isMatrix() {
    return false;
  }

  /**
   * Whether the tensor is some positions of another: gradients of two such parts are compared by
   * {@link #backTogether} first.
   */
  default boolean isPart() {
    return false;
  }

  /** The draw of the matrix where several hold it; null for one of its own. */
  default Object draw() {
    return null;
  }

  /** How two uses of one weight that change nothing add to its gradient. */
  @FunctionalInterface
  interface Joint {
    /**
     * E[u v] for an entry of the gradients u and v of the weight.
     *
     * @param gradients E[δ ε] of the gradients at the two tensors
     */
    double of(Signal self, Signal other, Block gradients, Gram g);
  }

  /**
   * The entries of another tensor, along other axes.
   *
   * @param idle for a weight that as yet leaves the entries as they are, as a gain of ones; or null
   */
  record Same(Signal input, Joint idle) implements Relation {
    public Same(Signal input) {
      this(input, null);
    }

    @Override
    public double weight(Signal self, Signal other, Block gradients, Gram g) {
      return idle == null
          ? Relation.super.weight(self, other, gradients, g)
          : idle.of(self, other, gradients, g);
    }

    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      return g.of(input, other);
    }

    @Override
    public boolean isLinearBack(Signal self, int edge) {
      return true;
    }

    @Override
    public Block back(Signal self, int edge, Block gradients, Gram g) {
      return gradients;
    }
  }

  /**
   * The entries of another tensor, its positions in another order; beside tensors that are not, it
   * is compared on average over all pairs of positions.
   *
   * @param order figures by the new order
   */
  record Rearranged(Signal input, UnaryOperator<Stat> order) implements Relation {
    @Override
    public Block together(Signal self, Signal other, Gram g) {
      return other.relation() instanceof Rearranged that
          ? g.of(input, that.input).through(g.coarse(input.stat()), order)
          : null;
    }

    @Override
    public Block apart(Signal self, Signal other, Gram g) {
      return averaged(g.of(input, other));
    }

    @Override
    public boolean isLinearBack(Signal self, int edge) {
      return true;
    }

    @Override
    public Block back(Signal self, int edge, Block gradients, Gram g) {
      return averaged(gradients);
    }

    private static Block averaged(Block c) {
      return c.refined(Layout.exchangeable((long) c.layout().positions()));
    }
  }

  /**
   * A tensor of a draw of its own that nothing else is compared with: whatever does not hold the
   * draw is independent of it.
   */
  record Drawn() implements Relation {}
}
