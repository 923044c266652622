package dev.initlint.verify.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Scans over a state, step by step, whose decays and drives share their step sizes. */
final class ScanCases {
  private static final int D = 64;
  private static final int STATES = 4;
  private static final int STEPS = 3;

  private ScanCases() {}

  static List<Case> all() {
    return List.of(
        Case.of("scan with a rate a state", net -> scan(net, rates(D, STATES), STATES)),
        Case.of("scan with one rate a channel", net -> scan(net, rates(D, 1), 1)),
        Case.of("steps that gate what they follow from", ScanCases::gated));
  }

  /** state ← exp(step·rate)·state + step·x·b; output state·c. */
  private static void scan(Net n, double[] rates, int own) {
    String x = n.reals("x", STEPS, D);
    String h = n.linear(x, D, D);
    String noise = n.op("MatMul", x, n.normal(0, 0.3 / Math.sqrt(D), D, D));
    String step = n.op("Softplus", n.op("Add", noise, n.stored(new long[] {D}, inverses())));
    String b = n.linear(x, D, STATES);
    String c = n.linear(x, D, STATES);
    String rate = n.op("Neg", n.stored(new long[] {D, own}, rates));
    String state = null;
    List<String> all = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      String at = n.reshape(position(n, step, t), 0, D, 1);
      String fed = n.op("Mul", at, n.reshape(position(n, h, t), 0, D, 1));
      fed = n.op("Mul", fed, n.reshape(position(n, b, t), 0, 1, STATES));
      state =
          t == 0 ? fed : n.op("Add", n.op("Mul", n.op("Exp", n.op("Mul", at, rate)), state), fed);
      String y = n.op("MatMul", state, n.reshape(position(n, c, t), 0, STATES, 1));
      all.add(n.reshape(y, 0, 1, D));
    }
    String y = n.op("Concat", Map.of("axis", 1L), all.toArray(String[]::new));
    n.to(n.linear(y, D, D));
  }

  /** Entries that met one bias twice: step·exp(−step)·x. */
  private static void gated(Net n) {
    String x = n.reals("x", STEPS, D);
    String noise = n.op("MatMul", x, n.normal(0, 0.3 / Math.sqrt(D), D, D));
    String bias = n.op("Cast", Map.of("to", 1L), n.stored(new long[] {D}, inverses()));
    String biased = n.op("Add", noise, n.op("Add", bias, n.stored(new long[] {D}, new double[D])));
    String step = n.op("Softplus", n.op("Slice", biased, n.ints(1), n.ints(STEPS), n.ints(1)));
    String later = n.op("Slice", n.linear(x, D, D), n.ints(0), n.ints(STEPS - 1), n.ints(1));
    String first = n.op("Softplus", n.op("Slice", biased, n.ints(0), n.ints(STEPS - 1), n.ints(1)));
    String decay = n.op("Exp", n.op("Mul", step, n.scalar(-3)));
    n.to(n.linear(n.op("Mul", decay, n.op("Mul", first, later)), D, D));
  }

  private static String position(Net n, String x, long t) {
    return n.op("Gather", Map.of("axis", 1L), x, n.table(new long[0], t));
  }

  /** Biases for which softplus is spread evenly in its logarithm from 0.02 to 1. */
  private static double[] inverses() {
    return IntStream.range(0, D)
        .mapToDouble(i -> 0.02 * Math.pow(50, (i + 0.5) / D))
        .map(step -> Math.log(Math.expm1(step)))
        .toArray();
  }

  private static double[] rates(int channels, int states) {
    return IntStream.range(0, channels * states)
        .mapToDouble(i -> states > 1 ? 1.0 + i % states : 1.0 + i * 7 % 5)
        .toArray();
  }
}
