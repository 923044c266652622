package dev.initlint.shape;

import java.util.List;

/** LSTM, GRU and RNN. */
final class RecurrentShape {
  private RecurrentShape() {}

  static void register(Operators r) {
    for (String op : new String[] {"LSTM", "GRU", "RNN"}) {
      r.addAll(op, RecurrentShape::infer);
    }
  }

  private static List<Inferred> infer(Operands o) {
    long[] x = o.dims(0, 3);
    long[] recurrence = o.dims(2, 3);
    boolean batchFirst = o.attributes().integer("layout", 0) != 0;
    long directions = o.attributes().text("direction", "forward").equals("bidirectional") ? 2 : 1;
    if (recurrence[0] != directions) {
      throw new IllegalArgumentException(
          o.node().op() + " has weights for " + recurrence[0] + " directions, not " + directions);
    }
    long hidden = recurrence[2];
    long steps = x[batchFirst ? 1 : 0];
    long batch = x[batchFirst ? 0 : 1];
    Inferred all =
        batchFirst
            ? Inferred.Known.of(o.type(0), batch, steps, directions, hidden)
            : Inferred.Known.of(o.type(0), steps, directions, batch, hidden);
    Inferred last =
        batchFirst
            ? Inferred.Known.of(o.type(0), batch, directions, hidden)
            : Inferred.Known.of(o.type(0), directions, batch, hidden);
    return List.of(all, last, last);
  }
}
