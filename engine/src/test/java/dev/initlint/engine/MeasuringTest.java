package dev.initlint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.initlint.graph.Attributes;
import dev.initlint.graph.Dim;
import dev.initlint.graph.ElementType;
import dev.initlint.graph.Graph;
import dev.initlint.graph.Node;
import dev.initlint.graph.Origin;
import dev.initlint.graph.Value;
import dev.initlint.verify.Measured;
import dev.initlint.verify.Refused;
import dev.initlint.verify.VerifySettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MeasuringTest {
  private static final int ENDLESS = 1_000_000_000;

  @Test
  @Timeout(60)
  void progressIsToldFromWhenItIsWaitedFor() throws InterruptedException {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch running = new CountDownLatch(1);
    VerifySettings untilTold =
        VerifySettings.defaults()
            .withDraws(ENDLESS)
            .reporting(
                told::add,
                () -> {
                  running.countDown();
                  return !told.isEmpty();
                });
    try (Measuring measuring = new Measuring(relu(4), untilTold)) {
      running.await();
      assertThat(told).isEmpty();
      measuring.await();
      assertThat(told).isNotEmpty();
    }
  }

  @Test
  @Timeout(60)
  void whatNobodyWaitsForStops() {
    Measuring measuring = new Measuring(relu(4), VerifySettings.defaults().withDraws(ENDLESS));
    measuring.close();
    Measured measured = measuring.await();
    assertThat(measured.conditions().complete()).isFalse();
  }

  @Test
  void aModelThatCannotBeRunIsRefusedWhereItIsWaitedFor() {
    VerifySettings settings = VerifySettings.defaults().withMemory(1 << 10);
    try (Measuring measuring = new Measuring(relu(1 << 20), settings)) {
      assertThatThrownBy(measuring::await).isInstanceOf(Refused.class);
    }
  }

  private static Graph relu(long width) {
    Origin here = Origin.node("test.onnx", null);
    List<Dim> shape = List.of(Dim.of(1), Dim.of(width));
    return new Graph(
        "relu",
        here,
        List.of(new Value("x", ElementType.FLOAT, shape)),
        List.of(new Value("y", ElementType.FLOAT, shape)),
        List.of(
            new Node("Relu", "", 17, "relu", List.of("x"), List.of("y"), Attributes.NONE, here)),
        Map.of(),
        List.of());
  }
}
