package dev.initlint.javasource.eval;

import dev.initlint.symbol.Expr;
import java.util.ArrayList;
import java.util.List;

/** The calls made on a builder, in order; the last call of a name counts. */
public final class Recorder {
  /** One call. */
  public record Setting(String name, List<Object> args, Site site) {
    public Setting {
      args = java.util.Collections.unmodifiableList(new ArrayList<>(args));
    }

    /** First argument, or null. */
    public Object value() {
      return args.isEmpty() ? null : args.get(0);
    }
  }

  private final List<Setting> calls = new ArrayList<>();

  /** Notes a call. */
  public void record(String name, List<Object> args, Site site) {
    if (calls.size() >= Budget.TRIPS) {
      throw new PathEnded.LimitReached("a builder is called more than " + Budget.TRIPS + " times");
    }
    calls.add(new Setting(name, args, site));
  }

  /** A copy that later calls do not change. */
  public Recorder copy() {
    Recorder r = new Recorder();
    r.calls.addAll(calls);
    return r;
  }

  /** All calls in order. */
  public List<Setting> calls() {
    return calls;
  }

  /** The last call of any of the names, or null. */
  public Setting last(String... names) {
    for (int i = calls.size() - 1; i >= 0; i--) {
      for (String n : names) {
        if (calls.get(i).name().equals(n)) {
          return calls.get(i);
        }
      }
    }
    return null;
  }

  /** The first argument of the last call of any of the names, or null. */
  public Object value(String... names) {
    Setting s = last(names);
    return s == null ? null : s.value();
  }

  /** A whole number, or the default when it was not set or is not known. */
  public long whole(long otherwise, String... names) {
    Long v = Values.asLong(value(names));
    return v == null ? otherwise : v;
  }

  /** A number, or the default when it was not set or is not known. */
  public double real(double otherwise, String... names) {
    Double v = Values.asDouble(value(names));
    return v == null ? otherwise : v;
  }

  /** A truth, or the default; a call without argument means true. */
  public boolean flag(boolean otherwise, String... names) {
    Setting s = last(names);
    if (s == null) {
      return otherwise;
    }
    return s.args().isEmpty() ? true : s.value() instanceof Boolean b ? b : otherwise;
  }

  /** A size as a formula, or null when it was not set. */
  public Expr size(String... names) {
    Setting s = last(names);
    return s == null || s.value() == null ? null : Values.asExpr(s.value());
  }

  /** Whole numbers given one by one or as an array; null when not set or not all known. */
  public long[] wholes(String... names) {
    Setting s = last(names);
    return s == null ? null : wholes(s.args());
  }

  /** Whole numbers of an argument list; null when not all are known. */
  public static long[] wholes(List<Object> args) {
    List<Object> all =
        args.size() == 1 && Values.elements(args.get(0)) != null
            ? Values.elements(args.get(0))
            : args;
    long[] out = new long[all.size()];
    for (int i = 0; i < out.length; i++) {
      Long v = Values.asLong(all.get(i));
      if (v == null) {
        return null;
      }
      out[i] = v;
    }
    return out;
  }
}
