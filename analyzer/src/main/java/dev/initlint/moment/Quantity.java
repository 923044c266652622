package dev.initlint.moment;

import dev.initlint.symbol.Expr;
import java.util.function.Function;

/**
 * A figure, or a set of figures, that follows from symbols. It is a node of a shared graph of
 * rules: nothing is computed until it is asked for under an {@link Evaluation}, and then once.
 */
public final class Quantity<T> implements Expr.Figure {
  private final Function<Evaluation, T> rule;

  private Quantity(Function<Evaluation, T> rule) {
    this.rule = rule;
  }

  public static <T> Quantity<T> of(Function<Evaluation, T> rule) {
    return new Quantity<>(rule);
  }

  public static <T> Quantity<T> fixed(T value) {
    return new Quantity<>(e -> value);
  }

  /** The value under {@code evaluation}. */
  public T in(Evaluation evaluation) {
    return evaluation.value(this);
  }

  public <R> Quantity<R> then(Function<T, R> f) {
    return of(e -> f.apply(in(e)));
  }

  T compute(Evaluation evaluation) {
    return rule.apply(evaluation);
  }
}
