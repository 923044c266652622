package dev.initlint.cli;

import dev.initlint.engine.VerifyRequest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** How a model is measured. */
final class MeasureOptions {
  private static final String DATA = ".npy";
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*([kmgt]?)i?b?");

  @Option(
      names = "--draws",
      paramLabel = "N",
      description =
          "Input draws per weight draw. Default: "
              + VerifyRequest.DRAWS
              + " under stored weights, 1 where weights are drawn.")
  Integer draws;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "Weight draws: of definitions, of all weights with --redraw, and those that stored weights"
              + " are held against; 1 for the stored ones alone. Default: "
              + VerifyRequest.SEEDS
              + ".")
  Integer seeds;

  @Option(
      names = "--redraw",
      description = "Draw the stored weights anew from the laws that they follow.")
  boolean redraw;

  @Option(
      names = "--tokens",
      paramLabel = "LAW",
      description = "How token inputs are drawn: uniform or zipf.",
      defaultValue = "uniform")
  Tokens tokens;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "Most memory that tensors may take, as 800m or 6g; the batch shrinks to fit.")
  String memory;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute; as many as there are processors by default.")
  Integer threads;

  /** The values of {@code --tokens}. */
  enum Tokens {
    UNIFORM,
    ZIPF
  }

  /** Takes the inputs that are files out of the options. */
  Map<String, Path> takeData(Map<String, String> inputs) {
    Map<String, Path> data = new LinkedHashMap<>();
    Iterator<Map.Entry<String, String>> all = inputs.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, String> input = all.next();
      if (input.getValue().toLowerCase(Locale.ROOT).endsWith(DATA)) {
        try {
          data.put(input.getKey(), Path.of(input.getValue()));
        } catch (InvalidPathException e) {
          throw new UsageException("--input " + input + ": not a path");
        }
        all.remove();
      }
    }
    return data;
  }

  /**
   * @throws UsageException if a number is out of range
   */
  VerifyRequest request(
      Map<String, Path> data, Consumer<String> progress, BooleanSupplier cancelled) {
    if (draws != null) {
      atLeastOne("--draws", draws);
    }
    if (seeds != null) {
      atLeastOne("--seeds", seeds);
    }
    if (threads != null) {
      atLeastOne("--threads", threads);
    }
    return new VerifyRequest(
        draws == null ? 0 : draws,
        seeds == null ? 0 : seeds,
        redraw,
        tokens == Tokens.ZIPF,
        data,
        memory == null ? 0 : bytes(memory),
        threads == null ? 0 : threads,
        progress,
        cancelled);
  }

  private static void atLeastOne(String option, int number) {
    if (number < 1) {
      throw new UsageException(option + " " + number + ": give 1 or more");
    }
  }

  /** Bytes of a size such as {@code 800m}; a number alone counts bytes. */
  static long bytes(String size) {
    Matcher m = SIZE.matcher(size.strip().toLowerCase(Locale.ROOT));
    if (!m.matches()) {
      throw new UsageException("--memory " + size + ": give a size such as 800m or 6g");
    }
    int power = m.group(2).isEmpty() ? 0 : 1 + "kmgt".indexOf(m.group(2));
    long number = Long.parseLong(m.group(1));
    long bytes = number << 10 * power;
    if (number == 0 || bytes >> 10 * power != number) {
      throw new UsageException("--memory " + size + ": give a size such as 800m or 6g");
    }
    return bytes;
  }
}
