package dev.initlint.graph;

/** The elements of a small tensor, collected when the first of them is read. */
final class HeldRuns implements TensorData.Runs {
  private final TensorData data;
  private float[] all;

  HeldRuns(TensorData data) {
    this.data = data;
  }

  @Override
  public void read(long from, float[] to, int at, int n) {
    if (all == null) {
      all = collected();
    }
    System.arraycopy(all, (int) from, to, at, n);
  }

  private float[] collected() {
    float[] values = new float[Math.toIntExact(data.count())];
    int[] filled = new int[1];
    data.stream(
        (chunk, length) -> {
          System.arraycopy(chunk, 0, values, filled[0], length);
          filled[0] += length;
        });
    return values;
  }
}
