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
    if (samples.length == 0) {
      return null;
    }
    Estimate e = Estimate.of(samples);
    return Double.isNaN(e.mean()) ? null : e;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
