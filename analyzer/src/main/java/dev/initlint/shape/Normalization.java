package dev.initlint.shape;

import dev.initlint.graph.ElementType;
import java.util.Arrays;
import java.util.List;

/** Norms: the extents of the first input, and statistics beside it. */
final class Normalization {
  private Normalization() {}

  static void register(Operators r) {
    List.of("RMSNormalization", "GroupNormalization", "InstanceNormalization", "LRN")
        .forEach(op -> r.add(op, Operator::same));
    List.of("MeanVarianceNormalization", "LpNormalization")
        .forEach(op -> r.add(op, Operator::same));
    r.addAll("LayerNormalization", Normalization::layer);
    r.addAll("SimplifiedLayerNormalization", Normalization::simplified);
    r.addAll("BatchNormalization", Normalization::batch, NormKernels::batch);
    r.add(
        "DequantizeLinear", o -> Inferred.Known.of(o.type(1), o.dims(0)), NormKernels::dequantised);
    r.add(
        "QuantizeLinear",
        o -> Operator.same(o, o.has(2) ? o.type(2) : ElementType.UINT8),
        NormKernels::quantised);
    r.addAll(
        "DynamicQuantizeLinear",
        o ->
            List.of(
                Operator.same(o, ElementType.UINT8),
                Inferred.Known.of(ElementType.FLOAT),
                Inferred.Known.of(ElementType.UINT8)));
  }

  /** Mean and inverse deviation keep the axes before the normalised ones. */
  private static List<Inferred> layer(Operands o) {
    Inferred statistic = statistic(o);
    return List.of(Operator.same(o), statistic, statistic);
  }

  private static List<Inferred> simplified(Operands o) {
    return List.of(Operator.same(o), statistic(o));
  }

  private static Inferred statistic(Operands o) {
    long[] dims = o.dims(0);
    int axis = o.axis("axis", -1, dims.length);
    Arrays.fill(dims, axis, dims.length, 1);
    return Inferred.Known.of(ElementType.FLOAT, dims);
  }

  private static List<Inferred> batch(Operands o) {
    if (o.node().outputs().size() == 1) {
      return List.of(Operator.same(o));
    }
    Inferred perChannel = Inferred.Known.of(o.type(0), o.dims(1, 1));
    return List.of(Operator.same(o), perChannel, perChannel, perChannel, perChannel);
  }
}
