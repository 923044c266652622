package dev.initlint.moment;

import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What each axis of a tensor counts. An axis is a product of factors, so that reshaping is
 * re-grouping: {@code [batch·n, h·d_k]} and {@code [batch, n, h, d_k]} are the same factors.
 */
public record Axes(List<List<Factor>> dims) {

  /** What a factor counts. */
  public enum Role {
    /** Independent examples. */
    SAMPLE,
    /** Tokens of a sequence, or pixels of a map. */
    POSITION,
    /** Positions that a query attends to; contracted by the product with the values. */
    KEY,
    /** Everything that carries the signal, heads included. */
    FEATURE
  }

  /**
   * One factor of an axis.
   *
   * @param size extent in the model at hand
   * @param symbol extent as a symbol
   */
  public record Factor(Role role, long size, Expr symbol) {}

  public Axes {
    dims = dims.stream().map(List::copyOf).toList();
  }

  public int rank() {
    return dims.size();
  }

  public long size(int axis) {
    long size = 1;
    for (Factor f : dims.get(axis)) {
      size = Math.multiplyExact(size, f.size());
    }
    return size;
  }

  /**
   * True when the axis holds nothing but factors of {@code role}; false for an axis of extent 1.
   */
  public boolean isOnly(int axis, Role role) {
    List<Factor> dim = dims.get(axis);
    for (Factor f : dim) {
      if (f.role() != role) {
        return false;
      }
    }
    return !dim.isEmpty();
  }

  public boolean has(int axis, Role role) {
    for (Factor f : dims.get(axis)) {
      if (f.role() == role) {
        return true;
      }
    }
    return false;
  }

  /** The roles of the factors of an axis, in order. */
  public List<Role> roles(int axis) {
    return dims.get(axis).stream().map(Factor::role).toList();
  }

  public boolean has(Role role) {
    for (int axis = 0; axis < dims.size(); axis++) {
      if (has(axis, role)) {
        return true;
      }
    }
    return false;
  }

  /** Product of the extents of all factors of a role. */
  public long size(Role role) {
    long size = 1;
    for (List<Factor> dim : dims) {
      for (Factor f : dim) {
        size = f.role() == role ? Math.multiplyExact(size, f.size()) : size;
      }
    }
    return size;
  }

  /** The same as a symbol. */
  public Expr symbol(Role role) {
    return factors(role).stream().map(Factor::symbol).reduce(Expr.ONE, Expr::times);
  }

  public List<Factor> factors(Role role) {
    return dims.stream().flatMap(List::stream).filter(f -> f.role() == role).toList();
  }

  /** Extent of one axis as a symbol. */
  public Expr symbol(int axis) {
    return dims.get(axis).stream().map(Factor::symbol).reduce(Expr.ONE, Expr::times);
  }

  public Axes withDim(int axis, List<Factor> dim) {
    List<List<Factor>> changed = new ArrayList<>(dims);
    changed.set(axis, dim);
    return new Axes(changed);
  }

  public Axes without(Predicate<Integer> axis) {
    List<List<Factor>> kept = new ArrayList<>();
    for (int i = 0; i < dims.size(); i++) {
      if (!axis.test(i)) {
        kept.add(dims.get(i));
      }
    }
    return new Axes(kept);
  }

  public Axes transposed(long[] perm) {
    List<List<Factor>> moved = new ArrayList<>();
    for (long p : perm) {
      moved.add(dims.get((int) p));
    }
    return new Axes(moved);
  }

  /**
   * The axes after a reshape to {@code target}, or empty when the reshape cuts a factor unevenly.
   *
   * @param inner symbol for the inner part when a feature factor of the given size is cut
   */
  public Optional<Axes> reshaped(long[] target, java.util.function.LongFunction<Expr> inner) {
    List<Factor> queue = new ArrayList<>();
    dims.forEach(queue::addAll);
    queue.removeIf(f -> f.size() == 1);
    if (Arrays.stream(target).anyMatch(n -> n == 0)) {
      return Optional.empty();
    }
    List<List<Factor>> result = new ArrayList<>();
    for (long want : target) {
      List<Factor> dim = new ArrayList<>();
      long have = 1;
      while (have < want) {
        if (queue.isEmpty()) {
          return Optional.empty();
        }
        Factor f = queue.remove(0);
        long need = want / have;
        if (want % have != 0) {
          return Optional.empty();
        }
        if (f.size() <= need) {
          if (need % f.size() != 0) {
            return Optional.empty();
          }
          dim.add(f);
          have *= f.size();
        } else {
          if (f.size() % need != 0) {
            return Optional.empty();
          }
          Expr rest = inner.apply(f.size() / need);
          dim.add(new Factor(f.role(), need, f.symbol().over(rest)));
          queue.add(0, new Factor(f.role(), f.size() / need, rest));
          have = want;
        }
      }
      result.add(dim);
    }
    return queue.isEmpty() ? Optional.of(new Axes(result)) : Optional.empty();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < dims.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(dev.initlint.symbol.Printer.print(symbol(i)));
    }
    return text.append(']').toString();
  }
}
