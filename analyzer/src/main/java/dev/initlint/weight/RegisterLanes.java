package dev.initlint.weight;

/**
 * For C1, which neither unrolls nor vectorises: four lines go through at once, so that the sums of
 * a column are loaded and stored once for four elements, and all else stays in registers. That
 * takes a third of the time there of a loop for each figure.
 */
final class RegisterLanes extends Lanes {
  /** Lanes whose third and fourth powers are summed in floats before roundings add up. */
  private static final int BLOCK = 256;

  RegisterLanes(float shift, float scale) {
    super(shift, scale);
  }

  @Override
  void four(float[][] x, float[] sums, float[] squares, int n) {
    for (int from = 0; from < n; from += BLOCK) {
      four(x, sums, squares, from, Math.min(n, from + BLOCK));
    }
  }

  private void four(float[][] x, float[] sums, float[] squares, int from, int to) {
    float[] first = x[0];
    float[] second = x[1];
    float[] third = x[2];
    float[] last = x[3];
    float h = high();
    float l = low();
    boolean anyZero = false;
    float cube = 0;
    float oddCube = 0;
    float fourth = 0;
    float oddFourth = 0;
    for (int j = from; j < to; j++) {
      float a = first[j];
      float b = second[j];
      if (a > h) h = a;
      if (b > h) h = b;
      if (a < l) l = a;
      if (b < l) l = b;
      float product = a * b;
      a = (a - shift) * scale;
      b = (b - shift) * scale;
      float a2 = a * a;
      float b2 = b * b;
      float sum = a + b;
      float square = a2 + b2;
      cube += a2 * a;
      oddCube += b2 * b;
      fourth += a2 * a2;
      oddFourth += b2 * b2;

      a = third[j];
      b = last[j];
      if (a > h) h = a;
      if (b > h) h = b;
      if (a < l) l = a;
      if (b < l) l = b;
      if (product * (a * b) == 0) anyZero = true;
      a = (a - shift) * scale;
      b = (b - shift) * scale;
      a2 = a * a;
      b2 = b * b;
      sums[j] += sum + (a + b);
      squares[j] += square + (a2 + b2);
      cube += a2 * a;
      oddCube += b2 * b;
      fourth += a2 * a2;
      oddFourth += b2 * b2;
    }
    add(h, l, anyZero, (double) cube + oddCube, (double) fourth + oddFourth);
  }

  @Override
  void one(float[] x, float[] sums, float[] squares, int n) {
    for (int from = 0; from < n; from += BLOCK) {
      one(x, sums, squares, from, Math.min(n, from + BLOCK));
    }
  }

  private void one(float[] x, float[] sums, float[] squares, int from, int to) {
    float h = high();
    float l = low();
    boolean anyZero = false;
    float cube = 0;
    float fourth = 0;
    for (int j = from; j < to; j++) {
      float a = x[j];
      if (a > h) h = a;
      if (a < l) l = a;
      if (a == 0) anyZero = true;
      a = (a - shift) * scale;
      float a2 = a * a;
      sums[j] += a;
      squares[j] += a2;
      cube += a2 * a;
      fourth += a2 * a2;
    }
    add(h, l, anyZero, cube, fourth);
  }

  @Override
  void settle() {
    // nothing is kept in lanes
  }
}
