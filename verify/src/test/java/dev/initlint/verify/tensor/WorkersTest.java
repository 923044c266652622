package dev.initlint.verify.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyItemIsWorkedOnOnce(int threads) throws InterruptedException {
    try (Workers workers = new Workers(threads)) {
      for (int round = 0; round < 200; round++) {
        int n = round * 7;
        AtomicIntegerArray times = new AtomicIntegerArray(n);
        workers.range(n, 10, (from, to) -> count(times, from, to));
        for (int i = 0; i < n; i++) {
          assertThat(times.get(i)).isOne();
        }
        if (round % 50 == 0) {
          Thread.sleep(2); // the threads fall asleep
        }
      }
    }
  }

  @Test
  void workThatAsksForWorkersDoesItsPartAlone() {
    try (Workers workers = new Workers(2)) {
      AtomicIntegerArray times = new AtomicIntegerArray(100);
      workers.range(
          10,
          1,
          (a, b) -> workers.range(10, 1, (from, to) -> count(times, 10 * a + from, 10 * a + to)));
      for (int i = 0; i < 100; i++) {
        assertThat(times.get(i)).isOne();
      }
    }
  }

  @Test
  void failuresReachTheCallerAndWorkGoesOnAfterwards() {
    try (Workers workers = new Workers(2)) {
      assertThatThrownBy(
              () ->
                  workers.range(
                      100,
                      1,
                      (from, to) -> {
                        if (from == 57) {
                          throw new IllegalStateException("chunk " + from);
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("chunk 57");
      AtomicIntegerArray times = new AtomicIntegerArray(10);
      workers.range(10, 1, (from, to) -> count(times, from, to));
      assertThat(times.get(9)).isOne();
    }
  }

  private static void count(AtomicIntegerArray times, int from, int to) {
    for (int i = from; i < to; i++) {
      times.incrementAndGet(i);
    }
  }
}
