package dev.initlint.moment;

import dev.initlint.symbol.Binding;
import dev.initlint.symbol.Expr;
import java.util.IdentityHashMap;
import java.util.Map;

/** One evaluation of quantities under a binding; remembers every value it has computed. */
public final class Evaluation {
  private final Binding binding;
  private final Map<Quantity<?>, Object> known = new IdentityHashMap<>();
  private final Map<Object, Object> shared = new java.util.HashMap<>();

  public Evaluation(Binding binding) {
    this.binding = binding.reading(f -> ((Number) ((Quantity<?>) f).in(this)).doubleValue());
  }

  public Binding binding() {
    return binding;
  }

  public double number(Expr e) {
    return e.evaluate(binding);
  }

  @SuppressWarnings("unchecked")
  <T> T value(Quantity<T> q) {
    Object before = known.get(q);
    if (before == null) {
      before = q.compute(this);
      known.put(q, before);
    }
    return (T) before;
  }

  /** A value that does not depend on the model, kept for the length of this evaluation. */
  @SuppressWarnings("unchecked")
  public <K, T> T shared(K key, java.util.function.Function<K, T> make) {
    Object before = shared.get(key);
    if (before == null) {
      before = make.apply(key);
      shared.put(key, before);
    }
    return (T) before;
  }
}
