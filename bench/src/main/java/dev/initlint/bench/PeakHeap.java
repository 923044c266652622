package dev.initlint.bench;

import dev.initlint.engine.StandardEngine;
import dev.initlint.onnx.schema.ModelProto;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code check FILE} or {@code parse FILE} in a process of its own; prints the largest use of the
 * heap, garbage included, in MB. Whether it fits into a heap is seen from running it with that
 * {@code -Xmx}.
 */
final class PeakHeap {
  private PeakHeap() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[1]);
    Object kept =
        args[0].equals("check")
            ? new StandardEngine().check(file, WeightsBenchmark.everyRule())
            : parse(file);
    long peak =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(p -> p.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(u -> u.getUsed())
            .sum();
    System.out.println((peak >> 20) + " " + kept.getClass().getSimpleName());
  }

  private static ModelProto parse(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ModelProto.parseFrom(in);
    }
  }
}
