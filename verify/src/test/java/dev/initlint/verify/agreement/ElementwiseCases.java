package dev.initlint.verify.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Functions of each entry, sums and products. */
final class ElementwiseCases {
  private static final int D = 64;
  private static final int N = 6;

  private ElementwiseCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (String op :
        List.of(
            "Abs",
            "Atan",
            "Celu",
            "Cos",
            "Elu",
            "Erf",
            "Gelu",
            "HardSigmoid",
            "HardSwish",
            "LeakyRelu",
            "Mish",
            "Neg",
            "Relu",
            "Selu",
            "Sigmoid",
            "Sin",
            "Softplus",
            "Softsign",
            "Swish",
            "Tanh",
            "ThresholdedRelu",
            "Identity")) {
      cases.add(activation(op, (net, h) -> net.op(op, h)));
    }
    cases.add(activation("Elu of another α", (n, h) -> n.op("Elu", Map.of("alpha", 0.5), h)));
    cases.add(activation("Gelu by tanh", (n, h) -> n.op("Gelu", Map.of("approximate", "tanh"), h)));
    cases.add(activation("QuickGelu", (n, h) -> n.microsoft("QuickGelu", Map.of(), h)));
    cases.add(activation("Clip", (n, h) -> n.op("Clip", h, n.scalar(0), n.scalar(1))));
    cases.add(activation("PRelu", (n, h) -> n.op("PRelu", h, n.stored(new long[] {1}, 0.25))));
    cases.add(activation("Exp", (n, h) -> n.op("Exp", n.op("Mul", h, n.scalar(0.5)))));
    cases.add(
        activation("Pow 3", (n, h) -> n.op("Pow", n.op("Mul", h, n.scalar(0.7)), n.scalar(3))));
    cases.add(activation("square", (n, h) -> n.op("Pow", h, n.scalar(2))));
    cases.add(
        activation(
            "Sqrt and Reciprocal",
            (n, h) -> {
              String above = n.op("Add", n.op("Sigmoid", h), n.scalar(0.5));
              return n.op("Add", n.op("Sqrt", above), n.op("Reciprocal", above));
            }));
    cases.add(activation("Cast", (n, h) -> n.op("Cast", Map.of("to", 1L), n.op("Relu", h))));
    cases.add(activation("CastLike", (n, h) -> n.op("CastLike", n.op("Relu", h), h)));
    cases.add(activation("Dropout outside training", (n, h) -> n.op("Dropout", n.op("Relu", h))));
    cases.add(activation("Max with a number", (n, h) -> n.op("Max", h, n.scalar(-0.5))));
    cases.add(activation("Min with a number", (n, h) -> n.op("Min", h, n.scalar(0.5))));
    for (String op : List.of("Acos", "Asin")) {
      cases.add(activation(op, (n, h) -> n.op(op, n.op("Mul", n.op("Tanh", h), n.scalar(0.9)))));
    }
    cases.add(
        activation(
            "BiasGelu", (n, h) -> n.microsoft("BiasGelu", Map.of(), h, n.normal(0, 0.5, D))));
    cases.add(activation("FastGelu", (n, h) -> n.microsoft("FastGelu", Map.of(), h)));
    cases.add(
        activation(
            "FusedMatMul",
            (n, h) ->
                n.microsoft("FusedMatMul", Map.of("alpha", 0.5, "transB", 1L), h, n.matrix(D, D))));
    cases.add(
        activation(
            "Dropout in training",
            (n, h) -> n.op("Dropout", n.op("Relu", h), n.scalar(0.25), n.truths(new long[0], 1))));
    cases.addAll(written());
    cases.addAll(pairs());
    return cases;
  }

  /** input → linear → function → linear, over positions. */
  static Case activation(String name, BiFunction<Net, String, String> f) {
    return Case.of(
        name,
        net -> {
          String h = net.linear(net.reals("x", N, D), D, D);
          net.to(net.linear(f.apply(net, h), D, D));
        });
  }

  private static List<Case> written() {
    return List.of(
        activation("Max of a number and h", (n, h) -> n.op("Max", n.scalar(0.25), h)),
        activation(
            "softplus of a parameter as a gate",
            (n, h) -> n.op("Mul", h, n.op("Softplus", n.drawnOnce(5, 0.3, 1, D)))),
        activation("SiLU written out", (n, h) -> n.op("Mul", h, n.op("Sigmoid", h))),
        activation(
            "GELU by erf written out",
            (n, h) -> {
              String erf = n.op("Erf", n.op("Div", h, n.scalar(Math.sqrt(2))));
              String one = n.op("Add", erf, n.scalar(1));
              return n.op("Mul", n.op("Mul", h, one), n.scalar(0.5));
            }),
        activation(
            "GELU by tanh written out",
            (n, h) -> {
              String cube = n.op("Mul", n.op("Pow", h, n.scalar(3)), n.scalar(0.044715));
              String u = n.op("Mul", n.op("Add", h, cube), n.scalar(Math.sqrt(2 / Math.PI)));
              String one = n.op("Add", n.op("Tanh", u), n.scalar(1));
              return n.op("Mul", n.op("Mul", h, n.scalar(0.5)), one);
            }),
        activation(
            "hard swish written out",
            (n, h) -> {
              String c = n.op("Clip", n.op("Add", h, n.scalar(3)), n.scalar(0), n.scalar(6));
              return n.op("Div", n.op("Mul", h, c), n.scalar(6));
            }),
        activation(
            "softplus guarded against overflow",
            (n, h) -> n.op("Where", n.op("Greater", h, n.scalar(20)), h, n.op("Softplus", h))),
        activation(
            "leaky ReLU by a comparison",
            (n, h) ->
                n.op("Where", n.op("Less", h, n.scalar(0)), n.op("Mul", h, n.scalar(0.2)), h)),
        activation(
            "a threshold with a value of its own",
            (n, h) -> n.op("Where", n.op("GreaterOrEqual", n.scalar(0.3), h), n.scalar(0.1), h)),
        activation(
            "a shrinkage",
            (n, h) -> n.op("Where", n.op("LessOrEqual", h, n.scalar(0.5)), n.scalar(0), h)),
        activation("one minus sigmoid", (n, h) -> n.op("Sub", n.scalar(1), n.op("Sigmoid", h))),
        activation(
            "a number over a softplus",
            (n, h) -> n.op("Div", n.scalar(1), n.op("Add", n.op("Softplus", h), n.scalar(1)))),
        activation("x + φ(x)", (n, h) -> n.op("Add", h, n.op("Relu", h))),
        activation("shift by a number", (n, h) -> n.op("Relu", n.op("Add", h, n.scalar(0.7)))));
  }

  private static List<Case> pairs() {
    return List.of(
        Case.of(
            "gated unit of two matrices",
            n -> {
              String x = n.reals("x", N, D);
              String gate = n.op("Sigmoid", n.linear(x, D, D));
              n.to(n.linear(n.op("Mul", gate, n.linear(x, D, D)), D, D));
            }),
        Case.of(
            "gate of one output for all features",
            n -> {
              String x = n.reals("x", N, D);
              String gate = n.op("Sigmoid", n.linear(x, D, 1));
              String h = n.op("Relu", n.linear(x, D, D));
              n.to(n.linear(n.op("Mul", gate, n.linear(h, D, D)), D, D));
            }),
        Case.of(
            "Sum and Mean of branches",
            n -> {
              String x = n.reals("x", N, D);
              String s = n.op("Sum", n.linear(x, D, D), n.linear(x, D, D), n.linear(x, D, D));
              String m = n.op("Mean", s, n.linear(x, D, D));
              n.to(n.linear(n.op("Relu", m), D, D));
            }),
        Case.of(
            "GLU of one split matrix",
            n -> {
              String both = n.linear(n.reals("x", N, D), D, 2 * D);
              String[] p = n.op("Split", 2, Map.of("axis", -1L, "num_outputs", 2L), both);
              n.to(n.linear(n.op("Mul", p[0], n.op("Sigmoid", p[1])), D, D));
            }),
        Case.of(
            "difference of two branches",
            n -> {
              String x = n.reals("x", N, D);
              n.to(n.linear(n.op("Sub", n.linear(x, D, D), n.linear(x, D, D)), D, D));
            }),
        Case.of(
            "residual sum of two activated branches",
            n -> {
              String x = n.reals("x", N, D);
              String a = n.op("Relu", n.linear(x, D, D));
              String b = n.op("Relu", n.linear(a, D, D));
              n.to(n.linear(n.op("Add", a, b), D, D));
            }),
        Case.of(
            "bias of random entries",
            n -> {
              String h = n.linear(n.reals("x", N, D), D, D);
              n.to(n.linear(n.op("Relu", n.op("Add", h, n.normal(0, 0.7, D))), D, D));
            }),
        Case.of(
            "matrix whose entries have a mean",
            n -> {
              String h = n.op("Relu", n.linear(n.reals("x", N, D), D, D));
              String y = n.op("MatMul", h, n.normal(0.05, 0.1, D, D));
              n.to(n.linear(n.op("Tanh", y), D, D));
            }),
        Case.of(
            "gain of random entries",
            n -> {
              String h = n.linear(n.reals("x", N, D), D, D);
              n.to(n.linear(n.op("Mul", h, n.normal(1, 0.5, D)), D, D));
            }),
        Case.of(
            "Gemm with bias",
            n -> {
              String x = n.reals("x", D);
              String w = n.normal(0, 0.2, 2 * D, D);
              String h = n.op("Gemm", Map.of("transB", 1L), x, w, n.normal(0, 0.5, 2 * D));
              n.to(n.linear(n.op("Relu", h), 2 * D, D));
            }),
        Case.of(
            "Gemm with alpha and beta",
            n -> {
              String x = n.reals("x", D);
              Map<String, Object> scale = Map.of("alpha", 0.5, "beta", 2.0);
              String h = n.op("Gemm", scale, x, n.matrix(D, D), n.normal(0, 0.5, D));
              n.to(n.linear(n.op("Relu", h), D, D));
            }));
  }
}
