package dev.initlint.moment;

import dev.initlint.gaussian.OutOfRange;
import dev.initlint.graph.Cancelled;
import dev.initlint.symbol.Binding;
import dev.initlint.symbol.Expr;
import dev.initlint.symbol.UnboundSymbolException;
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
    try {
      return e.evaluate(binding);
    } catch (UnboundSymbolException unbound) {
      throw new NotKnown(unbound.getMessage());
    }
  }

  @SuppressWarnings("unchecked")
  <T> T value(Quantity<T> q) {
    Object before = known.get(q);
    if (before == null) {
      before = computed(q);
      known.put(q, before);
    }
    if (before instanceof NotKnown reason) {
      throw reason;
    }
    return (T) before;
  }

  /** Number of figures computed so far, those that are not known included. */
  public int computed() {
    return known.size();
  }

  /** The value, or the reason why there is none, so that it is not sought a second time. */
  private Object computed(Quantity<?> q) {
    Cancelled.check();
    try {
      return q.compute(this);
    } catch (NotKnown e) {
      return e;
    } catch (OutOfRange e) {
      return new NotKnown(e.getMessage());
    } catch (RuntimeException e) {
      return Defect.of("the evaluation of a rule", e);
    }
  }

  /** The value, or null where it is not known. */
  public <T> T orNull(Quantity<T> q) {
    try {
      return q == null ? null : q.in(this);
    } catch (NotKnown e) {
      return null;
    }
  }

  /** Why a value is not known; null where it is. */
  public String whyNot(Quantity<?> q) {
    try {
      q.in(this);
      return null;
    } catch (NotKnown e) {
      return e.getMessage();
    }
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
