package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.shape.Array;
import java.util.ArrayList;
import java.util.List;

/** Constants that a model feeds like activations, as a decoder's target of zeros. */
public final class Constants {
  private Constants() {}

  /**
   * A constant as a signal: features last; from rank three on samples along the axis that holds
   * copies, or else first.
   */
  public static Signal signal(Array a, Dims names) {
    return Table.signal(a, axes(a, names));
  }

  /**
   * A weight that a model feeds like activations, as the latents that attend to an input.
   *
   * @param a its entries, perhaps with a copy for each sample
   */
  public static Signal learned(Array a, ParameterFacts w, Dims names) {
    Axes axes = axes(a, names);
    Signal s = Table.signal(a, axes);
    return Signal.of(axes, s.stat())
        .formula(s.formula())
        .step("a weight that is fed like an input: measured")
        .zero(s.isZero())
        .weight(w, g -> Quantity.of(e -> Table.gradient(g.in(e), w, axes, e)))
        .build();
  }

  private static Axes axes(Array a, Dims names) {
    long[] dims = a.dims();
    int samples = samples(a);
    List<List<Factor>> axes = new ArrayList<>();
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 1) {
        axes.add(List.of());
      } else if (i == dims.length - 1) {
        axes.add(List.of(names.feature(dims[i], "d_model")));
      } else {
        boolean sample = i == samples && dims.length > 2;
        axes.add(List.of(sample ? names.sample(dims[i]) : names.position(dims[i])));
      }
    }
    return new Axes(axes);
  }

  private static int samples(Array a) {
    long[] dims = a.dims();
    for (int i = 0; i < dims.length - 1; i++) {
      if (dims[i] > 1 && holdsCopies(a, i)) {
        return i;
      }
    }
    return 0;
  }

  private static boolean holdsCopies(Array a, int axis) {
    long[] dims = a.dims();
    int inner = 1;
    for (int i = axis + 1; i < dims.length; i++) {
      inner *= (int) dims[i];
    }
    int block = inner * (int) dims[axis];
    for (int at = 0; at < a.size(); at++) {
      if (a.at(at) != a.at(at / block * block + at % inner)) {
        return false;
      }
    }
    return true;
  }
}
