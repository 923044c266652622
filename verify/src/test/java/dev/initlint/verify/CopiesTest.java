package dev.initlint.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.initlint.graph.Graph;
import dev.initlint.verify.engine.Pass;
import dev.initlint.verify.engine.Ties;
import dev.initlint.verify.measure.Gauge;
import dev.initlint.verify.op.Machine;
import dev.initlint.verify.tensor.Arena;
import dev.initlint.verify.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a pass allocates, which unlike its time is the same on every machine. */
class CopiesTest {
  private static final int ROWS = 256;
  private static final int WIDTH = 512;
  private static final long BYTES = 4L * ROWS * WIDTH;

  private static final Graph LAYER =
      new Graphs()
          .reals("x", ROWS, WIDTH)
          .constant("w", 0.01, WIDTH, WIDTH)
          .constant("b", 1, WIDTH)
          .node("Gemm", "x w b", "h")
          .output("h")
          .graph();

  @Test
  void aBiasIsWrittenWhereTheProductGoesAndNowhereElse() {
    try (Machine machine = Machine.of(Arena.Precision.FLOAT, 1, Long.MAX_VALUE)) {
      Map<String, Tensor> weights = weights(machine);
      Tensor x = held(machine, machine.arena().zeros(ROWS, WIDTH));
      long before = machine.arena().liveBytes();
      measured(machine, x, weights);
      assertThat(machine.arena().peakBytes() - before).isEqualTo(BYTES);
    }
  }

  @Test
  void toLookAtAValueCopiesNoneOfIt() {
    assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Machine machine = Machine.of(Arena.Precision.FLOAT, 1, Long.MAX_VALUE)) {
      Map<String, Tensor> weights = weights(machine);
      Tensor x = held(machine, machine.arena().zeros(4, ROWS / 4, WIDTH));
      x.reals().fill(0.5);
      Gauge gauge = new Gauge(LAYER, machine, () -> false);
      gauge.input("x", x);
      long thread = Thread.currentThread().getId();
      long before = threads.getThreadAllocatedBytes(thread);
      gauge.input("x", x);
      long allocated = threads.getThreadAllocatedBytes(thread) - before;
      // one sum for each column of each of four samples, and a few objects
      assertThat(allocated).isLessThan(4 * 8 * WIDTH + BYTES / 16);
    }
  }

  private static void measured(Machine machine, Tensor x, Map<String, Tensor> weights) {
    Gauge gauge = new Gauge(LAYER, machine, () -> false);
    Pass pass = new Pass(LAYER, machine, false, Ties.NONE, 0, gauge);
    pass.forward(Map.of("x", x), weights);
    pass.close();
  }

  private static Map<String, Tensor> weights(Machine machine) {
    return Map.of(
        "w", held(machine, machine.arena().zeros(WIDTH, WIDTH)),
        "b", held(machine, machine.arena().zeros(WIDTH)));
  }

  private static Tensor held(Machine machine, Tensor t) {
    machine.arena().retain(t);
    return t;
  }
}
