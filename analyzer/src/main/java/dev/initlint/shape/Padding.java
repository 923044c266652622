package dev.initlint.shape;

/** Where a padded position takes its element from. */
final class Padding {
  private Padding() {}

  /**
   * Index into an axis of {@code extent} elements for a position relative to its first one, or -1
   * for the fill value.
   */
  static long source(String mode, long position, long extent) {
    if (position >= 0 && position < extent) {
      return position;
    }
    if (!mode.equals("constant") && extent == 0) {
      throw new IllegalArgumentException("Pad has no element to repeat");
    }
    return switch (mode) {
      case "constant" -> -1;
      case "edge" -> position < 0 ? 0 : extent - 1;
      case "wrap" -> Math.floorMod(position, extent);
      case "reflect" -> reflected(position, extent);
      default -> throw new IllegalArgumentException("Pad has no mode " + mode);
    };
  }

  /** Mirrored at the first and last element, which are not repeated. */
  private static long reflected(long position, long extent) {
    if (extent == 1) {
      return 0;
    }
    long period = 2 * (extent - 1);
    long phase = Math.floorMod(position, period);
    return phase < extent ? phase : period - phase;
  }
}
