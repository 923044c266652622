package dev.initlint.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How a model is to be measured.
 *
 * @param draws input draws per weight draw; 0 for {@value #DRAWS} under stored weights and 1 where
 *     weights are drawn
 * @param seeds weight draws, also of those that stored weights are held against; 0 for {@value
 *     #SEEDS}, 1 for none but the stored ones, {@value #NO_VERDICT} for as many as the figures need
 * @param redraw whether stored weights are drawn anew from the laws that were recognised
 * @param zipf whether tokens follow Zipf's law instead of being uniform
 * @param data files of numpy's format that hold inputs, by input name
 * @param memory largest number of bytes of tensors in use at once; 0 for the default
 * @param threads threads that compute; 0 for one per processor
 * @param progress told what is being done, one short sentence at a time
 * @param cancelled asked between nodes; when true, what has been measured so far is returned
 */
public record VerifyRequest(
    int draws,
    int seeds,
    boolean redraw,
    boolean zipf,
    Map<String, Path> data,
    long memory,
    int threads,
    Consumer<String> progress,
    BooleanSupplier cancelled) {
  /** Input draws under stored weights, unless stated otherwise. */
  public static final int DRAWS = 4;

  /** Weight draws unless stated otherwise: enough for Student's t to tell a tenth. */
  public static final int SEEDS = 16;

  /** Weights are drawn where none are stored, and stored ones are not held against others. */
  static final int NO_VERDICT = -1;

  public VerifyRequest {
    data = Map.copyOf(data);
  }

  /** The default numbers of draws, not watched by anyone. */
  public static VerifyRequest defaults() {
    return new VerifyRequest(0, 0, false, false, Map.of(), 0, 0, sentence -> {}, () -> false);
  }

  /** The same with progress told to another. */
  VerifyRequest telling(Consumer<String> listener) {
    return new VerifyRequest(
        draws, seeds, redraw, zipf, data, memory, threads, listener, cancelled);
  }

  /** The same without the further weight draws that only a verdict on stored weights needs. */
  VerifyRequest withoutVerdict() {
    int asked = seeds == 0 && !redraw ? NO_VERDICT : seeds;
    return new VerifyRequest(
        draws, asked, redraw, zipf, data, memory, threads, progress, cancelled);
  }
}
