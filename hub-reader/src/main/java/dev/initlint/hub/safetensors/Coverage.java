package dev.initlint.hub.safetensors;

import dev.initlint.hub.configuration.Malformed;
import java.util.Comparator;
import java.util.List;

/** Whether tensors lie one behind the other and use every byte of the data once. */
final class Coverage {
  private Coverage() {}

  /**
   * @param size bytes of data that the file has
   * @throws Malformed at the entry of the tensor that breaks the order
   */
  static void require(String path, Header header, long size) {
    List<Header.Entry> byPlace =
        header.entries().values().stream()
            .sorted(
                Comparator.comparingLong(Header.Entry::begin).thenComparingLong(Header.Entry::end))
            .toList();
    long reached = 0;
    Header.Entry before = null;
    for (Header.Entry e : byPlace) {
      if (e.begin() < reached) {
        throw new Malformed(
            path,
            e.at(),
            "tensors "
                + Quoted.name(before.name())
                + " and "
                + Quoted.name(e.name())
                + " overlap in the data from byte "
                + e.begin()
                + " to "
                + Math.min(reached, e.end())
                + "; save the model again");
      }
      if (e.begin() > reached) {
        throw new Malformed(path, e.at(), hole(reached, e.begin()) + Quoted.name(e.name()));
      }
      if (e.end() > size) {
        throw new Malformed(
            path,
            e.at(),
            "tensor "
                + Quoted.name(e.name())
                + " ends at byte "
                + e.end()
                + " of the data and the file has only "
                + size
                + ": it is cut short; fetch it again");
      }
      reached = e.end();
      before = e;
    }
    if (reached < size) {
      throw new Malformed(
          path,
          header.dataStart() + reached,
          (size - reached)
              + " bytes behind the last tensor belong to none, which the format forbids;"
              + " save the model again");
    }
  }

  private static String hole(long from, long to) {
    return "bytes "
        + from
        + " to "
        + to
        + " of the data belong to no tensor, which the format forbids; save the model again;"
        + " behind them lies ";
  }
}
