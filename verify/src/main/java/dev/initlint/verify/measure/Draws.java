package dev.initlint.verify.measure;

import dev.initlint.verify.Estimate;
import java.util.ArrayList;
import java.util.List;

/** The same figure over weight draws and, within each, over input draws. */
public final class Draws {
  private final List<List<Double>> bySeed = new ArrayList<>();

  /** Adds the figure of one input draw under weight draw {@code seed}, counted from 0. */
  public void add(int seed, double figure) {
    while (bySeed.size() <= seed) {
      bySeed.add(new ArrayList<>());
    }
    bySeed.get(seed).add(figure);
  }

  /** Mean and standard error, or null when there is no figure or it is not a number. */
  public Estimate estimate() {
    List<List<Double>> seeds = bySeed.stream().filter(s -> !s.isEmpty()).toList();
    double[] samples =
        seeds.size() > 1
            ? seeds.stream().mapToDouble(Draws::mean).toArray()
            : seeds.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray();
    int n = samples.length;
    double sum = 0;
    for (double v : samples) {
      sum += v;
    }
    double mean = sum / n;
    if (n == 0 || Double.isNaN(mean)) {
      return null;
    }
    double squares = 0;
    for (double v : samples) {
      squares += (v - mean) * (v - mean);
    }
    return new Estimate(mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
