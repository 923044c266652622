package dev.initlint.linking;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongBinaryOperator;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lambdas, method references and records of all kinds; {@link #get} says what they do. */
public final class Samples implements Supplier<List<Object>> {
  private final List<Object> said = new ArrayList<>();
  private final double factor = 3;

  record Pair(
      boolean a, byte b, short c, char d, int e, long f, float g, double h, String i, int[] j) {}

  record Nothing() {}

  interface Shape {
    double area();

    default Supplier<Double> twice() {
      return () -> 2 * hidden();
    }

    private double hidden() {
      return area();
    }
  }

  private static final class Inner {
    private final int base;

    private Inner(int base) {
      this.base = base;
    }

    private IntFunction<Integer> adder() {
      return i -> base + i;
    }

    private int plus(Integer other) {
      return base + other;
    }
  }

  @Override
  public List<Object> get() {
    String text = "captured";
    long wide = 1L << 40;
    double real = 0.5;
    say(() -> text + wide + real);
    say(() -> 7);
    say(text::length);
    say(Samples::secret);
    say(this::own);
    say(ArrayList::new);
    Function<Integer, int[]> arrays = int[]::new;
    say(() -> arrays.apply(3).length);
    ToIntFunction<String> length = String::length;
    say(() -> length.applyAsInt("four"));
    DoubleUnaryOperator scaled = x -> factor * x + wide;
    say(() -> scaled.applyAsDouble(real));
    LongBinaryOperator largest = Math::max;
    say(() -> largest.applyAsLong(wide, 3));
    BiFunction<Inner, Integer, Integer> plus = Inner::plus;
    say(() -> plus.apply(new Inner(4), 5));
    say(() -> new Inner(2).adder().apply(9));
    Shape shape = () -> 1.25;
    say(shape.twice());
    Consumer<String> discarded = said::add;
    discarded.accept("added");
    Function<Integer, Long> widened = i -> (long) i;
    say(() -> widened.apply(2));
    Supplier<String> kept = (Supplier<String> & Serializable) () -> text;
    say(kept);
    say(
        () ->
            Stream.of("b", "a").sorted(Comparator.comparing(s -> s)).collect(Collectors.toList()));
    say(() -> IntStream.range(0, 4).mapToObj(Integer::toString).collect(Collectors.joining()));
    Set<String> names = Stream.of("x").collect(Collectors.toCollection(TreeSet::new));
    say(names::size);
    records();
    return said;
  }

  private void records() {
    int[] array = {1};
    List<Pair> pairs =
        List.of(
            new Pair(true, (byte) 1, (short) 2, 'c', 4, 5, 6, Double.NaN, "i", array),
            new Pair(true, (byte) 1, (short) 2, 'c', 4, 5, 6, Double.NaN, "i", array),
            new Pair(false, (byte) 1, (short) 2, 'c', 4, 5, 6, Double.NaN, "i", array),
            new Pair(true, (byte) 1, (short) 2, 'c', 4, 5, 6, -0.0, "i", array),
            new Pair(true, (byte) 1, (short) 2, 'c', 4, 5, 6, 0.0, "i", array),
            new Pair(true, (byte) 1, (short) 2, 'c', 4, 9, 6, 0.0, null, array),
            new Pair(true, (byte) 1, (short) 2, 'c', 4, 9, 6, 0.0, null, new int[] {1}));
    for (Pair p : pairs) {
      for (Pair q : pairs) {
        said.add(p.equals(q));
      }
      said.add(new Pair(p.a, p.b, p.c, p.d, p.e, p.f, p.g, p.h, p.i, null).hashCode());
      said.add(p.equals(null) || p.equals("other"));
    }
    said.add(new Nothing().hashCode());
    said.add(new Nothing().equals(new Nothing()));
    said.add(new Nothing().toString());
  }

  private void say(Supplier<?> what) {
    said.add(what.get());
  }

  private static String secret() {
    return "secret";
  }

  private double own() {
    return factor;
  }
}
