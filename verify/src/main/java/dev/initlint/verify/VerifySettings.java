package dev.initlint.verify;

import dev.initlint.law.Law;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How a model is verified.
 *
 * @param draws input draws per weight draw
 * @param seeds weight draws; 1 unless some weights are drawn from laws
 * @param seed first seed; everything random follows from it
 * @param inputs law per graph input; inputs without one get a default, which is remarked on
 * @param dims extents as {@link dev.initlint.shape.DimBinding} takes them, by name or as {@code
 *     input[axis]}; others get a default, which is remarked on
 * @param redraw laws to draw stored weights from, by weight name; empty to use what is stored
 * @param memory largest number of bytes of tensors in use at once; the batch shrinks to fit
 * @param threads threads that compute; 0 for one per processor
 * @param backward false to measure the forward pass alone
 * @param progress told what is being done, one short sentence at a time
 * @param cancelled asked between nodes; when true, what has been measured so far is returned
 */
public record VerifySettings(
    int draws,
    int seeds,
    long seed,
    Map<String, InputLaw> inputs,
    Map<String, Long> dims,
    Map<String, Law> redraw,
    long memory,
    int threads,
    boolean backward,
    Consumer<String> progress,
    BooleanSupplier cancelled) {

  public VerifySettings {
    inputs = Map.copyOf(inputs);
    dims = Map.copyOf(dims);
    redraw = Map.copyOf(redraw);
    if (draws < 1 || seeds < 1) {
      throw new IllegalArgumentException("at least one draw and one seed are needed");
    }
  }

  /**
   * Four input draws, one weight draw, default input laws, one thread per processor, and no more
   * tensors than three quarters of the memory that direct buffers may take.
   */
  public static VerifySettings defaults() {
    return new VerifySettings(
        4,
        1,
        0,
        Map.of(),
        Map.of(),
        Map.of(),
        Runtime.getRuntime().maxMemory() / 4 * 3,
        0,
        true,
        sentence -> {},
        () -> false);
  }

  public VerifySettings withDraws(int number) {
    return new VerifySettings(
        number, seeds, seed, inputs, dims, redraw, memory, threads, backward, progress, cancelled);
  }

  public VerifySettings withSeeds(int number, long first) {
    return new VerifySettings(
        draws, number, first, inputs, dims, redraw, memory, threads, backward, progress, cancelled);
  }

  public VerifySettings withInputs(Map<String, InputLaw> laws) {
    return new VerifySettings(
        draws, seeds, seed, laws, dims, redraw, memory, threads, backward, progress, cancelled);
  }

  public VerifySettings withDims(Map<String, Long> extents) {
    return new VerifySettings(
        draws, seeds, seed, inputs, extents, redraw, memory, threads, backward, progress,
        cancelled);
  }

  public VerifySettings withRedraw(Map<String, Law> laws) {
    return new VerifySettings(
        draws, seeds, seed, inputs, dims, laws, memory, threads, backward, progress, cancelled);
  }

  public VerifySettings withMemory(long bytes) {
    return new VerifySettings(
        draws, seeds, seed, inputs, dims, redraw, bytes, threads, backward, progress, cancelled);
  }

  public VerifySettings withThreads(int number) {
    return new VerifySettings(
        draws, seeds, seed, inputs, dims, redraw, memory, number, backward, progress, cancelled);
  }

  public VerifySettings withBackward(boolean wanted) {
    return new VerifySettings(
        draws, seeds, seed, inputs, dims, redraw, memory, threads, wanted, progress, cancelled);
  }

  public VerifySettings reporting(Consumer<String> progress, BooleanSupplier cancelled) {
    return new VerifySettings(
        draws, seeds, seed, inputs, dims, redraw, memory, threads, backward, progress, cancelled);
  }
}
