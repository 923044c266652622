package dev.initlint.javasource.oracle;

import ai.djl.engine.Engine;
import org.junit.jupiter.api.Assumptions;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Whether the libraries' native code runs on this machine; where it does not, tests are skipped.
 */
final class Natives {
  private Natives() {}

  /** Skips the test that calls it, with the reason, where DJL's engine does not start. */
  static void ofDjl() {
    starts("DJL's PyTorch engine", Engine::getInstance);
  }

  /** Skips the test that calls it, with the reason, where ND4J's backend does not start. */
  static void ofDeeplearning4j() {
    starts("ND4J's native backend", () -> Nd4j.zeros(1));
  }

  private static void starts(String what, Runnable start) {
    try {
      start.run();
    } catch (LinkageError | RuntimeException e) {
      Assumptions.abort(what + " does not start on this machine: " + e);
    }
  }
}
