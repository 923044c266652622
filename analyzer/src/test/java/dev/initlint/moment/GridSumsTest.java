package dev.initlint.moment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class GridSumsTest {
  @Test
  void sumsOverRunsEqualThoseOverPairs() {
    Random random = new Random(7);
    for (int[] size : new int[][] {{1, 1}, {1, 6}, {6, 1}, {4, 5}, {7, 3}}) {
      Layout grid = Layout.grid(size[0], size[1]);
      double[] figures = random.doubles(grid.pairClasses()).toArray();
      GridSums sums = new GridSums(grid, figures);
      int n = size[0] * size[1];
      for (int trial = 0; trial < 200; trial++) {
        int a = random.nextInt(n);
        int aEnd = a + 1 + random.nextInt(n - a);
        int b = random.nextInt(n);
        int bEnd = b + 1 + random.nextInt(n - b);
        double expected = 0;
        for (int p = a; p < aEnd; p++) {
          for (int q = b; q < bEnd; q++) {
            int down = q / size[1] - p / size[1];
            int lag = grid.lagClass(down, q % size[1] - p % size[1]);
            expected += lag < 0 ? 0 : figures[lag];
          }
        }
        assertThat(sums.between(a, aEnd, b, bEnd)).isCloseTo(expected, within(1e-9));
      }
    }
  }
}
