package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.stored.Bytes;
import dev.initlint.stored.Elements;
import dev.initlint.stored.Floats;
import dev.initlint.stored.RawElements;

/**
 * The numbers of a typed field such as {@code int32_data}, where they lie in the file. As a rule
 * they are one packed run; a writer may also leave each number in a run of its own.
 */
final class TypedRuns {
  /** Numbers of varying length between two places that a reader can jump to. */
  private static final int STRIDE = 1024;

  private final Bytes bytes;
  private final int wireType;
  private final LongList starts = new LongList();
  private final LongList ends = new LongList();

  /** Number of the run's first element. */
  private final LongList firsts = new LongList();

  private long count;

  TypedRuns(Bytes bytes, int wireType) {
    this.bytes = bytes;
    this.wireType = wireType;
  }

  /** Takes the current field of the message in. */
  void add(Wire wire, Budget budget) {
    long from;
    long end;
    if (wire.type() == Wire.LENGTH) {
      long length = wire.length();
      from = wire.take(length);
      end = from + length;
    } else if (wire.type() == wireType) {
      from = wire.position();
      wire.skip();
      end = wire.position();
    } else {
      throw new Malformed(
          wire.tagAt(), "a tensor's data has the wrong wire type; export the model again");
    }
    budget.spend(24, wire.tagAt());
    starts.add(from);
    ends.add(end);
    firsts.add(count);
    count += numbers(from, end, wire.tagAt());
  }

  private long numbers(long from, long end, long tagAt) {
    long n = 0;
    boolean whole = true;
    if (wireType == Wire.VARINT) {
      int length = 0;
      for (long i = from; i < end && length < 10; i++) {
        length = bytes.at(i) < 0 ? length + 1 : 0;
        n += length == 0 ? 1 : 0;
      }
      whole = length == 0;
    } else {
      n = (end - from) / width();
      whole = (end - from) % width() == 0;
    }
    if (!whole) {
      throw new Malformed(
          tagAt, "a tensor's data ends in the middle of a number; export the model again");
    }
    return n;
  }

  private int width() {
    return wireType == Wire.FIXED32 ? 4 : 8;
  }

  /** How many numbers there are. */
  long count() {
    return count;
  }

  long start() {
    return starts.get(0);
  }

  /** The numbers as elements of a tensor. */
  Elements elements(ElementType type, long[] dims) {
    if (wireType != Wire.VARINT && starts.size() == 1) {
      return new RawElements(bytes, starts.get(0), type, dims);
    }
    return new Typed(type, dims);
  }

  /** Elements of which several may share a number: two of four bits, or four of two. */
  private final class Typed extends Elements {
    private final int perNumber;
    private long[] places;

    Typed(ElementType type, long[] dims) {
      super(type, dims);
      perNumber = type.bits() < 8 ? 8 / type.bits() : 1;
    }

    @Override
    public Reader open() {
      return new Walk()::read;
    }

    /** Offset of every {@link #STRIDE}th number, found on first use. */
    private synchronized long[] places() {
      if (places == null) {
        places = new long[(int) (count / STRIDE + 1)];
        Walk walk = new Walk();
        for (long i = 0; i < count; i++) {
          walk.settle();
          if (i % STRIDE == 0) {
            places[(int) (i / STRIDE)] = walk.position;
          }
          walk.number();
        }
      }
      return places;
    }

    /** A place among the numbers. */
    private final class Walk {
      long position = starts.get(0);
      long next;
      private int run;

      void read(long from, double[] to, int at, int n) {
        long number = -1;
        long bits = 0;
        for (int i = 0; i < n; i++) {
          long element = from + i;
          long wanted = element / perNumber;
          if (wanted != number) {
            seek(wanted);
            bits = number();
            number = wanted;
          }
          to[at + i] = Floats.decode(type(), bits >>> element % perNumber * (8 / perNumber));
        }
      }

      private void seek(long wanted) {
        if (wanted < next || wanted > next + STRIDE) {
          next = wanted / STRIDE * STRIDE;
          position = places()[(int) (wanted / STRIDE)];
          run = runOf(next);
        }
        while (next < wanted) {
          number();
        }
      }

      private int runOf(long number) {
        int low = 0;
        int high = firsts.size() - 1;
        while (low < high) {
          int middle = (low + high + 1) >>> 1;
          if (firsts.get(middle) <= number) {
            low = middle;
          } else {
            high = middle - 1;
          }
        }
        return low;
      }

      /** Moves on to a run that has numbers left. */
      void settle() {
        while (position == ends.get(run)) {
          run++;
          position = starts.get(run);
        }
      }

      long number() {
        settle();
        next++;
        if (wireType != Wire.VARINT) {
          position += width();
          return bytes.number(position - width(), width());
        }
        long v = 0;
        int shift = 0;
        byte b;
        do {
          b = bytes.at(position++);
          v |= (b & 0x7fL) << shift;
          shift += 7;
        } while (b < 0);
        return v;
      }
    }
  }
}
