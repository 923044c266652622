package dev.initlint.onnx;

import dev.initlint.graph.ElementType;
import dev.initlint.graph.Weight;
import dev.initlint.onnx.RawModel.RawNode;
import dev.initlint.stored.Elements;
import dev.initlint.stored.RawElements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Quantised weights as the float weights that they stand for. */
final class Quantised {
  private final Scope scope;

  Quantised(Scope scope) {
    this.scope = scope;
  }

  /** Whether a DequantizeLinear has a single scale, so that it commutes with a lookup. */
  boolean hasOneScale(RawNode node) {
    Weight scales = weight(node, 1);
    return scales != null && scales.count() == 1 && !node.attributes().containsKey("block_size");
  }

  /** The output of DequantizeLinear; null when its scales are not weights or do not fit. */
  View dequantised(RawNode node, Weight codes) {
    Weight scales = weight(node, 1);
    Weight zeros = weight(node, 2);
    if (scales == null || zeros == null && hasInput(node, 2)) {
      return null;
    }
    Long stated = node.attribute("axis", Long.class);
    Long size = node.attribute("block_size", Long.class);
    long block = size == null ? 0 : size;
    int axis = Rearrangement.axis(stated == null ? 1 : stated, codes.dims().length);
    boolean whole = block == 0 && scales.count() == 1;
    if (!whole && (axis < 0 || block < 0 || !fits(scales.dims(), codes.dims(), axis, block))) {
      return null;
    }
    if (zeros != null && zeros.count() != scales.count()) {
      return null;
    }
    Long wanted = node.attribute("output_dtype", Long.class);
    ElementType type =
        wanted == null || wanted == 0 ? scales.type() : TensorIndex.elementType(wanted);
    return view(type, codes, scales, zeros, WeightFlow.elements(codes), whole ? 0 : axis, block);
  }

  private static boolean fits(long[] scales, long[] codes, int axis, long block) {
    if (block == 0) {
      return scales.length == 1 && scales[0] == codes[axis];
    }
    long[] blocks = codes.clone();
    blocks[axis] = (codes[axis] + block - 1) / block;
    return Arrays.equals(scales, blocks);
  }

  private static View view(
      ElementType type,
      Weight codes,
      Weight scales,
      Weight zeros,
      Elements elements,
      int axis,
      long block) {
    if (!type.isReal() || !scales.type().isReal()) {
      return null;
    }
    List<Weight> from = new ArrayList<>(List.of(codes, scales));
    if (zeros != null) {
      from.add(zeros);
    }
    return new DequantizedView(
        View.Lineage.of(from).then("DequantizeLinear"),
        type,
        elements,
        WeightFlow.elements(scales),
        zeros == null ? null : WeightFlow.elements(zeros),
        0,
        axis,
        block);
  }

  private Weight weight(RawNode node, int input) {
    return hasInput(node, input) ? scope.weight(node.inputs().get(input)) : null;
  }

  static boolean hasInput(RawNode node, int input) {
    return node.inputs().size() > input && !node.inputs().get(input).isEmpty();
  }

  /**
   * The weight [K, N] of com.microsoft.MatMulNBits, whose B holds the transposed codes in blocks
   * along K: [N, blocks, bytes]. Null when a part is not a weight, or is laid out otherwise.
   */
  View blockwise(RawNode node) {
    long k = number(node, "K", -1);
    long n = number(node, "N", -1);
    long size = number(node, "block_size", -1);
    ElementType code = code(number(node, "bits", 4));
    Weight b = weight(node, 1);
    Weight scales = weight(node, 2);
    Weight zeros = weight(node, 3);
    boolean reordered = hasInput(node, 4);
    boolean stated = code != null && b != null && scales != null && !reordered;
    if (!stated || Math.min(k, n) < 1 || size < 1) {
      return null;
    }
    if (k > 1L << 40 || size > 1L << 40 || zeros == null && hasInput(node, 3)) {
      return null;
    }
    long blocks = (k + size - 1) / size;
    long[] padded = {n, blocks * size};
    if (b.type().bits() != 8 || bits(b.count(), 8) != bits(n, padded[1] * code.bits())) {
      return null;
    }
    Elements codes = repacked(b, code, padded);
    Elements points = zeros == null ? null : zeroPoints(zeros, code, n, blocks);
    if (codes == null || scales.count() != n * blocks || zeros != null && points == null) {
      return null;
    }
    List<Weight> from = new ArrayList<>(List.of(b, scales));
    if (zeros != null) {
      from.add(zeros);
    }
    View.Lineage lineage = View.Lineage.of(from).then("MatMulNBits dequantisation");
    double middle = 1 << code.bits() - 1;
    View whole =
        new DequantizedView(
            lineage, scales.type(), codes, WeightFlow.elements(scales), points, middle, 1, size);
    return StridedView.of(
        lineage.then("Transpose [1, 0]"),
        whole,
        new long[2],
        new int[] {1, 0},
        new long[] {k, n},
        new long[] {1, 1});
  }

  /** Either one per scale as they are, or packed like the codes with each row filled to a byte. */
  private static Elements zeroPoints(Weight zeros, ElementType code, long n, long blocks) {
    if (zeros.type().isReal()) {
      return zeros.count() == n * blocks ? WeightFlow.elements(zeros) : null;
    }
    long perByte = 8 / code.bits();
    long[] padded = {n, (blocks + perByte - 1) / perByte * perByte};
    if (zeros.type().bits() != 8 || bits(zeros.count(), 8) != bits(n, padded[1] * code.bits())) {
      return null;
    }
    Elements packed = repacked(zeros, code, padded);
    return packed == null
        ? null
        : StridedView.of(
            View.Lineage.of(zeros),
            packed,
            new long[2],
            new int[] {0, 1},
            new long[] {n, blocks},
            new long[] {1, 1});
  }

  /** Bytes as the codes that are packed in them; null if they are not stored in one run. */
  private static Elements repacked(Weight bytes, ElementType code, long[] dims) {
    return WeightFlow.elements(bytes) instanceof RawElements raw ? raw.as(code, dims) : null;
  }

  /** Product, or -1 where it is too large to be that of a file. */
  private static long bits(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : -1;
  }

  private static ElementType code(long bits) {
    return switch ((int) bits) {
      case 2 -> ElementType.UINT2;
      case 4 -> ElementType.UINT4;
      case 8 -> ElementType.UINT8;
      default -> null;
    };
  }

  private static long number(RawNode node, String attribute, long otherwise) {
    Long stated = node.attribute(attribute, Long.class);
    return stated == null ? otherwise : stated;
  }
}
