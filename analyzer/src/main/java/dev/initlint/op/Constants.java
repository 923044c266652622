package dev.initlint.op;

import dev.initlint.moment.Axes;
import dev.initlint.moment.Axes.Factor;
import dev.initlint.moment.Signal;
import dev.initlint.shape.Array;
import java.util.ArrayList;
import java.util.List;

/** Constants that a model feeds like activations, as a decoder's target of zeros. */
public final class Constants {
  private Constants() {}

  /** A constant as a signal: features last, samples first from rank three on. */
  public static Signal signal(Array a, Dims names) {
    long[] dims = a.dims();
    List<List<Factor>> axes = new ArrayList<>();
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 1) {
        axes.add(List.of());
      } else if (i == dims.length - 1) {
        axes.add(List.of(names.feature(dims[i], "d_model")));
      } else {
        boolean sample = i == 0 && dims.length > 2;
        axes.add(List.of(sample ? names.sample(dims[i]) : names.position(dims[i])));
      }
    }
    return Table.signal(a, new Axes(axes));
  }
}
