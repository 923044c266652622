package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a check of two models allocates, in kB: a measure of its work that, unlike time, is the same
 * on every machine. It is noticed here when the work has doubled, or when a bound has become loose.
 */
class WorkTest {
  private static final int WARM = 2;

  @ParameterizedTest
  @CsvSource({"models/sound.onnx, 2100", "java/DeepReluNetwork.java, 9500"})
  void aCheckAllocatesNoMoreThanItDid(String fixture, long kilobytes) {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assumeTrue(thread.isThreadAllocatedMemorySupported(), "this JVM counts no allocations");
    Path model = fixtures().resolve(fixture);
    StandardEngine engine = new StandardEngine();
    Set<String> rules = engine.rules().stream().map(RuleInfo::id).collect(Collectors.toSet());
    EngineSettings settings = EngineSettings.of(rules);
    long least = Long.MAX_VALUE;
    for (int i = 0; i <= WARM; i++) {
      long before = thread.getThreadAllocatedBytes(Thread.currentThread().getId());
      engine.check(model, settings);
      long after = thread.getThreadAllocatedBytes(Thread.currentThread().getId());
      least = Math.min(least, (after - before) >> 10);
    }
    assertThat(least)
        .as("kB that a check of %s allocates", fixture)
        .isBetween(kilobytes / 3, kilobytes * 17 / 10);
  }

  private static Path fixtures() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("fixtures/models"))) {
      folder = folder.getParent();
    }
    return folder.resolve("fixtures");
  }
}
