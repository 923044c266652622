package dev.initlint.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How a model is to be measured.
 *
 * @param draws input draws per weight draw
 * @param seeds weight draws; 0 for {@value #SEEDS} where weights are drawn and 1 where all are
 *     stored
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
  /** Input draws unless stated otherwise. */
  public static final int DRAWS = 4;

  /** Weight draws, where weights are drawn, unless stated otherwise. */
  public static final int SEEDS = 4;

  public VerifyRequest {
    data = Map.copyOf(data);
  }

  /** {@value #DRAWS} input draws, not watched by anyone. */
  public static VerifyRequest defaults() {
    return new VerifyRequest(DRAWS, 0, false, false, Map.of(), 0, 0, sentence -> {}, () -> false);
  }
}
