package dev.initlint.training;

import java.util.Locale;
import java.util.Map;

/**
 * The numbers that activations and gradients are held in.
 *
 * @see <a href="https://arxiv.org/abs/2209.05433">Micikevicius et al. 2022 for both forms of
 *     fp8</a>
 */
public enum Precision {
  FP32("fp32", 3.4028234663852886e38, 0x1p-126, 0x1p-149, 24),
  FP16("fp16", 65504, 0x1p-14, 0x1p-24, 11),
  BF16("bf16", 3.3895313892515355e38, 0x1p-126, 0x1p-133, 8),
  /** Four bits of exponent, three of fraction: for activations and weights. */
  FP8_E4M3("fp8-e4m3", 448, 0x1p-6, 0x1p-9, 4),
  /** Five bits of exponent, two of fraction: for gradients. */
  FP8_E5M2("fp8-e5m2", 57344, 0x1p-14, 0x1p-16, 3);

  private static final Map<String, Precision> NAMES =
      Map.ofEntries(
          Map.entry("fp32", FP32),
          Map.entry("float32", FP32),
          Map.entry("32", FP32),
          Map.entry("32-true", FP32),
          Map.entry("tf32", FP32),
          Map.entry("fp16", FP16),
          Map.entry("float16", FP16),
          Map.entry("half", FP16),
          Map.entry("16", FP16),
          Map.entry("16-mixed", FP16),
          Map.entry("16-true", FP16),
          Map.entry("bf16", BF16),
          Map.entry("bfloat16", BF16),
          Map.entry("bf16-mixed", BF16),
          Map.entry("bf16-true", BF16),
          Map.entry("fp8", FP8_E4M3),
          Map.entry("fp8-e4m3", FP8_E4M3),
          Map.entry("e4m3", FP8_E4M3),
          Map.entry("fp8-e5m2", FP8_E5M2),
          Map.entry("e5m2", FP8_E5M2));

  private final String label;
  private final double largest;
  private final double leastNormal;
  private final double least;
  private final int bits;

  Precision(String label, double largest, double leastNormal, double least, int bits) {
    this.label = label;
    this.largest = largest;
    this.leastNormal = leastNormal;
    this.least = least;
    this.bits = bits;
  }

  /** As {@code fp16}. */
  public String label() {
    return label;
  }

  /** The largest finite number. */
  public double largest() {
    return largest;
  }

  /** The least positive number of full precision. */
  public double leastNormal() {
    return leastNormal;
  }

  /** The least positive number; less than half of it is rounded to 0. */
  public double least() {
    return least;
  }

  /** Bits of the significand, the leading one counted. */
  public int bits() {
    return bits;
  }

  /** What gradients are held in: by the usual recipe E5M2 where activations are E4M3. */
  public Precision ofGradients() {
    return this == FP8_E4M3 ? FP8_E5M2 : this;
  }

  /**
   * The precision that a word of PyTorch, Lightning or Transformer Engine means, in any case.
   *
   * @throws IllegalArgumentException naming the word and those that are known
   */
  public static Precision of(String word) {
    Precision p = NAMES.get(word.strip().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (p == null) {
      throw new IllegalArgumentException(
          "\"" + word + "\" is no precision: give fp32, fp16, bf16, fp8, fp8-e4m3 or fp8-e5m2");
    }
    return p;
  }
}
